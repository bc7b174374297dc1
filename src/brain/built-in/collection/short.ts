/** Jokes, facts, riddles and small poems for the ear. */

export type Joke = { readonly setup: string; readonly line: string }

export const jokes: readonly [Joke, ...Joke[]] = [
  { setup: 'Why did the bicycle fall over?', line: 'Because it was two tired.' },
  { setup: 'What do you call a fish without an eye?', line: 'A fsh.' },
  { setup: 'Why did the scarecrow get a prize?', line: 'He was outstanding in his field.' },
  { setup: 'What do you call a bear with no teeth?', line: 'A gummy bear.' },
  { setup: 'Why do bees have sticky hair?', line: 'Because they use honeycombs.' },
  { setup: 'What did one wall say to the other wall?', line: "I'll meet you at the corner." },
  { setup: 'Why was the math book so sad?', line: 'It had too many problems.' },
  { setup: 'What do you call cheese that is not yours?', line: 'Nacho cheese.' },
  { setup: 'Why did the coffee go to the police?', line: 'It got mugged.' },
  { setup: 'How does the ocean say hello?', line: 'It waves.' },
  { setup: 'Why can a nose never be twelve inches long?', line: 'Because then it would be a foot.' },
  { setup: 'What do you call a snowman in July?', line: 'A puddle.' },
  { setup: 'Why did the computer go to the doctor?', line: 'It had caught a virus.' },
  { setup: 'What has four wheels and flies?', line: 'A garbage truck.' },
  { setup: 'Why do cows wear bells?', line: 'Because their horns do not work.' },
  { setup: 'What did the zero say to the eight?', line: 'Nice belt.' },
  { setup: 'Why did the tomato turn red?', line: 'Because it saw the salad dressing.' },
  { setup: 'What is orange and sounds like a parrot?', line: 'A carrot.' },
  { setup: 'Why could the skeleton not go to the dance?', line: 'It had no body to go with.' },
  { setup: 'What kind of tree fits in your hand?', line: 'A palm tree.' },
  { setup: 'Why did the clock get sent out of class?', line: 'It tocked too much.' },
  { setup: 'What do you call a dog that does magic?', line: 'A labracadabrador.' },
  { setup: 'Why did the cat sit on the computer?', line: 'To keep an eye on the mouse.' },
  { setup: 'How do you organize a party in space?', line: 'You planet.' },
  { setup: 'Why did the egg hide?', line: 'It was a little chicken.' },
  { setup: 'What do you get if you cross a snowman with a vampire?', line: 'Frostbite.' },
]

export const facts: readonly [string, ...string[]] = [
  'Honey keeps almost for ever. Sealed honey thousands of years old has been found in Egyptian tombs.',
  'An octopus has three hearts, and its blood is blue.',
  'A day on Venus is longer than its year. It turns that slowly.',
  'Bananas are berries, in the language of botanists. Strawberries are not.',
  'The Eiffel Tower grows by some centimeters in summer, since iron expands in the heat.',
  'Sharks are older than trees. They have been around for more than four hundred million years.',
  'A group of flamingos is called a flamboyance.',
  'Wombats make droppings shaped like cubes. No other animal is known to do that.',
  'Light from the sun takes about eight minutes and twenty seconds to reach us.',
  "Sea otters often hold each other's paws while they sleep, so that they don't drift apart.",
  'Your bones are alive. The skeleton renews itself over about ten years.',
  'The shortest war on record lasted less than an hour: Britain against Zanzibar, in eighteen ninety-six.',
  'Sound travels about four times faster in water than in air.',
  "A blue whale's heart weighs as much as a small piano, around one hundred and eighty kilograms.",
  'Scotland has the unicorn as its national animal.',
  'Butterflies taste with their feet.',
  'There are more possible games of chess than atoms in the universe we can see.',
  'The Moon moves away from us by nearly four centimeters every year.',
  'Crows can remember the faces of people who treated them badly.',
  'Dust from the Sahara crosses the whole ocean and feeds the plants of the Amazon.',
  'Hot chili is not a taste but a kind of pain. The tongue mistakes it for heat.',
  'An ostrich has eyes that are bigger than its brain.',
  'The word robot comes from a Czech play. It means forced work.',
  'Neptune has the fastest winds of all planets, faster than sound on earth.',
  'On Mars, the sunset is blue, seen from the ground.',
  'A dog can smell far better than we can, since its nose has many times as many receptors.',
  'Cats sleep for twelve to sixteen hours a day.',
  'Elephants can hear rumbling through the ground with their feet.',
  'Penguins have knees. They are hidden under the feathers.',
  'Water is densest at four degrees Celsius. That is why lakes freeze from the top.',
]

export type Riddle = { readonly question: string; readonly solution: string }

export const riddles: readonly [Riddle, ...Riddle[]] = [
  { question: "What has keys but can't open locks?", solution: 'a piano' },
  { question: 'What has to be broken before you can use it?', solution: 'an egg' },
  { question: 'What goes up but never comes down?', solution: 'your age' },
  { question: 'What has keys but opens no door?', solution: 'a piano' },
  { question: 'What gets wetter the more it dries?', solution: 'a towel' },
  { question: 'What has hands but cannot clap?', solution: 'a clock' },
  { question: 'What can travel around the world and stay in its corner?', solution: 'a stamp' },
  { question: 'What has a neck but no head?', solution: 'a bottle' },
  { question: 'The more you take, the more you leave behind. What are they?', solution: 'footsteps' },
  { question: 'What has many teeth but cannot bite?', solution: 'a comb' },
  { question: 'What gets bigger the more you take away from it?', solution: 'a hole' },
  { question: 'What has a thumb and four fingers but is not alive?', solution: 'a glove' },
  { question: 'What can you catch but not throw?', solution: 'a cold' },
  { question: 'What has one eye but cannot see?', solution: 'a needle' },
  { question: 'What goes up when the rain comes down?', solution: 'an umbrella' },
]

/** Said slowly once, for the caller to say fast. */
export const tongueTwisters: readonly [string, ...string[]] = [
  'She sells seashells by the seashore.',
  'Peter Piper picked a peck of pickled peppers.',
  'How much wood would a woodchuck chuck, if a woodchuck could chuck wood?',
  'Red lorry, yellow lorry.',
  'Fuzzy Wuzzy was a bear. Fuzzy Wuzzy had no hair.',
  'A proper copper coffee pot.',
]

export const poems: readonly [string, ...string[]] = [
  'The evening folds the street away. The lamps come on, the cats say hey. A window hums, a kettle sings. So much of home is little things.',
  'A snail set out to see the sea. It took its time, it took some tea. It has not got there, but my word: it knows each stone, and every bird.',
  'I asked the river where it goes. It said, wherever water flows. And when I asked it when, and how, it only laughed, and answered: now.',
]
