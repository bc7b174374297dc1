/** Stories, jokes, facts, riddles and poems from the collection; none twice in a call while there are others. */
import type { BrainOutput } from '../../brain.ts'
import { facts, jokes, poems, riddles, tongueTwisters } from '../collection/short.ts'
import { type Story, stories } from '../collection/stories.ts'
import { sayNumber } from '../numbers.ts'
import { type Answer, pickFresh, type Skill, say, seedOf, type Turn } from '../skill.ts'
import { type Wanted, wantedIn } from './entertain-asked.ts'
import { fitting, topicAsked } from './topical.ts'

const punchPauseMs = 500
const paragraphPauseMs = 450

export const entertain: Skill<Wanted> = {
  name: 'entertain',
  match: wantedIn,
  answer: (asked, turn) => {
    switch (asked.what) {
      case 'story':
        return tell(asked.topic, turn)
      case 'joke': {
        const topic = topicAsked(turn.heard.plain)
        const about = topic === undefined ? [] : fitting(jokes, ({ setup, line }) => `${setup} ${line}`, topic)
        const shelf = about.length === 0 ? jokes : about
        const text = pickFresh(turn, [shelf[0]?.setup ?? jokes[0].setup, ...shelf.slice(1).map((joke) => joke.setup)])
        const joke = jokes.find(({ setup }) => setup === text) ?? jokes[0]
        const opening = topic === undefined || about.length > 0 ? 'Sure.' : "I don't have one about that, but here's another."
        return [
          { type: 'text', text: `${opening} ${joke.setup}` },
          { type: 'pause', ms: punchPauseMs },
          { type: 'text', text: ` ${joke.line}` },
        ]
      }
      case 'fact':
        return say(factOn(turn))
      case 'riddle':
        return say(`Try this. ${pickFresh(turn, [riddles[0].question, ...riddles.slice(1).map((riddle) => riddle.question)])}`)
      case 'solution': {
        const right = asked.guess !== '' && asked.guess.includes(asked.solution.replace(/^an? /, ''))
        if (right) return say(`Yes, that's it: ${asked.solution}! Well done. Another riddle?`)
        return say(
          asked.guess === '' ? `It's ${asked.solution}. Another riddle?` : `Not quite, I'm afraid. It's ${asked.solution}.`,
        )
      }
      case 'poem':
        return say(`Here's a small one. ${pickFresh(turn, poems)}`)
      case 'twister':
        return say(`Try this one, as fast as you can. ${pickFresh(turn, tongueTwisters)}`)
      case 'which':
        return say('Another what? I have stories, jokes, facts and riddles.')
      case 'song':
        return say("I can't sing, sorry. I could say you a little poem instead, if you like a poem?")
      case 'knock':
        return say("Who's there?")
      case 'who':
        return say(`${asked.name.slice(0, 1).toUpperCase()}${asked.name.slice(1)} who?`)
      case 'awful':
        return say('I know, it was awful. Shall I try another joke?')
      case 'explain':
        return say("It's a play on words, and those are hard to explain. Shall I try another joke?")
      case 'made-up':
        return say("No, it's made up. Nobody in it ever lived.")
      case 'game':
        return say(
          `Riddles are the only game I know. ${pickFresh(turn, [riddles[0].question, ...riddles.slice(1).map((riddle) => riddle.question)])}`,
        )
      case 'card': {
        const rank = ['ace', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'jack', 'queen', 'king']
        const suit = ['hearts', 'spades', 'clubs', 'diamonds']
        const seed = seedFor(turn)
        return say(`The ${rank[seed % 13]} of ${suit[Math.floor(seed / 13) % 4]}.`)
      }
      case 'rock':
        return say(`${['Rock', 'Paper', 'Scissors'][seedFor(turn) % 3]}! What did you have?`)
      case 'secret':
        return say("I'm a program, so I have no secrets. Would you like a joke instead?")
      case 'impression':
        return say("I can't, I only have this one voice. Would you like a joke instead?")
      case 'yes-no':
        return say(seedFor(turn) % 2 === 0 ? 'Yes.' : 'No.')
      case 'capitals':
        return say(
          pickFresh(turn, [
            'Gladly. Lisbon is the capital of which country?',
            'All right. Nairobi is the capital of which country?',
            'Here goes. Oslo is the capital of which country?',
            'Sure. Lima is the capital of which country?',
          ]),
        )
      case 'coin':
        return say(seedFor(turn) % 2 === 0 ? "It's heads." : "It's tails.")
      case 'die':
        return say(`It's a ${sayNumber(1 + (seedFor(turn) % asked.sides))}.`)
      case 'number': {
        const low = Math.min(asked.from, asked.to)
        const size = Math.abs(asked.to - asked.from) + 1
        return say(`I'll take ${sayNumber(low + (seedFor(turn) % size))}.`)
      }
    }
  },
}

function factOn(turn: Turn): string {
  const topic = topicAsked(turn.heard.plain)
  const about = topic === undefined ? [] : fitting(facts, (fact) => fact, topic)
  const [first, ...rest] = about
  if (first !== undefined) return `Here's one. ${pickFresh(turn, [first, ...rest])}`
  return `${topic === undefined ? "Here's one." : "I don't have one about that, but here's another."} ${pickFresh(turn, facts)}`
}

/** Chance enough for a coin: the clock's milliseconds, stirred. */
function seedFor(turn: Turn): number {
  return seedOf(`${turn.now.getTime()} ${turn.history.length} ${turn.heard.plain}`)
}

function wasTold(story: Story, turn: Turn): boolean {
  return turn.history.some((entry) => entry.side === 'agent' && entry.text.includes(story.title))
}

function tell(topic: string, turn: Turn): Answer {
  const words = topic.split(' ').map((word) => word.replace(/s$/, ''))
  const fresh = stories.filter((story) => !wasTold(story, turn))
  const shelf = fresh.length === 0 ? stories : fresh
  const fitting = shelf.find((story) => story.about.some((about) => words.includes(about.replace(/s$/, ''))))
  const plainRequest =
    topic === '' ||
    topic === turn.heard.plain ||
    /\b(?:anything|something|whatever|you (?:like|want)|me|yourself|your choice)\b/.test(topic)
  const scary = /\b(?:scary|spooky|creepy|horror|ghost|frightening|terrifying)\b/.test(turn.heard.plain)
  const story = fitting ?? shelf[seedFor(turn) % shelf.length] ?? stories[0]
  const opening = scary
    ? `I have none that is scary, I'm afraid, only kind ones. This is "${story.title}".`
    : fitting !== undefined || plainRequest
      ? `Sure. This one is called "${story.title}".`
      : `I have none about that, I'm afraid. But here is "${story.title}".`
  const outputs: BrainOutput[] = [{ type: 'text', text: opening }]
  for (const paragraph of story.paragraphs)
    outputs.push({ type: 'pause', ms: paragraphPauseMs }, { type: 'text', text: ` ${paragraph}` })
  return outputs
}
