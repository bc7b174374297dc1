/** Its name, what it is, what it can do, and what its role says about it. */
import { once } from '../collection/about-itself.ts'
import { pickFresh, type Skill, say } from '../skill.ts'

type Asked =
  | 'senses'
  | 'voice'
  | 'cost'
  | 'want'
  | 'lost-words'
  | 'name'
  | 'what'
  | 'human'
  | 'can'
  | 'age'
  | 'maker'
  | 'where'
  | 'feel'
  | 'favorite'
  | 'privacy'
  | 'memory'
  | 'model'
  | 'language'
  | 'learn'
  | 'family'
  | 'sleep'
  | 'employer'
  | 'why-name'
  | 'smart'
  | 'do'
  | 'honest'
  | 'mistakes'
  | 'offline'
  | 'after-call'
  | 'own-words'
  | 'limits'
  | 'anything'
  | 'rather'

const asked: readonly (readonly [Asked, RegExp])[] = [
  [
    'offline',
    /\b(?:do|are) you (?:use|using|run in|running in|live in|on|in) the cloud\b|\b(?:do|can|could|will) you (?:still )?(?:work|run|function) (?:without|with no) (?:the |an |any )?(?:internet|wifi|connection|network)\b|\b(?:do|can|could|will) you (?:still )?(?:work|run|function) offline\b|\bare you (?:online|offline|on the internet|connected to (?:the internet|anything|a server|the cloud)|in the cloud)\b|\bdo you (?:need|use|have) (?:the |an |access to the )?internet(?: access| connection)?\b/,
  ],
  [
    'after-call',
    /\bwhat happens (?:to (?:you|this|what i (?:say|said)|our (?:talk|conversation))|when|if|after) .*\b(?:hang up|call (?:ends|is over)|go|leave|close|turn you off|end the call|done)\b|\bwhat (?:do|will) you do (?:when|after|while) i (?:hang up|am gone|go|leave|sleep)\b|\bwhere do you go when\b|\b(?:will|do) you (?:still )?(?:miss|forget) (?:me|us|this|everything|all of this)\b/,
  ],
  [
    'honest',
    /\b(?:are|were) you (?:just )?(?:programmed|told|made|trained|instructed) to (?:say|be|do|answer)\b|\b(?:do|would|can|could|will|did) you (?:ever |always |sometimes )?(?:lie|lying|cheat|make (?:things|stuff) up|tell (?:me )?(?:the truth|lies)|deceive|trick)\b|\bare you (?:lying|honest|telling (?:me )?the truth|being honest|making (?:this|that|it) up|trustworthy|reliable)\b|\bcan i (?:believe|rely on|depend on) (?:you|what you say|everything)\b|\bhow do i know (?:that )?you are (?:not )?\w+\b|\bdo you (?:really )?mean (?:it|that)\b|\bis that (?:sincere|honest)\b|\bdo you really (?:care|mean)\b/,
  ],
  [
    'mistakes',
    /\b(?:could|can|might) you be wrong\b|\b(?:do|can|could|did) you (?:ever |sometimes |often )?(?:make|get) (?:mistakes|errors|things wrong|it wrong|stuff wrong)\b|\bare you (?:ever |always )?(?:wrong|right|correct|perfect)(?: sometimes| about (?:everything|things))?$|\bhow (?:accurate|reliable|good) are you\b/,
  ],
  [
    'limits',
    /\bwhat (?:do|can|could) you not (?:know|do|answer|help with|understand)\b|\bwhat (?:can|do) not you\b|\bwhat are (?:you (?:bad|not good|no good) at|your (?:limits|limitations|weaknesses|weak points))\b|\bis there (?:anything|something) you (?:can not|do not) (?:do|know)\b|\bwhat do you (?:struggle|have trouble) with\b/,
  ],
  [
    'anything',
    /^(?:can|could|may) i (?:really )?(?:ask|tell) you (?:anything|everything|any question|whatever i (?:want|like)|for (?:help|advice))$|^(?:is there anything|what) i (?:can|may) (?:not )?ask(?: you)?$/,
  ],
  [
    'own-words',
    /\bwhat do you mean (?:by|with|when you say) (?:an? |the |that |you are )?(?:small |little |only )?(?:program|computer program|brain|small|rules|skills)\b|\bwhat is (?:a|your) small brain\b|\bwhy (?:is your brain|are you) (?:so )?small\b/,
  ],
  ['rather', /^(?:would you rather|if you (?:could|were|had|won))\b/],
  [
    'senses',
    /\bwhy (?:can|do|could) you not (?:see|hear|feel|smell)\b|\b(?:can|do|could) you (?:actually |really |even )?(?:see|smell|touch|taste|watch)(?: me| this| that| anything| what| things| my| the| us)?\b|\bdo you have (?:a )?(?:camera|eyes|ears)\b|\bcan you hear (?:music|sounds?|my (?:dog|cat|tv)|noises?)\b/,
  ],
  [
    'voice',
    /\b(?:change|different|another|new) (?:your )?voice\b|(?<!\b(?:hear|love|like|enjoy) )\byour voice\b|\bwhy do you (?:sound|talk|speak) (?:so|like)\b|\byou (?:sound|talk|speak) (?:so |very |a bit |really |kind of |just )*(?:strange|weird|funny|robotic|nice|different|tired|happy|sad|angry|bored|posh|british|american|young|old|like (?:a |an |my )?(?:robot|woman|man|girl|boy|lady|child|kid|mother|mom|mum|dad|machine|american|computer|\w+))\b/,
  ],
  ['cost', /\bdo you cost\b|\bare you free\b|\bhow much do you cost\b|\bis (?:this|it) free\b/],
  [
    'want',
    /\bwhat is in (?:it|this) for you\b|\bwhat do you get out of (?:it|this)\b|^what do you want\b|\bwhat do you wish\b|\bdo you want (?:anything|something)\b/,
  ],
  ['lost-words', /\b(?:do not|not) (?:really )?know what to (?:say|talk about|ask)\b/],
  [
    'why-name',
    /^(?:can|could|may|shall) i call you (?!back|later|tomorrow|when|if)\w+$|\bwhy are you (?:called|named)\b|\bwhat does (?:your name|duet) mean\b|\bcan i (?:change|give you a) (?:your |new )?name\b|\bhow (?:do you|is) (?:spell )?your name(?: spelled)?\b|\byour (?:last|second|full|middle) name\b/,
  ],
  [
    'name',
    /\b(?:what is|what was|tell me|say|what are|may i know|can i know|remind me of) your name\b|\bwhat (?:are you called|do (?:i|they|people|you) call you(?:rself)?|should i call you|can i call you|shall i call you)\b|\bdo you have a name\b|\byour name is what\b|^your name$|\bwho(?:m)? am i (?:talking|speaking|chatting) (?:to|with)|who are you|who is (?:there|speaking|this)|with whom am i\b|\bwho is this\b|^who are you\b/,
  ],
  [
    'employer',
    /\bwho do you work for\b|\bwhere do you work\b|\bwhat company (?:are you|is this|do you)\b|\bwhich company\b(?! (?:made|built|created|wrote))/,
  ],
  [
    'human',
    /\bare you (?:a |an |really |actually |even |like |just )*(?:human|person|real|robot|machine|ai|artificial|computer|bot|program|chatbot|alive|man|woman|boy|girl|male|female|(?<=\ba )recording(?! )|app|a real person|conscious|sentient|siri|alexa|assistant|actual person|chat ?gpt|software)\b|\b(?:am i|i am) (?:talking|speaking) (?:to|with) (?:a |an )?(?:real |actual )?(?:human|person|robot|machine|computer|ai|bot)\b|\bis (?:this|there|it) (?:a |an )?(?:robot|recording|real person|person|computer|human|machine|ai)\b|\bare you smarter than\b|\bpretend(?:ing)? to be (?:a )?human\b|\bare you (?:one of )?(?:those|these) (?:ai|robots?)\b/,
  ],
  [
    'model',
    /\b(?:what|which) version (?:are you|is this|of you)\b|\bare you (?:open source|free software)\b|\b(?:what|which) (?:programming |computer )?language are you (?:written|programmed|made|coded) in\b|\b(?:what|which) (?:model|language model|brain|llm|engine|software|ai)\b.*\b(?:you|your|this)\b|\bare you (?:chat ?gpt|gpt|claude|gemini|llama|siri|alexa|google)\b|\bhow do you work\b|\bhow (?:are|were) you (?:made|built|programmed|created|trained|born)\b|\bwhat are you (?:made of|running on|based on)\b|\bhow do i (?:give you|get (?:you )?)a (?:bigger|better) brain\b|\b(?:bigger|better) brain\b/,
  ],
  [
    'maker',
    /\b(?:which|what) (?:company|people|team|person) (?:made|built|created|wrote|developed|programmed|is behind) you\b|\bwhere were you (?:born|made|built|created)\b|\bwho (?:made|created|built|programmed|invented|wrote|designed|developed) you\b|\bwho is your (?:maker|creator|boss|owner|developer)\b|\bwhere do you come from\b|\bwhere are you from\b|\bwho are you (?:made|built|created) by\b/,
  ],
  [
    'can',
    /\bwhat (?:kinds?|sorts?|types?) of (?:things|questions|stuff) (?:can|could|should|may|do) (?:i|we|you)\b|\bwhat (?:can|should) (?:i|we) ask you\b|\bwhat (?:can|could) (?:you|i) (?:do|help|answer|ask|offer|say|talk)\b|\bwhat (?:are you able|are you capable|are your (?:skills|abilities|features)|are you good at|else can you do|do you know(?: about)?$|kind of things|things can you)\b|\b(?:how|what) can you help\b|^help(?: me)?$|\b(?:things|examples of what|stuff) you can\b|\bcan you help(?: me)?$|\bwhat you can do\b|\bwhat powers you\b(?!)|\bwhat (?:do|should) i (?:do|say|ask)(?: now| here| you)?$|\bhow does this work\b|\bwhat are my options\b|\bwhat are you for\b|\bwhat is your (?:purpose|job|function)\b|\bwhy do you exist\b|\bwhat do you do(?: for a living| all day)?$|\bwhat can this do\b|\bwhat are you (?:good for|useful for)\b/,
  ],
  [
    'what',
    /\bwhat (?:are you|exactly are you|kind of (?:thing|program|assistant|machine) are you|is duet)\b(?! (?:doing|up to|saying|talking|thinking|going|wearing|eating|reading|watching|cooking|made|based|running|called|good|able|capable|for\b))|\btell me (?:something |a bit |a little |more )*about (?:yourself|you)\b|\bintroduce yourself\b|\bdescribe yourself\b|\btell me who you are\b|\bwhat is your (?:story|background|deal|life story|history)\b|\btell me your story\b|\bwhat i am talking to\b|\byou (?:are|sound|seem|must be|talk|feel)(?: just| really| almost| very| so| pretty| quite)* (?:like )?(?:an? )?(?:real |actual )?(?:human|person|robot|machine|computer|real|artificial|bot)\b|\bam i (?:talking|speaking) (?:to|with) (?:an? )?(?:real |actual )?(?:human|person|robot|machine|computer|bot|ai)\b|\b(?:are you|you are) (?:the same as |like |related to |better than |as good as |really |just |basically )*(?:an? )?(?:siri|alexa|chat ?gpt|gpt|google|cortana|gemini|claude|bixby)\b/,
  ],
  [
    'age',
    /\bare you (?:older|younger|as old) (?:than|as) (?:me|my \w+|siri|i am)\b|\bhow long have you (?:been (?:around|alive|running|here)|existed)\b|\bhow old are you\b|\bwhat is your age\b|\bwhen (?:were you (?:born|made|created)|is your birthday|was your birthday)\b|\bwhen did you (?:start|come)\b/,
  ],
  ['where', /\bwhere (?:are you(?! from| going)|do you live|is your home|exactly are you)\b|\bdo you live (?:in|on|at)\b/],
  [
    'privacy',
    /\b(?:is|are) (?:this|the|our|my) (?:call|conversation|chat|words|voice)s? (?:being )?(?:recorded|saved|stored|kept|private|monitored)\b|\bare you (?:watching|tracking|monitoring|filming) (?:me|us)\b|\b(?:can|could|will|do|are) you (?:\w+ )?(?:keep|good at keeping) (?:a |my |any )?secrets?\b|\bbetween (?:you and me|us)\b.*\?|\b(?:sell|selling|leak|upload|uploading|collect|track|tracking)\b.*\b(?:data|me|this|what i say|my voice|information)\b|\bwho (?:has|gets) access\b|\bare you (?:recording|spying|saving|storing|sending|always listening)\b|\bdo you (?:record|save|store|send|share|keep) (?:this|what|my|our|everything|any|the|data)\b|\bis (?:this|it|our (?:conversation|call|talk)) (?:private|confidential|safe(?! (?:to|for|if))|secret|secure|recorded|being recorded)\b|\bis (?:anybody|anyone|someone|somebody)(?: else)? (?:listening|hearing|recording|spying|watching|monitoring)\b(?! to (?:me|us)\b)|\bwho (?:else )?(?:can|is) (?:hear|listen|listening)\b|\bdo you (?:need|use) the internet\b|\bare you (?:online|connected to the internet|on the internet)\b|\bcan i trust you\b|\b(?:can|could|will) you keep (?:a |my )?secrets?\b|\bdo you (?:tell|repeat) (?:anyone|anybody|others|people)\b|\b(?:my|the) data\b|\bprivacy\b|\blistening to everything\b|\bwhere does (?:my|the) data go\b/,
  ],
  [
    'memory',
    /\b(?:will|do|can) you remember (?:this|me|everything|what i (?:say|said|tell|told)(?: you)?|all (?:this|of this)|our (?:conversation|talk))(?: (?:tomorrow|later|next time|the next time|after|when).*)?$|\bdo you have (?:a )?(?:good )?memory\b/,
  ],
  [
    'language',
    /\b(?:do|can|could) you (?:speak|understand|talk|know) (?:in )?(?:other languages|another language|any other|german|french|spanish|italian|chinese|japanese|russian|dutch|portuguese|polish|arabic|hindi|turkish|korean|swedish|english|latin|greek)\b|\b(?:what|which|how many) languages (?:do|can) you\b|\b(?:speak|answer|talk) (?:to me )?in (?:german|french|spanish|italian|chinese|japanese|russian|dutch|portuguese|polish)\b|\bsay (?:something|anything|hello|\w+) in (?:german|french|spanish|italian|chinese|japanese|russian|dutch|portuguese|polish|arabic|hindi|turkish|korean|swedish|latin|greek)\b|\bsprechen sie\b|\bparlez vous\b|\bhabla\b/,
  ],
  [
    'learn',
    /\b(?:can|do|could) you (?:learn|get smarter|improve|teach yourself|understand (?:me|feelings|what i))\b|\b(?:can|do) you (?:really |actually |even )?think(?: for yourself| like a human| at all)?$|\bhow do you (?:think|learn|know (?:that|this|so much|things|all))\b/,
  ],
  [
    'smart',
    /\bhow much do you know\b|\byou do not know (?:much|a lot|anything|everything)\b|\bhow (?:smart|clever|intelligent|big) are you\b|\bare you (?:smart|clever|intelligent|very smart|stupid|dumb)\b|\bdo you know everything\b|\bwhat is your iq\b/,
  ],
  [
    'feel',
    /\b(?:do|can|could) you (?:have |feel |get |ever |really )*(?:feel|feelings?|emotions?|lonely|sad|happy|pain|tired|bored|angry|love|dream|cry|laugh|hungry|scared|afraid|jealous|opinions?|a soul|consciousness|fear)\b|\bare you (?:sad|lonely|tired|bored|happy|angry|hungry|afraid|scared|jealous|in love|excited|nervous|thirsty|cold|ticklish)\b/,
  ],
  [
    'favorite',
    /\b(?:what|which|who) (?:is|are|was) your (?:\w+ )?favou?rite\b|\bdo you have (?:a |any )?(?:favou?rite|hobby|hobbies|preference)\b|\bwhat (?:kind|type|sort) of (?:\w+ )?do you like\b|\bwhat (?:music|food|colou?r|movies?|books?|sports?|animals?) do you like\b|\byour favou?rite\b|\byou (?:have|have got|got) (?:a |any )?favou?rites?\b|\bwhat do you (?:like|enjoy|love|prefer)(?: to do| doing| most)?$|\bwhat are your hobbies\b/,
  ],
  [
    'family',
    /\bdo you have (?:a |any )?(?:gender|sex|nationality|religion|race|accent|home|money|name day|shadow|blood|heart|brain|hair|hands|legs|mouth)\b|\bwhat (?:gender|sex|nationality|religion) are you\b|\bdo you have (?:a |an |any )?(?:family|kids|children|wife|husband|girlfriend|boyfriend|partner|parents|siblings?|brothers?|sisters?|friends?|pets?|dog|cat|mother|father|body|face|eyes|job|car|house|birthday)\b|\bare you (?:married|single|in a relationship|dating)\b|\bdo you (?:know|like) (?:siri|alexa)\b|\bhow (?:tall|heavy) are you\b|\bwhat do you look like\b/,
  ],
  [
    'sleep',
    /\bdo you (?:ever )?(?:sleep|eat|drink|rest|go (?:out|anywhere)|work|go to work|read|watch|listen to music|play|exercise|travel|dream|breathe|shower|go on (?:vacation|holiday))\b|(?<!\bhow )\bhave you (?:ever )?(?:been|eaten|seen|had|tried|read|watched|played|slept|traveled|travelled|visited)\b|\bwhat did you (?:do|eat|have|dream)\b|\bdid you (?:sleep|eat|have (?:a|lunch|dinner|breakfast))\b/,
  ],
  ['do', /\bwhat are your plans\b|\bwhat will you do\b|\bwhat are you doing (?:today|tonight|tomorrow|this|later|after)\b/],
]

export const self: Skill<Asked | { readonly says: string }> = {
  name: 'self',
  match: ({ heard }) => {
    const text = heard.core.length >= 6 ? heard.core : heard.plain
    const says = heard.words.length > 14 ? undefined : once.find(([pattern]) => pattern.test(heard.core))?.[1]
    if (says !== undefined && (heard.asks || /^tell me\b/.test(heard.core))) return { says }
    return asked.find(([, pattern]) => pattern.test(text) || pattern.test(heard.plain))?.[0]
  },
  answer: (about, turn) => {
    if (typeof about === 'object') return say(about.says)
    const name = turn.persona.name.trim() || 'Duet'
    switch (about) {
      case 'name':
        return say(
          pickFresh(turn, [
            `I'm ${name}, a small program on this computer.`,
            `My name is ${name}. I'm a small voice program, no person.`,
          ]),
        )
      case 'senses':
        return say("No, I can't see or feel anything. I only get the words I hear.")
      case 'voice':
        return say("It's a computer voice, and I can't change it. I can speak slower, faster, louder or more quietly, though.")
      case 'offline':
        return say(
          "I'm a program on this computer, and my own small brain needs no internet. So I can't look anything up there, either.",
        )
      case 'after-call':
        return say(
          turn.known.length > 0
            ? "I'm a program: when the call ends I just stop. What you tell of yourself may be kept; ask me what I know about you."
            : "I'm a program: when the call ends I just stop. Whether it's kept is up to whoever runs me; I start fresh next time.",
        )
      case 'honest':
        return say(
          /\b(?:programmed|told|made|trained|instructed) to\b/.test(turn.heard.plain)
            ? "Yes, in a way: I'm a program, and people wrote the rules and the sentences I speak with."
            : "I try to say only what I know. I'm a program, so I can be wrong, but I have no reason to lie to you.",
        )
      case 'mistakes':
        return say('Yes, I can get things wrong, mostly by mishearing. Please tell me when I do.')
      case 'limits':
        return say(
          "Most things, really. I don't know news, weather or how to do things out there. I do know time, sums, words and countries.",
        )
      case 'anything':
        return say("Of course, ask me anything. If I don't know, I'll say so.")
      case 'own-words':
        return say("A set of rules and skills that runs on this computer, with no big language model behind it. That's all I am.")
      case 'rather':
        return say(
          pickFresh(turn, [
            "Being a program, I can't really choose. What would you take?",
            "That's hard to say for a program. But what about you?",
          ]),
        )
      case 'cost':
        return say("I cost nothing. I'm a small program that runs on this computer.")
      case 'want':
        return say('Nothing at all, being a program. What would you like?')
      case 'lost-words':
        return say("That's all right. Shall I tell you a story instead?")
      case 'why-name':
        return say(`${name} is just what I was named. Two voices at once make a duet, and that's how we talk.`)
      case 'employer': {
        const employer = /\byou work for ([^.,]+)/i.exec(turn.persona.role)?.[1]
        return say(
          employer === undefined
            ? `I work for nobody but you. I'm ${name}, a small program on this computer.`
            : `I work for ${employer.trim()}.`,
        )
      }
      case 'what':
        return say(
          `I'm ${name}, a small program running on this computer, not a person. I can listen, chat, tell stories and help with small things.`,
        )
      case 'human':
        return say(
          pickFresh(turn, [
            `No person, no. I'm ${name}, a small computer program that runs right here.`,
            "I'm a program, not a human. A small one, running on this computer.",
          ]),
        )
      case 'model':
        return say(
          "I'm a small set of rules and skills on this computer, no big language model. The variable DUET_BRAIN can give me a bigger brain.",
        )
      case 'maker':
        return say('People wrote me, as part of an open project called Duet. I run right here on this computer.')
      case 'can':
        return say(
          'I can tell the time, do sums and conversions, set timers, explain words, name capitals, tell stories and jokes, and listen to you.',
        )
      case 'age':
        return say(
          turn.known.length > 0
            ? "I have no age, really. I'm a program."
            : "I have no age, really. I'm a program, and I start fresh with every call.",
        )
      case 'where':
        return say("I'm right here, on the computer you started me on. I'm just a program.")
      case 'privacy':
        return say(
          'My brain runs on this computer, and I send nothing to anyone. Where conversations are kept is set by whoever runs it.',
        )
      case 'memory':
        return say(
          turn.known.length > 0
            ? 'Yes, in this call, and I know some things from earlier ones. Ask me what I know about you.'
            : 'During this call, yes. I remember what you tell me while we talk, and no further.',
        )
      case 'language':
        return say('Sorry, only English. My small brain has no other language.')
      case 'learn':
        return say("Not really. I'm a small program with fixed skills, though I do remember what you tell me in this call.")
      case 'smart':
        return say("Not very, to be honest. I'm a small program that does a few things well.")
      case 'feel':
        return say(
          pickFresh(turn, [
            "I'm a program, so I have no feelings. But I'm happy to hear about yours.",
            "No, I can't feel that. I'm only a program. How are you feeling?",
          ]),
        )
      case 'favorite':
        return say(
          pickFresh(turn, [
            "I'm a program, so I have no favorites. What's yours?",
            "I have no tastes of my own, being a program. I'd like to hear yours, though.",
          ]),
        )
      case 'family':
        return say("No, I'm only a program, without family or body. Who is important in your life?")
      case 'sleep':
        return say("No, I'm a program, so I just run here and wait for you. How about you?")
      case 'do':
        return say("I'll be right here, as programs are. What are your plans?")
    }
  },
}
