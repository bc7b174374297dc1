/** What a small brain cannot know or do: said honestly, in full once per call, with how to give it a bigger one. */
import { type Heard, heardFrom } from '../heard.ts'
import { lastOf, pickFresh, type Skill, say } from '../skill.ts'

type Beyond = { readonly kind: 'question' | 'deed' | 'live' | 'translate' | 'reason' }

const live =
  /\b(?:weather|forecast|temperature outside|rain(?:ing)? (?:today|tomorrow|outside|later)|going to (?:rain|snow)|will it (?:rain|snow|be (?:sunny|cold|warm|hot|nice|cloudy|windy))|is it (?:raining|snowing|sunny|cold outside|warm outside|hot outside)|news|headlines|stock|stocks|share price|bitcoin|exchange rate|score|who won|traffic (?:like|today|on|report)|price of|election|latest|currently the|near me|nearby|nearest|open (?:now|today|on sunday)|next (?:bus|train|flight)|president of|prime minister|who is the (?:current )?(?:president|king|queen|chancellor|pope|ceo|mayor))\b/
const deed =
  /^(?:(?:please|can you|could you|would you|will you|i want you to|i need you to|i would like you to|would you mind|just|now|and|okay|hey|duet)\s+)*(?:call|phone|ring|dial|text|message|email|mail|send|write|book|order|buy|reserve|play|put on|turn (?:on|off)|switch (?:on|off)|open|close|search|google|look up|find|show|download|install|post|tweet|schedule|add|create|draw|paint|navigate|drive|pay|transfer|print|scan|record|take a (?:picture|photo|note)|film|check (?:my|the|if)|read (?:me )?(?:my|the|out)|delete|unlock|lock|dim|start|stop the|run|code|program|translate|summari[sz]e|explain(?! (?:it|that|this|yourself)\b)|turn (?:the|my|your|that) (?:\w+ ){1,6}(?:on|off|up|down)$|help me (?:write|with|find|plan|fix|learn|choose|study|understand)|teach me|make (?:me )?(?:a|an|some|the)|cook|clean|do my|solve|prove|compare|recommend|plan|list|name (?!is|was)|describe|convert|calculate|imagine|pretend|tell me how|tell me about|tell me the|tell me who|tell me what|tell me why|connect|update|charge|bring|get me|hack|change (?:the|my)|set (?:the|my|up)|use (?:it|that|this|(?:the word )?\w+) in a sentence|turn (?:up|down) (?:the|my)|give me an example)\b/
const asksForDeed = /\b(?:can|could|would|will) you\b/

const full = [
  "I don't know, sorry. That's beyond my small brain. Whoever runs me can add a bigger one: Ollama, or an Anthropic or OpenAI key.",
  "Sorry, I can't do that, it's beyond my small brain. Whoever runs me can add a bigger one: Ollama, or an Anthropic or OpenAI key.",
  "I don't know, sorry. I can't look outside this computer. Whoever runs me can add a bigger one: Ollama, or an Anthropic or OpenAI key.",
] as const
const fullMark = 'add a bigger one'

/** Asks it to do something out in the world. */
export function asksDeed({ plain, core, words }: Heard): boolean {
  const sends = /^(?:send|text|message|email|mail|write|call|book|order)\b/.test(core)
  const told = /\b(?:and then i|i (?:am|was|have|had|will|did|went))\b/.test(plain)
  return ((deed.test(plain) || deed.test(core)) && (sends || !told)) || (asksForDeed.test(plain) && words.length >= 4)
}

export const beyond: Skill<Beyond> = {
  name: 'beyond',
  match: ({ heard, history }) => {
    const { core, asks } = heard
    const plain = heard.plain.replace(/ (?:to me )?(?:like|as if) i (?:am|was|were) .+$/, '')
    // "And the population?" of what was just spoken of.
    if (
      /^(?:and |what about |how about )+(?:the|its|their) [a-z]+(?: rate| there)?$/.test(plain) &&
      history.some(({ side, text }) => side === 'user' && heardFrom(text).asks)
    )
      return { kind: 'question' }
    if (
      /\btranslate\b|\bhow do (?:you|i) say\b.*\bin \w+$|\bwhat is .+ in (?:german|french|spanish|italian|chinese|japanese|russian|dutch|portuguese|polish|latin|greek|arabic)$/.test(
        core,
      )
    )
      return { kind: 'translate' }
    if (
      /^(?:but )?(?:why|why not|how come|why (?:can|do) you not(?: know(?: (?:that|it))?)?)$/.test(core) &&
      /\b(?:don't know|can't)\b/.test(lastOf(history, 'agent')?.text ?? '')
    )
      return { kind: 'reason' }
    if (asks && live.test(plain)) return { kind: 'live' }
    if (asksDeed({ ...heard, plain })) return { kind: 'deed' }
    return asks ? { kind: 'question' } : undefined
  },
  answer: ({ kind }, turn) => {
    if (kind === 'reason')
      return say("Because I'm a small program on this computer: I know what was written into me, and I can't look outside.")
    const saidInFull = turn.history.some((entry) => entry.side === 'agent' && entry.text.includes(fullMark))
    if (!saidInFull) {
      return say(full[kind === 'live' ? 2 : kind === 'question' ? 0 : 1])
    }
    switch (kind) {
      case 'live':
        return say(
          pickFresh(turn, [
            "I can't look outside this computer, sorry.",
            "Sorry, I don't know what goes on out there right now.",
          ]),
        )
      case 'translate':
        return say("Sorry, I can't translate. English is all I have.")
      case 'deed':
        return say(
          pickFresh(turn, [
            "Sorry, I can't do that one.",
            "I'm afraid that's more than I can do.",
            "That I can't do, sorry. Anything smaller?",
          ]),
        )
      case 'question':
        return say(
          pickFresh(turn, [
            "Sorry, I don't know that.",
            "That's beyond me too, I'm afraid.",
            "I don't know, honestly. What's your guess?",
            "Hmm, I can't answer that one either.",
          ]),
        )
    }
  },
}
