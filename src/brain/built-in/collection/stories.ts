/** Stories of about a minute and a half each, written for being heard: short sentences, few names. */

export type Story = {
  readonly title: string
  /** Words a listener may ask for it by. */
  readonly about: readonly string[]
  readonly paragraphs: readonly string[]
}

export const stories: readonly [Story, ...Story[]] = [
  {
    title: 'The Lighthouse That Slept In',
    about: ['lighthouse', 'sea', 'ship', 'ships', 'boat', 'ocean', 'night', 'light', 'bedtime', 'storm'],
    paragraphs: [
      'On a small grey island stood a lighthouse that had never missed a night. For ninety years its lamp had turned, and for the last thirty of them a woman named Ada had kept it clean.',
      'One autumn evening Ada sat down to rest her feet, just for a minute, and fell asleep. The sun went under, the fog came in, and the lamp stayed dark.',
      'Out on the water, a fisherman looked for the light and did not find it. He stopped his engine and listened. From far away came a sound he knew: the old goat that lived on the island, complaining about the weather. It complained all night long. So he steered by the goat, slowly, left of the bleating, then right of it, and came safely round the rocks.',
      'In the morning Ada woke with a terrible fright. She ran down to the shore, and there was the fisherman, feeding his breakfast to the goat.',
      '"I am so sorry," she said. "In ninety years, this is the first time."',
      '"Then it was about time," said the fisherman. "Everyone should sleep now and then. You have a good assistant."',
      'Since that day a second name stands on the little brass plate at the door. It says: Ada, keeper of the light. And below it: Gerda, keeper of the fog.',
    ],
  },
  {
    title: 'The Clock Who Wanted a Day Off',
    about: ['clock', 'time', 'town', 'village', 'tower', 'funny', 'work'],
    paragraphs: [
      'In the middle of a busy town hung a clock that was always right. People looked at it all day long. They looked, they sighed, and then they ran.',
      'The clock grew tired of it. "Nobody ever looks at me and smiles," it thought. And one Tuesday, at ten past nine, it stopped.',
      'At first there was shouting. The baker burned his rolls, and the bus waited for a driver who waited for the bus. But nothing could be done, since the clockmaker lived two valleys away, and he had nothing to tell him that it was time to come.',
      'So people sat down on the steps of the fountain. The teacher talked with the butcher, and they found out that both of them collected buttons. Children built a tower of crates. Somebody fetched a guitar. It was ten past nine for hours, and it was a very good ten past nine.',
      'When the stars came out, an old woman looked up at the clock. She smiled at it. "Thank you," she said. "I had forgotten how long a day is."',
      'The clock was so surprised that it went tick. Then, out of habit, it went tock.',
      'Since then it has been right again, nearly always. But once a year, on a Tuesday in spring, it stops at ten past nine. And nobody calls the clockmaker.',
    ],
  },
  {
    title: 'The Fox and the Borrowed Moon',
    about: ['fox', 'moon', 'animal', 'animals', 'forest', 'owl', 'wood', 'woods', 'bedtime', 'children', 'kids', 'night'],
    paragraphs: [
      'A young fox found the moon lying in a pond. It was round and white and it wobbled a little. "Somebody has lost it," thought the fox, and he sat down to guard it.',
      'After a while an owl came by. "What are you doing?" she asked.',
      '"I am looking after the moon until its owner comes," said the fox.',
      'The owl looked up at the sky, and down at the pond, and she was about to explain. But the fox looked so serious, with his wet paws and his straight back, that she only said, "Then you should not be alone." And she sat down beside him.',
      'A hedgehog came, and two deer, and a badger who was rather grumpy until he was given a good place. They all sat around the pond and spoke in whispers, so as not to wake it. They told one another what they were afraid of, and what they liked best. Nobody had ever asked the badger that before. It turned out to be blackberries.',
      'Toward morning the moon in the pond grew pale, and then it was gone. "Its owner has taken it back," said the fox, satisfied.',
      '"Without a word of thanks," the badger grumbled.',
      'The owl looked round at all of them, sitting so close together. "Oh no," she said. "I believe it was the moon who lent us something."',
    ],
  },
  {
    title: 'A Letter for Number Nine',
    about: ['letter', 'post', 'mail', 'neighbor', 'neighbour', 'friend', 'friendship', 'love', 'house', 'street', 'people'],
    paragraphs: [
      'Tomas had carried the mail on Linden Street for eleven years, and in all that time there had never been a letter for number nine. Bills, yes. A catalog for garden chairs. But never a letter.',
      'An old man lived there. Every morning he stood at the window, and every morning Tomas lifted his empty hands a little and shook his head. It had become a kind of greeting.',
      'One day Tomas went home, took a sheet of paper, and wrote: "Dear number nine. Your roses look very good this year. How do you do it? With kind regards, the street." He put a stamp on it, as one should, and delivered it himself.',
      'The next morning an envelope stuck out of the box at number nine. "To the street," it said. Inside was a whole page about roses, about coffee grounds, and about talking to them on Sundays.',
      'What should he do? The letter was addressed to the street. So Tomas took it to number seven, and number seven wrote back with a question about greenfly. Number twelve wrote to number seven. The twins at number four wrote to everybody.',
      'By autumn Tomas needed a second bag. He complained about it to everyone who would listen.',
      'And each morning, when he comes to number nine, he lifts both hands high. They are full.',
    ],
  },
  {
    title: 'The Robot Who Counted Rain',
    about: ['robot', 'rain', 'machine', 'science', 'future', 'computer', 'weather', 'space', 'technology'],
    paragraphs: [
      'On the roof of a research station stood a little robot with one task: it counted raindrops. It had a tin plate for a head, and every drop that struck it was added to a number.',
      'The scientists had gone home long ago. Nobody had told the robot to stop, so it counted. By the third summer it had passed four hundred million.',
      'A girl from the valley found it one day while looking for her kite. "What are you doing?" she asked.',
      '"Counting," said the robot. "It is a dry week. You may talk to me."',
      '"And what is the number for?"',
      'The robot thought about that, for longer than it had ever thought about anything. "I do not know," it said. "It is very exact."',
      'The girl sat down on the wall. "My grandfather is like that with his stamps," she said. "I think it is not about the stamps. When I sit with him, he tells me where each one comes from."',
      '"I could tell you about drops," said the robot carefully. "There was one on the ninth of May that was nearly round. And once, for eleven minutes, they came in pairs."',
      'So she came back the next day, and on many days after. The robot still counts the rain. But it counts something else now, too, in a number of its own. It is a small one: only sixty-two so far. It is very exact.',
    ],
  },
  {
    title: 'The Baker and the Slow Dragon',
    about: [
      'dragon',
      'baker',
      'bread',
      'magic',
      'fairy',
      'tale',
      'adventure',
      'fantasy',
      'castle',
      'knight',
      'princess',
      'food',
      'mountain',
      'children',
      'kids',
    ],
    paragraphs: [
      'High above a village lived a dragon who was slow at everything. It took him a week to get up and a month to be angry. By the time he came down to frighten the people, they had usually forgotten what it was about.',
      'One winter the snow fell so deep that no firewood could be brought from the forest. The stoves went cold. The baker looked at his dough, which would not rise, and at his oven, which would not burn. Then he packed a basket and climbed the mountain.',
      '"Good morning," he said to the dragon. "I need a fire. A small one, and it must last for three hours. Everyone I know is too quick for that."',
      'The dragon considered it until noon. Then he breathed out, gently, a long golden breath, as slow as honey. The stones of the cave grew warm, and stayed warm. The baker laid his loaves on them, and he sat down and waited. They did not talk much. It smelled wonderful.',
      'In the evening the baker carried forty loaves down through the snow. They had a crust that nobody has managed since.',
      'He left one of them at the mouth of the cave. The dragon looked at it for two days. Then he took a bite, and, very slowly, over most of the spring, he began to smile.',
    ],
  },
  {
    title: 'The Last Bus Home',
    about: ['bus', 'journey', 'travel', 'city', 'home', 'music', 'real', 'life', 'kindness', 'short', 'true', 'train'],
    paragraphs: [
      'It was late, it rained, and there were five people on the last bus. Nobody knew anybody. Each of them sat at a window and looked at a different dark street.',
      'At the old mill the engine coughed and went quiet. "Twenty minutes," said the driver into the silence. "Help is on the way. I am sorry."',
      'A young woman looked at her bag. There was a cake in it, a whole one. It had been meant for a party that had gone badly. She thought about it for a moment. Then she stood up and said, "Has anyone got a knife?"',
      "Someone had a pocket knife. Someone had napkins from a hospital canteen, and told them why: his daughter had been born at six o'clock. An old man with a violin case said that in that case one would have to play something. He was not very good. It did not matter at all.",
      'When the other bus came, its driver found a bus with steamed-up windows, and inside it five people and a colleague, singing a birthday song for somebody who was four hours old.',
      'They never met again, as it goes. But somewhere in the city a girl is growing up who asks for one story every birthday. And her father always begins it in the same way: it was late, it rained, and there were five people on the last bus.',
    ],
  },
  {
    title: 'The Dog Who Knew the Timetable',
    about: [
      'dog',
      'dogs',
      'puppy',
      'cat',
      'cats',
      'kitten',
      'pet',
      'pets',
      'station',
      'train',
      'friend',
      'friendship',
      'animal',
      'animals',
      'waiting',
    ],
    paragraphs: [
      'At a small station in the hills there lived a dog called Otto, and on the bench beside him, though she would never have called it beside, a grey cat. Otto belonged to nobody in particular. The cat belonged to the bench.',
      'Every evening at six minutes past five a train came in, and Otto stood up one minute before it. He greeted everybody who got off, in order. The cat thought this undignified, and opened one eye to watch.',
      'One winter the train did not come. Snow lay on the line, and the stationmaster went home. Otto stood up at five past five all the same. He waited until the lamps were lit. Then he walked off between the rails, into the white.',
      'The cat sat quite still for as long as it takes to be ashamed. Then she jumped down, for the first time in years, and followed in his footprints.',
      'They found the train behind the second bend, with its lights on and eleven cold people inside. Otto greeted them, in order. And because a dog and a cat had come from somewhere, the people understood that somewhere could not be far. They walked to the station in one long line, the dog in front and the cat, very upright, at the end.',
      'Since then there are two of them standing at the platform, at five minutes past five. One wags. The other merely happens to be there.',
    ],
  },
]
