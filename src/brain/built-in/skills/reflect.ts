/** Reflective listening: takes up what the caller told in their own words, and asks on. */
import type { Dictionary } from '../dictionary.ts'
import { lastOf, pickFresh, type Skill, say, type Turn } from '../skill.ts'
import { knownShare, type Topic, topicOf } from '../topic.ts'
import { contract, turnRound } from '../you-and-i.ts'

type Mood = 'grief' | 'illness' | 'bad' | 'tired' | 'good' | 'plan' | 'opinion' | 'likes' | 'dislikes' | 'past' | 'plain'
type Told = { readonly mood: Mood; readonly topic: Topic | undefined; readonly echo: string | undefined }

const moods: readonly (readonly [Mood, RegExp])[] = [
  [
    'grief',
    /(?<!\b(?:phone|battery|car|computer|laptop|plants?|tablet|engine|i|nearly|almost) (?:is |are |has |just |nearly |almost )*)\b(?:died|passed away|passed on|funeral|put (?:him|her|it) (?:down|to sleep)|lost (?:my|our) (?:\w+ )?(?:mother|father|mom|mum|dad|wife|husband|son|daughter|brother|sister|baby|dog|cat|friend|grandmother|grandfather|grandma|grandpa)|(?<!\b(?:phone|battery|car|computer|laptop|plants?|engine) )is dead|miscarriage|(?<!\b(?:plants?|i|phone) (?:am |are |is )?)dying(?! to)|grieving)\b(?! laughing| tired)/,
  ],
  [
    'illness',
    /\b(?:sick|ill|cancer|hospital|surgery|operation|headache|migraine|fever|flu|hurts|pain|broke (?:my|his|her) (?:leg|arm|foot|hand|wrist|ankle|toe|nose|rib)|diagnosed|infection|toothache|accident|stomach ?ache|injured|dizzy|allergic|diabetes|dementia)\b/,
  ],
  [
    'tired',
    /\b(?:tired|exhausted|sleepy|worn out|burned out|burnt out|can not sleep|could not sleep|did not sleep|slept (?:badly|poorly|terribly)|insomnia|no energy|drained|barely slept|hardly slept)\b/,
  ],
  [
    'good',
    /\b(?:got (?:the|a new|my) (?:job|promotion|degree|place)|promot(?:ed|ion)|passed (?:my|the|his|her)|won|engaged|married|getting married|having a baby|pregnant|gave birth|was born|graduated|finally (?:did|done|finished|made|got|found)|proud|so happy|very happy|am happy|feel happy|feel great|feeling great|excited|wonderful|amazing|fantastic|awesome|best day|great (?:day|news|time|weekend)|good (?:news|day|time)|lovely|beautiful|accepted|relieved|grateful|thankful|thrilled|delighted|got a raise|had fun|so much fun|perfect)\b/,
  ],
  [
    'bad',
    /\b(?:do not (?:really )?feel like (?:doing|getting|going|seeing|talking|eating)|sad|lonely|alone|stress(?:ed|ful)?|worried|worry|anxious|anxiety|nervous|scared|afraid|angry|mad|upset|frustrat(?:ed|ing)|disappointed|disappointing|terrible|awful|horrible|bad|worse|worst|rough|argued|argument|fight|fought|broke up|breakup|divorced?|lost (?:my|our|the) \w+|fired|laid off|failed|failing|late for|missed (?:my|the)|stole|stolen|robbed|crying|cried|difficult|struggling|overwhelmed|depress(?:ed|ing)|hopeless|homesick|ashamed|embarrassed|embarrassing|jealous|guilty|annoy(?:ed|ing)|annoys|hard (?:time|day|week|on me)|not (?:so |very |too |really |doing )*(?:good|great|well|happy|okay|fine)|unhappy|miserable|ruined|broke(?:n)? down|is broken|cheated|lied to me|yelled|shouted|hurt my feelings|ignored|rejected|down today|feel(?:ing)? (?:down|low|blue|empty|lost)|traffic is|killing me|miss (?:my|her|him|them|home)|nobody|cancell?ed|crashed|burnt|spilled)\b/,
  ],
  [
    'opinion',
    /^(?:i (?:really |just |do not |honestly )*(?:think|believe|guess|suppose|feel like(?! (?:\w+ing|nobody|no one|nothing|a (?:failure|burden|loser|fraud|stranger)|i am|crying)\b)|find|wonder|am (?:not )?sure|doubt)|in my opinion|if you ask me)\b/,
  ],
  [
    'dislikes',
    /\bi (?:really |just |absolutely )*(?:hate|dislike|can not stand|do not like|do not enjoy|am sick of|am tired of)\b/,
  ],
  [
    'plan',
    /\b(?:going to|i will|we will|planning|plan to|plan on|want to|would like to|would love to|looking forward|tomorrow|next (?:week|month|year|weekend|summer|winter|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|this (?:weekend|summer|winter|evening|afternoon)|hope to|hoping|dream of|tonight|soon|later today|about to|is coming|are coming|(?:am|are|is) (?:flying|driving|travell?ing|visiting|moving|leaving|meeting|seeing|having|taking|starting|getting|hosting))\b/,
  ],
  [
    'likes',
    /\b(?:i|we) (?:really |just |absolutely |do |also )*(?:like|love|enjoy|adore|prefer|collect|am into|am a (?:big )?fan of)\b|\bfavou?rite\b/,
  ],
  [
    'past',
    /\b(?:went|saw|had|did|made|bought|met|was|were|got|found|took|came|ate|read|watched|visited|played|finished|started|walked|talked|called|cooked|baked|yesterday|last (?:night|week|month|year|weekend|summer)|this morning|ago|\w{3,}ed)\b/,
  ],
]

/** "You" and what stands after it, short and without a word that may be misheard; undefined where it would not sound like a person. */
function echoOf(plain: string, dictionary: Dictionary): string | undefined {
  const clause =
    plain
      .replace(
        /^(?:(?:so|well|and|but|yes|yeah|no|oh|um|uh|okay|actually|anyway|you know|i mean|i think|i guess|also|because|honestly|hi|hello|hey)\b ?)+/,
        '',
      )
      .split(/\b(?:and|but|because|so|which|although|since)\b/)[0]
      ?.trim() ?? ''
  const words = clause.split(' ')
  if (words.length < 4 || words.length > 11 || !/^(?:i|we|my)\b/.test(clause) || /\b(?:you|your|um|uh|like)\b/.test(clause))
    return undefined
  if (knownShare(words, dictionary) < 1 || /(?:\b(\w+) \1\b)|\b(?:the|a|my|to|of|in|with|is|and|very)$/.test(clause))
    return undefined
  return contract(turnRound(clause))
}

/** Figures of speech whose nouns nobody talks of. */
const figures =
  /\b(?:cats and dogs|up the wall|round the bend|out of the blue|under the weather|piece of cake|on cloud nine|over the moon|a pain in the (?:neck|butt|ass)|the last straw|head over heels|through the roof|off my chest|behind my back|at the end of the day|by the way|on the other hand|once in a blue moon|a long story|the big deal|out of my mind|on my nerves|fingers crossed|for god's sake|oh my god|thank god|thank goodness)\b/g

export function reflect(dictionary: Dictionary): Skill<Told> {
  return {
    name: 'reflect',
    match: ({ heard }) => {
      if (heard.words.length === 0 || knownShare(heard.words, dictionary) < 0.6) return undefined
      const mood = moods.find(([, pattern]) => pattern.test(heard.core) || pattern.test(heard.plain))?.[0] ?? 'plain'
      const topic = topicOf(heard.plain.replace(figures, ' ').replace(/ +/g, ' ').trim(), dictionary)
      const echo = echoOf(heard.plain, dictionary)
      return mood === 'plain' && topic === undefined && echo === undefined ? undefined : { mood, topic, echo }
    },
    answer: (told, turn) => say(wording(told, turn)),
  }
}

function wording({ mood, topic, echo }: Told, turn: Turn): string {
  const about = topic?.phrase
  const { plain } = turn.heard
  const answered = /\?\s*$/.test(lastOf(turn.history, 'agent')?.text ?? '')
  switch (mood) {
    case 'grief':
      return pickFresh(turn, [
        `I'm so sorry for your loss. Would you like to tell me about ${about ?? 'it'}?`,
        `I'm very sorry to hear that. How are you coping with it?`,
      ])
    case 'illness':
      return /\b(?:i|my (?:head|back|leg|arm|foot|stomach|tooth|neck|knee|hand))\b/.test(plain) && topic?.person !== true
        ? pickFresh(turn, [
            "Oh no, I'm sorry. How long has it been like that?",
            `That doesn't sound nice. How are you feeling with it now?`,
          ])
        : pickFresh(turn, [
            `I'm sorry to hear that. How ${topic?.person === true && about !== undefined ? `is ${about}` : 'are you'} doing now?`,
            'Oh no, that sounds worrying. How are you coping with it?',
          ])
    case 'tired':
      return pickFresh(turn, [
        'That sounds exhausting. What has been keeping you so busy?',
        `You sound worn out. What's been taking ${about === undefined || topic?.person === true ? 'your strength' : 'the most out of you'}: is it ${about ?? 'the nights'}?`.replace(
          /: is it the nights/,
          '',
        ),
        'Sorry to hear that. How long have you been this tired?',
      ])
    case 'good':
      return about === undefined
        ? pickFresh(turn, [
            "That's wonderful! How did it come about?",
            "I'm so glad for you! What was the best part of it?",
            'Oh, how nice! Tell me more about it.',
          ])
        : pickFresh(turn, [
            `That's wonderful! Tell me more about ${about}.`,
            `How nice! What do you like best about ${about}?`,
            `I'm so glad for you! How did it come about with ${about}?`,
          ])
    case 'bad':
      return about === undefined
        ? pickFresh(turn, [
            "I'm sorry, that sounds hard. What happened?",
            'That sounds rough. Do you want to tell me more about it?',
            "I'm sorry you're going through that. What weighs on you most?",
          ])
        : pickFresh(turn, [
            `I'm sorry, that sounds hard. What happened with ${about}?`,
            `That sounds rough. What bothers you most about ${about}?`,
            `Oh no, I'm sorry. How did it come to that with ${about}?`,
          ])
    case 'opinion':
      return about === undefined
        ? pickFresh(turn, ['I see. What makes you think so?', "That's a fair thought. How did you come to it?"])
        : pickFresh(turn, [
            `I see. What makes you think so about ${about}?`,
            `That's a fair thought. Has ${about} been on your mind for long?`,
            `Interesting. What matters most to you about ${about}?`,
          ])
    case 'dislikes':
      return about === undefined
        ? 'Fair enough. What is it that bothers you?'
        : pickFresh(turn, [
            `Fair enough. What bothers you about ${about}?`,
            `I hear you. Was there a bad experience with ${about}?`,
          ])
    case 'likes':
      return about === undefined
        ? pickFresh(turn, ['Nice. What do you like most about it?', 'I see. How did that begin?'])
        : pickFresh(turn, [
            `Nice. What do you like most about ${about}?`,
            `Oh, lovely. How did you come to ${about}?`,
            `I can hear that you care about it. Tell me more about ${about}.`,
          ])
    case 'plan':
      if (echo !== undefined && /^you(?:'re|'ll|'d| want| would| plan| hope)/.test(echo))
        return pickFresh(turn, [
          `So ${echo}. What are you looking forward to most about it?`,
          `Ah, ${echo}. How do you feel about it?`,
          `I see, ${echo}. What made you decide on that?`,
        ])
      return about === undefined
        ? pickFresh(turn, [
            'That sounds like a plan. How do you feel about it?',
            'I see. What are you looking forward to most about it?',
          ])
        : pickFresh(turn, [
            `That sounds like a plan. What are you looking forward to with ${about}?`,
            `I see. How do you feel about ${about}?`,
            `Nice. Tell me a bit more about ${about}.`,
          ])
    case 'past':
      if (topic?.place !== undefined)
        return pickFresh(turn, [
          `I see. What was it like ${topic.place} ${topic.phrase}?`,
          `Oh, ${topic.place} ${topic.phrase}. How was it?`,
        ])
      if (echo !== undefined && about === undefined)
        return pickFresh(turn, [`So ${echo}. How was that for you?`, `Ah, ${echo}. Tell me more about it.`])
      return about === undefined
        ? pickFresh(turn, ['I see. How was that for you?', 'Oh, really? Tell me more about it.', 'And what came of it?'])
        : pickFresh(turn, [
            `I see. How did it go with ${about}?`,
            `Oh, tell me more about ${about}.`,
            `Interesting. What was ${about} like?`,
          ])
    case 'plain':
      if (about !== undefined) {
        return answered
          ? pickFresh(turn, [
              `Ah, ${about}. Tell me more about it.`,
              `I see, ${about}. What is that like for you?`,
              `Oh, nice. What do you like about ${about}?`,
            ])
          : pickFresh(turn, [
              `I see. Tell me more about ${about}.`,
              `Mm-hm. What comes to your mind about ${about}?`,
              `Okay. What is it about ${about} that matters to you?`,
              `I'm curious. How do you feel about ${about}?`,
            ])
      }
      return pickFresh(turn, [
        `So ${echo ?? 'that is how it is'}. How do you feel about that?`,
        `I see, ${echo ?? 'go on'}. Tell me more about it.`,
      ])
  }
}
