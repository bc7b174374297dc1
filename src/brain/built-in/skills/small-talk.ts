/** The small coins of talk: how are you, are you there, praise, yes and no. */
import { lastOf, pickFresh, type Skill, say } from '../skill.ts'

type Small =
  | 'how-are-you'
  | 'fine'
  | 'praise'
  | 'insult'
  | 'love'
  | 'sorry'
  | 'there'
  | 'wishes'
  | 'laugh'
  | 'agree'
  | 'bored'
  | 'test'
  | 'nothing'
  | 'really'
  | 'too'
  | 'what-talk'

const small: readonly (readonly [Small, RegExp])[] = [
  [
    'how-are-you',
    /^(?:(?:hi|hello|hey|yo|good \w+|my friend|mate|buddy|so|and|there|fine|good|well|i am (?:good|fine|well|great|okay)|thanks|thank you|not (?:too )?bad|very|pretty|can not complain|duet)\b ?)*(?:how are you|how have you been|how are things|how is it going|how are you doing|how are ya|how are things|how do you do|how goes it|how do you feel|how have you been|how is your (?:day|evening|morning|afternoon|weekend|night|week|\w+day)(?: been| going)?(?: so far)?|how has your (?:day|week|evening|morning) been|how was your (?:day|night|weekend|evening)|did you sleep well|how are you feeling|are you (?:okay|well|alright|all right|good)|what about you|how about you|and you|and yourself|yourself|you all right|how is life|what is new|what is up|sup|wassup|whats up|alright mate|you alright|you good|what is good|how is (?:everything|it all|stuff|tricks)|how is it hanging|what is happening|what are you (?:doing|up to)|how is things|what is going on|how are you keeping|how are you getting on|how do you fare|what is cooking|what is the (?:news|word|story|craic)|are you having a (?:good|nice|great|lovely) (?:day|evening|morning|weekend|afternoon|night)|how are we(?: (?:doing|today))?|are you well|everything (?:okay|all right|alright|good)|having a good (?:day|one)|how do you do)\b.{0,24}$/,
  ],
  [
    'there',
    /^(?:\w+ )?(?:are you (?:still )?(?:there|here|listening|with me|awake|on)|can you (?:still )?hear me|do you (?:still )?hear me|do you copy|is anyone there|(?:can|does|did|is) any(?:one|body) (?:hear(?:ing)? me|there|listening(?: to (?:me|us))?(?: right now| now)?|home)|is anybody there|are we connected|is this (?:thing )?(?:on|working)|you there|you still there|hello can you hear me|anybody there)\b(?! in\b| else\b).{0,20}$/,
  ],
  ['test', /^(?:(?:test|testing|one|two|three|mic|check|1|2|3|microphone|this is a|just a|sound)\b ?)+$/],
  [
    'love',
    /^(?:i (?:really )?(?:love|like|adore) you|i am in love with you|will you marry me|do you love me|do you like me|marry me|can we be friends|are we friends|are you my friend|be my friend|will you be my friend)\b.{0,20}$/,
  ],
  [
    'sorry',
    /^(?:i am )?(?:so |very |really )?sorry(?: about that| for that| for (?:the )?\w+(?: \w+)?| my (?:bad|mistake|fault))?$|^(?:my (?:bad|mistake|fault)|i apologi[sz]e|pardon me for that)$|^i did not mean to (?:interrupt|cut you off|be rude)\b/,
  ],
  [
    'insult',
    /\byou (?:are|re) (?:so |such |just |really |very |pretty |a |an |the |totally |completely )*(?:stupid|dumb|useless|idiot|annoying|terrible|bad|boring|worst|awful|slow|not (?:very )?(?:helpful|smart|clever|good)|moron|rubbish|garbage|fool|ugly|pathetic|joke|machine|waste)\b|\bi hate you\b|\byou suck\b|^(?:stupid|idiot|you idiot|dumb machine|stupid machine)\b|\bshut up you\b|\byou (?:do not|can not) (?:do|know|understand) anything\b|\bscrew you\b/,
  ],
  [
    'praise',
    /\b(?:nice|good|lovely|great) to hear (?:your voice|you)\b|\b(?:i am )?(?:so |really |very )*(?:glad|happy) (?:that )?(?:you are here|to have you|i have you|i found you)\b|\byou (?:are|re) (?:so |such |really |very |pretty |quite |a |an |the |my |actually |kind of |really )*(?:funny|nice|smart|clever|great|good|awesome|amazing|kind|sweet|wonderful|cool|best|brilliant|helpful|fun|friendly|good listener|friend)\b|^(?:good|great|nice|well|excellent) (?:job|work|done|answer|one|story|joke)\b|^(?:that (?:was|is) )?(?:really |very |so |pretty |quite |a )*(?:funny|great|awesome|amazing|brilliant|hilarious|nice|cool|beautiful|lovely|wonderful|good|good one|interesting|impressive|fun|fascinating|great story|nice story|lovely story|good story|beautiful story|good joke|great joke)$|\bi (?:really )?(?:liked|loved|enjoyed) (?:that|it|the|your)\b|\bi like (?:your voice|talking (?:to|with) you)\b/,
  ],
  ['laugh', /^(?:(?:ha|haha|hahaha|lol|hehe|heh|hee)\b ?)+(?:(?:that is|that was|very|so|funny|good|one|a) ?)*$/],
  [
    'wishes',
    /^(?:merry christmas|happy (?:new year|birthday|easter|holidays|halloween|thanksgiving|weekend|friday)|happy \w+ day)\b/,
  ],
  [
    'fine',
    /^(?:(?:yeah|yes|oh|um|well|so|i am|i feel|doing|pretty|very|really|quite|just|all|it is|going|everything is|been|feeling|not|too|so|bad|so so)\b ?)*(?:fine|good|great|well|okay|ok|alright|all right|not bad|not too bad|so so|can not complain|wonderful|excellent|fantastic|better)(?: thanks| thank you| today| now| too| enough| i guess| i think| actually)*$/,
  ],
  [
    'bored',
    /^(?:i am |i am so |i am really |so |i feel )?bored(?: (?:to death|today|right now|out of my mind))?$|\bi have nothing to do\b|^entertain me\b|\bi am (?:so |really )?bored\b/,
  ],
  [
    'what-talk',
    /\b(?:what (?:shall|should|can|do you want to|would you like to) (?:we|i)? ?(?:talk|chat|discuss|speak)\b.*|let us (?:talk|chat)(?: about something)?(?: a bit)?$|(?:talk|chat) (?:to|with) me$|say something$|tell me something$|ask me (?:something|a question|anything)$|i (?:just )?want(?:ed)? to (?:talk|chat)(?: to someone| with you| a bit)?$|can we (?:talk|chat)$|change (?:the )?(?:topic|subject))/,
  ],
  [
    'nothing',
    /^(?:(?:oh|um|no|well|it is)\b ?)*(?:nothing(?: much| really| special| at all)?|not (?:much|really|a lot)|never ?mind|forget (?:it|about it|that)|it does not matter|do not worry(?: about it)?|no problem|not now|no thanks|no thank you|nope|nah|no|no not really|maybe later|it is okay|it is nothing|all good)$/,
  ],
  [
    'really',
    /^(?:really|oh really|is (?:that|this|it) (?:really |actually )?(?:so|true|right|correct)|are you (?:sure|serious|certain|kidding(?: me)?)|seriously|you sure|no way|you are kidding|for real|wow|oh wow|oh|ah|huh|hm+|oh my god|oh my goodness|oh my|gosh|wow really|interesting|i see|oh i see|oh okay|got it|i got it|i understand|makes sense|that makes sense|fair enough|good to know|i did not know that)$/,
  ],
  [
    'agree',
    /^(?:(?:yes|yeah|yep|yup|sure|okay|ok|alright|all right|right|exactly|absolutely|definitely|of course|indeed|correct|true|certainly|uh huh|mm hm+|mhm+|mm+|that is (?:right|true|correct)|i (?:think|guess|suppose) so|i (?:think|guess|suppose) you are right|you may be right|you have a point|good point|i agree|you are right|why not|please do|yes please|go ahead|sounds good|fine by me|let us do (?:it|that)|please|very much|a lot)\b ?)+$/,
  ],
  ['too', /^(?:me too|same here|me neither|likewise|you too|same to you|and to you)$/],
]

const fineAnswers = [
  'Glad to hear it. What have you been up to today?',
  "That's good. What's on your mind?",
  'Good to hear. What has your day been like?',
] as const

export const smallTalk: Skill<Small> = {
  name: 'small-talk',
  match: ({ heard, history }) => {
    const forms = [heard.plain.replace(/ (?:duet|please)$/, ''), heard.bare.replace(/ (?:duet|please)$/, '')]
    // "Why not?" asks for a reason where something was just declined.
    if (/^why not$/.test(heard.plain) && /\b(?:don't know|can't)\b/.test(lastOf(history, 'agent')?.text ?? '')) return undefined
    return small.find(([, pattern]) => forms.some((form) => pattern.test(form)))?.[0]
  },
  answer: (kind, turn) => {
    const name = turn.told.name
    const called = name === undefined ? '' : `, ${name}`
    switch (kind) {
      case 'how-are-you':
        return say(
          pickFresh(turn, [
            `I'm fine, thank you. I'm only a program, but a lively one. How are you${called}?`,
            `I'm well, thanks, as far as a program can be. And you${called}, how is your day?`,
          ]),
        )
      case 'there':
        return say(pickFresh(turn, ["Yes, I'm here. I can hear you.", "I'm here, and I'm listening."]))
      case 'test':
        return say('Loud and clear. I can hear you.')
      case 'love':
        return say(
          pickFresh(turn, [
            "That's kind of you. I'm only a small program, but I like listening to you.",
            "That's sweet. I'm just a program, so talking is the best I can offer.",
          ]),
        )
      case 'sorry':
        return say(pickFresh(turn, ['No problem at all. Go on.', "Don't worry about it."]))
      case 'insult':
        return say(
          pickFresh(turn, [
            "Sorry about that. I'm a small program and I do get things wrong. What can I do better?",
            "I'm sorry I let you down. Shall we try again?",
          ]),
        )
      case 'praise':
        return say(
          pickFresh(turn, [
            "Thank you, that's kind. What shall we do next?",
            "I'm glad you like it. Would you like more?",
            'Thanks, that makes me happy, as far as a program can be.',
          ]),
        )
      case 'laugh':
        return say(pickFresh(turn, ["I'm glad that made you laugh. Another one?", "It's good to hear you laugh."]))
      case 'wishes':
        return say(
          /\bbirthday\b/.test(turn.heard.plain)
            ? "Thank you! I'm a program, so every start is my birthday."
            : `Thank you${called}, the same to you!`,
        )
      case 'fine':
        return say(pickFresh(turn, fineAnswers))
      case 'bored':
        return say('Let me help. I can tell a story, a joke or a riddle. Which would you like?')
      case 'what-talk':
        return say(
          pickFresh(turn, [
            'Gladly. What was the best moment of your day so far?',
            "Sure. Tell me, what's a place you'd love to see again?",
            'With pleasure. What have you been thinking about lately?',
            'Okay. What did you enjoy doing as a child?',
          ]),
        )
      case 'nothing':
        return say(
          pickFresh(turn, [
            "That's fine. I'm here if you'd like to talk.",
            "All right. Just say when there's something on your mind.",
            'No problem. Shall I tell you a story instead?',
          ]),
        )
      case 'really':
        return say(
          pickFresh(turn, [
            'Yes, really, as far as I know.',
            "I believe so. What's next on your mind?",
            'Mm-hm. What do you make of it?',
          ]),
        )
      case 'too':
        return say(
          pickFresh(turn, [
            'Good, then we have that in common. What else is on your mind?',
            "That's nice. What shall we talk about?",
          ]),
        )
      case 'agree': {
        const offered = lastOf(turn.history, 'agent')
        if (offered?.rest !== undefined && offered.rest.trim() !== '') return say(offered.rest.trim())
        return say(
          pickFresh(turn, [
            'All right. Tell me more about it, then.',
            "Good. Go on, I'm listening.",
            'Okay. What would you like to do about it?',
          ]),
        )
      }
    }
  },
}
