/** Steering the voice and the call: repeat, go on, slower, louder, stop, wait. */
import { lastOf, pickFresh, type Skill, say, type Turn } from '../skill.ts'

type Wanted =
  | 'repeat'
  | 'continue'
  | 'slower'
  | 'faster'
  | 'normal'
  | 'louder'
  | 'quieter'
  | 'stop'
  | 'wait'
  | 'from-start'
  | 'shorter'
  | 'skip'
  | 'explain'
  | 'floor'

const step = 1.2
const wanted: readonly (readonly [Wanted, RegExp])[] = [
  [
    'floor',
    /^(?:(?:please|hey|no|wait|sorry|just|can you|could you|will you)\b ?)*(?:let me (?:finish|speak|talk|say something|get a word in)|i (?:was not|am not) (?:done|finished)(?: yet| talking| speaking)*|(?:do not|stop|quit) interrupt(?:ing)?(?: me)?|you (?:interrupted|are interrupting|keep interrupting|cut) me(?: off)?|i was (?:still )?(?:talking|speaking))(?: please| first| now)?$/,
  ],
  [
    'skip',
    /^(?:(?:okay|ok|no|please|oh|let us|you can|just|can we|could you|can you)\b ?)*(?:skip (?:it|this|that|this one|that one|ahead|the rest)|leave (?:it|that)(?: there| out)?|move on|next topic|drop it|pass|not that one|(?:let us )?(?:talk about )?something (?:else|different)|change (?:the )?(?:subject|topic)|(?:talk|speak) about something (?:else|different))(?: please| then| now)?$/,
  ],
  [
    'explain',
    /^(?:(?:wait|sorry|um|okay|hm|so)\b ?)*(?:what (?:do|did) you mean(?: (?:by that|with that|exactly))?|what (?:does that|is that supposed to) mean|how do you mean|meaning what|i do not (?:follow|understand|get it)|what are you (?:saying|talking about|on about)|(?:can|could) you explain (?:that|it)(?: again)?|that makes no sense|that does not make (?:any )?sense)$/,
  ],
  ['from-start', /\b(?:start (?:over|again)|from the (?:start|beginning|top)|begin again)\b/],
  [
    'continue',
    /^(?:(?:okay|ok|right|yes|sure|you can|you may|please|now|and|sorry|i got (?:that|it|that part)|got it|i see|i know (?:that|that part)|no)\b ?)+(?:go (?:on|ahead)|carry on|continue|keep going)(?: please| now| then)?$|^(?:are you (?:done|finished)|is that (?:all|it|the end|everything)|was that (?:all|it|the end))(?: already| yet| now)?$|^(?:(?:okay|ok|right|so|hi|well)\b ?)*i am (?:back|here)(?: again| now)? (?:where were we|where did (?:we|you) stop|go on|continue|carry on)$|\b(?:never mind|anyway|sorry|okay) (?:just )?(?:go on|continue|carry on)\b|^(?:\w+ )?(?:(?:please )?(?:go on|continue|keep going|carry on|keep talking|proceed|go ahead|resume|finish (?:it|that|the (?:story|sentence|joke))|do go on|please continue)(?: please| then| with (?:it|that|the (?:story|joke|poem)|your (?:story|sentence)))?|and then(?: what)?|then what|what happened (?:next|then|after that)|what happens next|what then|where were we|where did (?:you|we) (?:stop|leave off)|what were you (?:going to say|about to say|saying)|you were saying|more|tell me more|what else|and|so what happened|how does (?:it|the story) (?:end|go on)|how did it end)$|^(?:right |okay |so |now |well |where )*(?:where (?:were we|was i|were you))\b(?! (?:born|yesterday|when|all|last|from|going|on|before)).*|\b(?:go on|continue|carry on|keep going) (?:with (?:the|your)|telling|where|from where)\b|\bi (?:interrupted|cut) you\b.*|\bfinish (?:the|your) (?:story|sentence|thought|joke)\b/,
  ],
  [
    'shorter',
    /^(?:(?:that is|that was|it is|whoa|okay)\b ?)*(?:too much information|too long|way too long|a lot of information|a bit (?:long|much)|too many words)(?: for me)?$|\b(?:fewer|less) words\b|\bget to the point\b|\bin short$|\b(?:give me|just) the short version\b|\b(?:keep|make) (?:it|that|your answers?|things|this) (?:a bit |a little |much )?(?:short(?:er)?|brief(?:er)?)\b|\b(?:keeping|making) (?:it|that|your answers) (?:a bit )?(?:short(?:er)?|brief)\b|\b(?:be|talk|answer) (?:a bit |more )?(?:brief(?:er|ly)?|shorter|concise)\b|\byou talk too much\b|\b(?:shorter|briefer) (?:answers?|please)\b/,
  ],
  [
    'slower',
    /\b(?:speak|talk|say (?:it|that)|be)(?: a (?:little|bit))?(?: more)? (?:clearly|clearer|distinctly)\b|\b(?:(?:speak|talk|go|say (?:it|that)|read|a (?:bit|little|tad|touch)|much|even|more|be|please) )*(?:slower|more slowly|slow down|less fast|not so (?:fast|quick|quickly))\b|\b(?:speak|talk|go|say (?:it|that)|say that again|read) (?:\w+ )?slowly\b|\byou (?:are|re|speak|talk|are speaking|are talking|are going) (?:way |much |a bit |a little |far )*too (?:fast|quick|quickly)\b|^(?:too fast|that is too fast|that was too fast|slowly)\b/,
  ],
  [
    'faster',
    /\b(?:speak|talk|go|say (?:it|that)|a (?:bit|little|tad|touch)|much|even|please|be|you can) (?:\w+ ){0,3}(?:faster|quicker|more quickly)\b|^(?:faster|quicker|speed up)\b|\bspeed (?:it )?up\b|\byou (?:are|speak|talk|are speaking|are talking) (?:way |much |a bit |a little |far )*too slow(?:ly)?\b|^(?:too slow|that is too slow|that was too slow)\b|\bhurry up\b/,
  ],
  [
    'normal',
    /\b(?:speak|talk)(?: to me)? (?:normally|naturally|like before|as before)\b|\b(?:normal|usual|regular|default|original) (?:speed|pace|tempo|volume|loudness)\b|\b(?:speak|talk) normal(?:ly)?\b|\bback to normal\b/,
  ],
  [
    'louder',
    /\b(?:louder|speak up|turn (?:it |the volume |yourself |your volume )?up|volume up|more volume|increase (?:the |your )?volume|raise (?:the |your )?(?:volume|voice))\b|\b(?:can not|could not|hardly|barely|can barely|can hardly) hear you\b|\byou (?:are|re|sound|speak) (?:way |much |a bit |a little |so |very )*(?:too )?(?:quiet|soft|silent|quietly|softly)\b/,
  ],
  [
    'quieter',
    /\b(?:quieter|more quietly|softer|more softly|turn (?:it |the volume |yourself |your volume )?down|volume down|less volume|lower (?:the |your )?(?:volume|voice)|decrease (?:the |your )?volume|less loud|not so loud|keep it down|reduce (?:the |your )?volume)\b|\byou (?:are|re|sound|speak) (?:way |much |a bit |a little |so |very )*(?:too )?loud(?:ly)?\b|^(?:too loud|that is too loud|whisper)\b|\b(?:can you|please) whisper\b/,
  ],
  [
    'repeat',
    /^(?:what )?come again$|^(?:sorry |hm |um )*(?:the line (?:was|is) (?:bad|breaking up|terrible)|you (?:broke|are breaking|were breaking|cut) (?:up|out)(?: there)?|you are (?:cutting|breaking) (?:out|up)|i (?:lost|missed) you there|there was (?:a )?noise|i was not (?:listening|paying attention)|i got distracted|i zoned out)(?: there| just now| for a (?:second|moment)| sorry)*$|\bwhat was that (?:about|bit|part)\b|\b(?:could|can) you (?:say|repeat) (?:it|that|the last \w+)\b|\b(?:say|tell me|repeat) (?:that|it|this)(?: one| for me)? (?:again|once more|one more time|please|back)|\b(?:say|repeat) (?:that|it|again|yourself|what you (?:just )?said|the (?:question|last (?:thing|part|sentence|bit|one)))\b|^(?:repeat|again|once more|one more time|come again|pardon|pardon me|what|sorry|sorry what|what was that|excuse me|huh|say again|eh)$|\bwhat (?:did you|was it you|have you|you) (?:just )?(?:say|said|asked?)\b|\b(?:did not|do not|could not|can not|not quite|missed|did not quite) (?:\w+ )?(?:hear|catch|get|understand|follow) (?:that|you|it|what you|the last|a word|all of that)\b|\bi missed (?:that|it|what|the)\b|\bcan you repeat\b(?! what i)|^did you (?:just )?(?:say|mean) |\bwhat was (?:that|it)(?: again| you said)?$|\bsay (?:it|that|what) (?:again|one more time)\b|\bwhat were you saying\b|\brun that by me\b|\b(?:just|only) the (?:last|final|end) ?(?:bit|part|thing|sentence|words?|line|one)?\b/,
  ],
  [
    'stop',
    /^(?:stop ?){1,4}(?:it |that |now |please )*(?:that is (?:enough|plenty)|enough)$|^(?:(?:okay|ok|please|just|now|hey|oh)\b ?)*(?:quit (?:it|that|talking)|knock it off|give it a rest|stop (?:it )?that is enough.*|that is enough(?: of (?:that|it)| about .*| \w+)?|enough (?:about|with) .+|no more (?:of (?:that|this)|jokes|stories|facts|talking|riddles))$|^(?:(?:okay|ok|please|now|just|can you|could you)\b ?)*(?:mute(?: yourself)?|go (?:quiet|silent|mute)|stay (?:quiet|silent)|silence please|zip it|hush now|pipe down|that is plenty|stop (?:reading|telling (?:it|that|me)|the (?:joke|poem|fact)|right now|for now)|enough (?:of that|already|now|for now))(?: please| now)?$|^(?:(?:okay|ok|please|now|no|oh|hey|alright|duet|just|can you|could you|will you|would you|you can|you may)\b ?)*(?:stop(?: it| that| talking| now| speaking| please| there| the story)?|shut up|be quiet|quiet|silence|enough|that is enough|that will do|shush|shh+|hush|cut it out|no more|stop stop|stop stop stop|cancel|cancel that|abort|pause|stop right there|be silent|i have heard enough|stop talking please)(?: please| now| thanks| thank you| for a (?:bit|while|moment|second|minute))?$/,
  ],
  [
    'wait',
    /^(?:(?:okay|ok|oh|sorry|um|uh|just|wait|hang on|hold on)\b ?)*(?:(?:just )?a (?:sec|second|moment|minute)|one (?:sec|second|moment|minute)|wait|hang on|hold on)\b(?: please)? (?:someone|somebody|there is|the (?:door|doorbell|phone|dog|baby|kettle|oven)|my (?:phone|mum|mom|kid|kids|wife|husband|dog|boss|\w+) (?:is|just)|i (?:have|need) to|i am (?:just )?|let me)\b.{0,40}$|^(?:(?:okay|ok|please|now|no|oh|hey|um|uh|alright|just|can you|could you|sorry|actually)\b ?)*(?:wait|hold on|hang on|one (?:moment|second|sec|minute)|(?:just )?a (?:moment|second|sec|minute)|give me a (?:moment|second|sec|minute)|let me think|let me see|let me check|wait a (?:moment|second|sec|minute|bit)|hold on a (?:moment|second|sec|minute)|hang on a (?:moment|second|sec|minute)|i am thinking|let me (?:grab|get|find|fetch|write (?:that|it) down|put|answer)\b.{0,30}|i need a (?:moment|second|minute)|i will be right back|be right back|brb|hold that thought|wait wait)(?: please| now| about (?:it|that|this)| a (?:moment|second|minute|bit)| for (?:a )?(?:moment|second|minute|me)| to (?:think|check|look|find (?:it|that)|get (?:it|that|a pen)|write (?:it|that) down))*$/,
  ],
]

const lead = /^(?:Sure\. |Of course\. |Where was I\? |I said: |All right\. |From the start, then\. )+/
/** A repeat is of what a listener can hold: a long telling is taken up at its last sentences. */
const longestRepeatWords = 45

function lastPart(text: string): string {
  const words = text.split(/\s+/)
  if (words.length <= longestRepeatWords) return text
  const sentences = text.split(/(?<=[.!?])\s+/)
  let part = ''
  for (const sentence of sentences.toReversed()) {
    const longer = part === '' ? sentence : `${sentence} ${part}`
    if (part !== '' && longer.split(/\s+/).length > longestRepeatWords) break
    part = longer
  }
  return part
}

const timerSet = /\bstarting now\b|\bI'll (?:remind|tell) you\b/
/** What it says while it waits. */
const waiting = /^(?=.{0,60}$).*\b(?:wait|take your time|i'll stop|i am quiet|stopping|no hurry)\b/i

/** One word behind a question of its own answers that question: "How is the Italian going?" "Slowly." */
function barely(turn: Turn): boolean {
  const asked = turn.history.at(-1)
  return (
    turn.heard.words.length === 1 &&
    asked?.side === 'agent' &&
    /\?\s*$/.test(asked.text) &&
    !/\b(?:louder|slower|faster|quieter|voice|speak|hear|go on)\b/i.test(asked.text)
  )
}

export const control: Skill<Wanted> = {
  name: 'control',
  match: (turn) => {
    const { plain, core } = turn.heard
    if (turn.heard.words.length > 18) return undefined
    for (const [kind, pattern] of wanted) {
      if (!pattern.test(plain) && !(core !== plain && pattern.test(core))) continue
      // "Cancel that", of a timer that was just set, is no word to the voice.
      if (kind === 'stop' && /\bcancel\b/.test(plain) && timerSet.test(lastOf(turn.history, 'agent')?.text ?? '')) continue
      if (kind === 'explain' && /\?.*[.!]$/.test(lastOf(turn.history, 'agent')?.text ?? '')) continue
      if (/\b(?:programmed|told|made|trained|supposed) to say\b/.test(plain)) continue
      if (barely(turn) && /^(?:slower|faster|louder|quieter|normal|stop|continue)$/.test(kind)) continue
      if (
        (kind === 'louder' || kind === 'quieter' || kind === 'stop') &&
        /\b(?:music|tv|television|radio|neighbou?rs?|he|she|they|alarm|timer|lights?|heat|heating|job|offer)\b/.test(plain)
      )
        continue
      if (
        (kind === 'faster' || kind === 'slower') &&
        /\b(?:than|he|she|they|i (?:run|drive|walk|type|learn|work)|my (?:computer|phone|internet|car))\b/.test(plain)
      )
        continue
      return kind
    }
    return undefined
  },
  answer: (kind, turn) => {
    const last = lastOf(turn.history, 'agent')
    switch (kind) {
      case 'floor':
        return say(pickFresh(turn, ["Sorry, please go on. I'm listening.", "I'm sorry. Go ahead, it's your turn."]))
      case 'slower':
        return [
          { type: 'speed', factor: 1 / step },
          ...say(pickFresh(turn, ["Sure, I'll slow down.", "Of course, I'll speak more slowly."])),
        ]
      case 'faster':
        return [
          { type: 'speed', factor: step },
          ...say(pickFresh(turn, ["Sure, I'll speak a bit faster.", "Okay, I'll pick up the pace."])),
        ]
      case 'louder':
        return [
          { type: 'volume', factor: 1.5 },
          ...say(pickFresh(turn, ["Sure, I'll speak up. Is this louder?", "Okay, I'll be louder now."])),
        ]
      case 'quieter':
        return [
          { type: 'volume', factor: 1 / 1.5 },
          ...say(pickFresh(turn, ["Okay, I'll be quieter.", "Sure, I'll turn it down a little."])),
        ]
      case 'normal': {
        const { speed, volume } = sinceNormal(turn.history.filter((entry) => entry.side === 'user').map((entry) => entry.text))
        return [{ type: 'speed', factor: 1 / speed }, { type: 'volume', factor: 1 / volume }, ...say('Okay, back to normal.')]
      }
      case 'shorter':
        return say("Okay, I'll keep it short.")
      case 'skip':
        return say(
          pickFresh(turn, [
            'Sure, something else then. What would you like to talk about?',
            'All right, we leave that. What shall it be instead?',
          ]),
        )
      case 'explain': {
        const said = last?.text.replace(lead, '').trim() ?? ''
        if (said === '' || said.split(/\s+/).length > 24) return undefined
        return say(`Sorry if that was unclear. I said: ${said}`)
      }
      case 'stop':
        return say(pickFresh(turn, ["Okay, I'll stop.", 'All right, I am quiet.', 'Okay, stopping.']))
      case 'wait':
        return say(pickFresh(turn, ['Sure, take your time.', "Of course, I'll wait."]))
      case 'repeat': {
        if (last === undefined) return say("I haven't said anything yet. What would you like to hear?")
        const earlier = /\bbefore (?:that|this)$/.test(turn.heard.plain)
          ? turn.history.filter(({ side }) => side === 'agent').at(-2)
          : undefined
        const whole = [(earlier ?? last).text, (earlier ?? last).rest ?? ''].join(' ').replace(lead, '').trim()
        return say(`Sure. ${lastPart(whole)}`)
      }
      case 'from-start': {
        const whole = last === undefined ? '' : [last.text, last.rest ?? ''].join(' ').replace(lead, '').trim()
        return say(whole === '' ? "Sure, let's start over. What's on your mind?" : `From the start, then. ${whole}`)
      }
      case 'continue': {
        const cut = turn.history
          .toReversed()
          .slice(0, 4)
          .find((entry) => entry.side === 'agent' && (entry.rest ?? '').trim() !== '')
        if (cut?.rest !== undefined) return say(`Where was I? ${cut.rest.trim()}`)
        const paused = last !== undefined && waiting.test(last.text)
        const before = paused ? turn.history.findLast((entry) => entry.side === 'agent' && !waiting.test(entry.text)) : undefined
        if (before !== undefined) return say(`Where was I? ${lastPart(before.text.replace(lead, ''))}`)
        if (last !== undefined && /\bwhere (?:were we|was i|did we stop|were you|did you stop)\b/.test(turn.heard.plain))
          return say(`We were here: ${lastPart(last.text.replace(lead, ''))}`)
        if (last === undefined) return say('Sure. What shall I tell you: a story, a joke, or a fact?')
        if (/\?\s*$/.test(last.text))
          return say(
            pickFresh(turn, ["I was done, actually. It's your turn.", "That's all I had. I'd like to hear what you think."]),
          )
        return say(
          pickFresh(turn, [
            'That was all of it. Shall I tell you something else?',
            "That's all I have on it. A story, a joke or a fact instead?",
          ]),
        )
      }
    }
  },
}

/** What the call has asked of speed and volume so far, so that it can be taken back. */
function sinceNormal(asked: readonly string[]): { readonly speed: number; readonly volume: number } {
  let speed = 1
  let volume = 1
  for (const text of asked) {
    const plain = text.toLowerCase().replace(/[^a-z ]/g, '')
    const kind = wanted.find(([, pattern]) => pattern.test(plain))?.[0]
    if (kind === 'slower') speed /= step
    else if (kind === 'faster') speed *= step
    else if (kind === 'louder') volume *= 1.5
    else if (kind === 'quieter') volume /= 1.5
    else if (kind === 'normal') {
      speed = 1
      volume = 1
    }
  }
  return { speed, volume }
}
