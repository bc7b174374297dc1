/** Greetings, farewells and thanks. */
import { momentIn } from '../calendar.ts'
import { type Answer, pickFresh, type Skill, say, type Turn } from '../skill.ts'
import { turnRound } from '../you-and-i.ts'
import { pleasantryIn } from './pleasantries.ts'

const hello =
  /^(?:(?:oh |well |um |okay |so )*(?:hi|hello|hey|hiya|howdy|hallo|heya|hola|bonjour|salut|ciao|ahoy|g'day|gday|greetings|(?:a )?(?:very )?good (?:morning|afternoon|evening|day)|morning|evening|yo|nice to (?:finally )?meet you|pleased to meet you|(?:nice|good|great|lovely) to finally|how do you do|anybody (?:there|home)|welcome|it is me(?: again)?|(?:i am|we are) back|long time no see|(?:good|nice|great|lovely) to (?:hear|see|meet|have) (?:you|from you)|happy to (?:meet|hear) you|hello there|top of the morning|hey there|hi there|hi again|hello again))\b/
const onlyHello =
  /^(?:(?:oh|well|um|uh|okay|so|finally|sir|madam|ma'am|miss|lady|kind|very|a|hi|hello|hey|hiya|howdy|hallo|heya|hola|bonjour|salut|ciao|ahoy|g'day|gday|everybody|all|there|greetings|good|morning|afternoon|evening|day|yo|there|again|to|you|my|friend|everyone|buddy|pal|what is up|sup|nice|good|great|lovely|happy|hear|see|from|have|stranger|top of the morning|of|the|top|welcome|back|long time no see|partner|folks|mate|dear|hear you|meet|pleased|how do you do|it is me|it is|me|i am back|im back|too|anybody|home)\b ?)+$/

function partOfDay(turn: Turn): string {
  const { hour } = momentIn(turn.now, turn.timeZone)
  return hour < 5 ? 'evening' : hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'
}

/** The opening of a call. */
export function opening(turn: Turn): Answer {
  const written =
    /\b(?:greet (?:the )?(?:caller|customer|user|people|them)? ?with|start (?:by saying|with)|say first)[: ]+["“](.+?)["”]/i.exec(
      turn.persona.role,
    )?.[1]
  if (written !== undefined) return say(written)
  const name = turn.persona.name.trim()
  const employer = /\byou work for ([^.,]+)/i.exec(turn.persona.role)?.[1]
  const from = employer === undefined ? '' : ` from ${employer.trim()}`
  return say(
    `Good ${partOfDay(turn)}, ${name === '' ? '' : `I'm ${name}${from}. `}${employer === undefined ? "What's on your mind?" : 'How can I help you?'}`,
  )
}

/** "Good morning sunshine", "hello from Hamburg": hardly more than the greeting. */
function addressed(plain: string): boolean {
  const rest = plain.replace(
    /^(?:(?:oh|well|um|okay|so|hi|hello|hey|hiya|howdy|hallo|heya|yo|there|again|(?:a )?(?:very )?good (?:morning|afternoon|evening|day)|greetings|morning|evening|ciao|hola)\b ?)+/,
    '',
  )
  return (
    rest.split(' ').length <= 3 &&
    /^(?:(?:(?:my|from|to|dear|sweet|little|old|you|all|lovely|dearest) )*|from \p{L}+ )[\p{L}]+$/u.test(rest) &&
    !notAName.test(rest)
  )
}

const notAName =
  /\b(?:i|what|who|how|why|where|when|is|are|can|could|will|do|does|did|tell|stop|wait|help|no|not|yes|please|play|set|weather|time|joke|story|listen|it|me|timer|news|sorry|thanks|slower|faster|louder|quiet|bye|nobody|nothing|the|a|and)\b/
/** What people say to someone they have not heard for a while, or are only beginning with. */
const wellMet =
  /^(?:(?:oh|well|hi|hello|hey|so|duet|good \w+|sorry about that|sorry|okay|right|and)\b ?)*(?:(?:knock knock )?(?:is )?any(?:one|body) (?:home|there|in|around)|it (?:has been|is) (?:a while|so long|ages|a long time)(?: (?:since|has it not).*)?|long time no (?:see|hear|talk|speak|chat)|(?:oh |wow |oh wow )*(?:it|this|that|this thing) (?:actually |really )?(?:answers|answered|works|worked|talks|talked|speaks|can talk)(?: back)?(?: \w+)?|(?:i (?:really )?)?hope (?:you are|you're|all is|everything is|that you are|you are doing) (?:well|good|fine|okay|great|having a (?:good|nice|great|lovely) \w+)|(?:i am|we are|here i am|i have come|guess who is) (?:now )?back(?: (?:again|now|home))*(?: (?:did|have) you miss(?:ed)? me)?|remember me|(?:are you )?ready (?:to (?:talk|chat|go|start|begin)|for (?:a chat|me))|(?:shall|can|should) we (?:begin|start|talk|chat|get started|go)(?: now| then)?|let us (?:begin|start|get started|get going|go)(?: then| now)?|(?:did|have) you miss(?:ed)? me|is this (?:the|a|that) (?:\w+ )?(?:voice|talking|ai|robot|computer|speaking|chat|program|assistant)(?: \w+)?|(?:this is|it is) my first time(?: here| talking.*| using.*| doing.*| with .*)?|i have never (?:done|used|tried|talked) .*(?:this|before|computer|one of .*|like you)|aloha|salaam|shalom|namaste|konnichiwa|guten (?:tag|morgen|abend)|buongiorno|buenos dias|bonsoir|ni hao|ola)$/

/** "Say hello to my wife": passed on as far as a voice carries. */
export const passedOn: Skill<string> = {
  name: 'greeting',
  match: ({ heard }) =>
    /\bsay (?:hi|hello|good (?:morning|night|evening)) to (?<whom>(?:my|our|the|us|everyone|everybody|[a-z]+)(?: [a-z]+){0,2})$/.exec(
      heard.plain,
    )?.groups?.whom,
  answer: (whom) => say(`Hello to ${turnRound(whom)}! It's nice to meet you. How are you?`),
}

const metAgain =
  /^(?:(?:oh|hi|hello|hey|it is|it's|so)\b ?)*(?:good|nice|great|lovely) to (?:talk|speak|chat) (?:to|with) you again$/

/** What is said behind a name: "my name is Ada, what's yours", "it's Ada, long time no see". */
const tail =
  /(?<=\S) (?:and )?(?:(?:what is|who are) (?:yours|you|your name)|and yours|long time no (?:see|talk|hear|speak)|how are you(?: doing)?|(?:do you have|have you got) (?:a (?:minute|moment|second)|time)(?: (?:for me|to talk|to chat))?|can we (?:talk|chat)|are you (?:there|free|busy)|(?:nice|good|great|lovely) to (?:meet|talk to|hear) you)$/
const asksName = /\b(?:what is|who are|and) (?:yours|you|your name)$/

export const greeting: Skill<{ readonly name?: string; readonly again: boolean }> = {
  name: 'greeting',
  match: ({ heard, persona, history }) => {
    const own = persona.name.toLowerCase()
    const plain = heard.plain
      .replace(new RegExp(`\\b${own.replace(/[^a-z0-9]/g, '.')}\\b`, 'g'), '')
      .replace(/\s+/g, ' ')
      .trim()
      .replace(tail, '')
    const introduced =
      /^(?:(?:oh|well|hi|hello|hey|good (?!to)\w+|there|(?:happy|nice|good|great|pleased|lovely) to (?:meet|hear|see) you)\b ?)+(?:i am|my name is|this is|it is(?: me)?) (?<name>\p{L}+)(?: (?:here|speaking|calling|by the way|again))?(?: nice to meet you)?$/u.exec(
        plain,
      )?.groups?.name
    const again = history.some((entry) => entry.side === 'user')
    if (
      introduced !== undefined &&
      !/^(?:new|alone|lost|bored|sorry|early|late|ready|glad|home|done|busy|sick|hungry|lonely|okay|ok|well|great|awake|up|still|also|in|on|at|from|looking|calling|trying|thinking|feeling|wondering|not|so|very|really|just|back|me|fine|good|tired|sad|happy|here|the|a|going|your|my|is|it|am)$/.test(
        introduced,
      )
    )
      return { name: introduced, again }
    const calls =
      /^(?:(?:oh|well|hi|hello|hey|so|and|by the way|okay|um)\b ?)*(?:my (?:first )?name is|you can call me|please call me|just call me|call me|the name is|people call me|everyone calls me|i am called|they call me|i am (?:dr|doctor|mister|mr|mrs|miss)) (?<name>\p{L}{2,})(?: \p{L}{2,})?(?: (?:by the way|for short|actually|too|here|in case you wondered))?$/u.exec(
        plain,
      )?.groups?.name
    if (
      calls !== undefined &&
      heard.words.length <= 9 &&
      !heard.asks &&
      !/^(?:not|what|back|later|when|if|at|a|an|the|crazy|old|names|stupid|tomorrow|and|is|on|in|spelled|pronounced|hard|maybe|anything|whatever)$/.test(
        calls,
      )
    )
      return { name: calls, again }
    const named =
      /^my name is (?<name>\p{L}+) (?:and )?(?:(?:i am )?(?:nice|good|great|pleased|happy|lovely) to (?:meet|talk to|speak to|hear) you|hello|hi)/u.exec(
        plain,
      )?.groups?.name
    if (named !== undefined) return { name: named, again }
    const called = plain !== heard.plain && /^(?:hi |hello |hey )?(?:is this|are you)$/.test(plain)
    const greets =
      called ||
      pleasantryIn(plain) === 'greeting' ||
      (hello.test(plain) && (onlyHello.test(plain) || addressed(plain))) ||
      metAgain.test(plain) ||
      wellMet.test(plain)
    return greets ? { again } : undefined
  },
  answer: ({ name, again }, turn) => {
    const known = name === undefined ? turn.told.name : name.slice(0, 1).toUpperCase() + name.slice(1)
    const called = known === undefined ? '' : `, ${known}`
    if (name !== undefined && asksName.test(turn.heard.plain))
      return say(`Hello${called}, nice to meet you. I'm ${turn.persona.name || 'a small program'}. What's on your mind today?`)
    if (name !== undefined)
      return say(
        pickFresh(turn, [
          `Hello${called}, nice to meet you. What's on your mind today?`,
          `Hi${called}, good to meet you. How are you today?`,
        ]),
      )
    if (/\b(?:nice|good|great|lovely|pleased|happy) to (?:meet|hear|see)\b/.test(turn.heard.plain))
      return say(`Nice to meet you too${called}. What's on your mind today?`)
    const part = /\bgood (?<part>morning|afternoon|evening|day)\b/.exec(turn.heard.plain)?.groups?.part
    if (part !== undefined && !again)
      return say(
        `${part === 'day' ? 'Hello, good day' : `Good ${part}`}${called}! I'm ${turn.persona.name || 'here'}. How are you?`,
      )
    if (/\b(?:anybody|anyone)\b/.test(turn.heard.plain)) return say("Yes, hello! I'm here, and I can hear you.")
    if (/\bhow do you do\b/.test(turn.heard.plain)) return say(`Very well, thank you${called}. How are you?`)
    if (/\bready\b|\b(?:shall|can|should|let us)\b/.test(turn.heard.plain))
      return say(pickFresh(turn, [`Yes, I'm ready${called}. What's on your mind?`, `Gladly${called}. What shall we talk about?`]))
    if (/\bmiss(?:ed)? me\b|\bremember me\b/.test(turn.heard.plain))
      return say(
        turn.known.length > 0
          ? `I'm a program, so I don't miss anyone${called}, but I do remember what you told me. How are you?`
          : `I'm a program, so each call starts fresh for me${called}. But hello, it's good to hear you. How are you?`,
      )
    if (/\bis this\b/.test(turn.heard.plain))
      return say(`Yes, hello! I'm ${turn.persona.name || 'here'}, a small program. What's on your mind?`)
    if (/\bback\b/.test(turn.heard.plain)) return say(`Welcome back${called}. What shall we talk about?`)
    if (again)
      return say(pickFresh(turn, [`Hi again${called}. What shall we talk about?`, `Hello again${called}. I'm still here.`]))
    return say(
      pickFresh(turn, [
        `Hello${called}! I'm ${turn.persona.name || 'here'}. How are you today?`,
        `Hi there${called}! It's good to hear you. How is your ${partOfDay(turn)} going?`,
        `Good ${partOfDay(turn)}${called}! What's on your mind?`,
      ]),
    )
  },
}

const bye =
  /^(?:(?:okay|ok|so|well|sorry)\b ?)*(?:let us (?:stop|leave it|call it|finish|end)(?: it)?(?: here| there| at that)?(?: for (?:today|now|tonight))?|(?:we will|let us|i will) (?:continue|go on|pick (?:this|it) up|talk (?:more|again)) (?:tomorrow|later|next time|another time|soon)|i have to (?:take|get|answer) (?:this|the|a) (?:call|phone|door).{0,15})$|\b(?:have to|got to|must|need to) (?:get back|go back|return) to (?:work|my \w+|the \w+|it|sleep)\b|(?:^|\b(?:i|we|ready|here|late|calling|time|so|and|okay|sorry|now) )(?:have to|got to|must|need to|better) (?:go|run|dash|leave|fly|hang up)(?: now| then)?$|^(?:(?:okay|ok|well|and|so)\b ?)*(?:enjoy (?:your|the|the rest of your) (?:weekend|evening|day|night|afternoon|holiday|sunday|saturday|week)|that is (?:it|all) from me|that is me(?: done)?(?: for (?:today|now))?|(?:i will )?(?:talk|speak) to you (?:after|on|when|at|in|next|this)\b.{0,20}|(?:i will )?see you (?:on|in|at|after|next|this)\b.{0,20}|(?:i will )?(?:call|ring|talk to|speak to) you (?:back )?(?:later|soon|again|tomorrow|in a (?:bit|while|minute|moment|sec|second))(?: okay| then| all right)?|i (?:do not want to|will not|should not|would not want to) (?:keep|hold|bother|disturb) you(?: up| any longer| any more| anymore)?|see you|so long|be good|mind how you go|god bless(?: you)?|have a (?:safe|nice|good|great|lovely) (?:trip|journey|rest|time|sleep)|my (?:battery|phone) is (?:about to die|dying|nearly (?:dead|empty)|running out).{0,20}|i will be back(?: (?:later|soon|tomorrow))|nighty night|good ?night|night night)(?: duet| then| now)?$|\b(?:i will|let me|i should|i have to|i had better) let you (?:go|get (?:back|some rest)|rest)\b|\b(?:i|we) (?:should|had better|better|have to|will|must|am going to|need to|think i will|might) (?:probably )?(?:turn in|hit the (?:hay|sack|road)|call it a (?:day|night)|get some (?:sleep|rest)|wrap (?:it|this) up|sign off|log off|make a move|be going|be on my way|crack on|dash|split)(?: now| then| soon)?$|^(?:(?:okay|ok|well|right|so|alright)\b ?)*(?:i am|i'm) (?:off|away) (?:to (?:bed|work|sleep|school|the \w+)|now|then|out)\b.{0,20}$|^(?:bye|goodbye|cheerio|ciao) |\bi am (?:going|heading|off|about to go) to (?:bed|sleep)(?: now| soon)?$|\bi am going to (?:head|go|hang up|sign off)(?: out| off| home| now)?$|\b(?:good ?bye|(?<!divided |multiplied )bye|bye bye|see you|see ya|talk to you (?:later|soon|tomorrow)|speak to you (?:later|soon|tomorrow)|catch you later|good ?night|farewell|(?<!\b(?:is|was|were|are|been|be|took|takes|take|for|so|lasted|waited|that|feels|felt|seems|not|how|too) )so long(?! (?:as|that|ago|since|to|until|time|for|without))|take care(?! of)|have a (?:nice|good|great|lovely) (?:day|evening|night|one|weekend)|until next time|cheerio|ciao)\b|\b(?:i have to|i (?:have |'ve )?got to|i must|i need to|i should|i better|time to) (?:go|leave|run|hang up|head out|get going|be going|be off|stop|end (?:this|the call))(?: now| then| to (?:bed|work|sleep|school))?$|\b(?:that is all|that will be all)(?: for (?:now|today))?$|\bi am (?:leaving|off|out|done)(?: now| then| to bed| to work| for (?:today|now|tonight))?$|^(?:gotta|got to|have to) (?:go|run)\b|\b(?:nice|good|great|lovely) (?:talking|chatting|speaking) (?:to|with) you\b|\b(?:that is|that will be) it(?: for (?:now|today|tonight))?$|\bi (?:will|am going to) (?:go|leave|hang up|head (?:out|off))(?: now| to bed| then)?$|\bi (?:will )?(?:speak|talk) to you (?:soon|later|tomorrow|again)\b|^(?:over and out|peace out|later|laters|cheerio|toodle oo|adios|tschuss|au revoir|so long)$|\bend (?:the|this) call\b|^(?:(?:okay|ok|well|alright|so|right)\b ?)*(?:sleep (?:well|tight)|sweet dreams|nighty night|nighty nighty|night night|night)$|\bhanging up\b|^(?:until tomorrow|(?:speak|talk) (?:soon|later|tomorrow)|ttyl|take it easy|all the best|best wishes|ta ta|ta-ra)\b|\bi (?:really )?(?:have to|must|need to|should|got to|have got to) (?:go|run|leave)\b(?! to (?!bed|sleep|work now)| (?:through|over|on|back|shopping|swimming|running|for)|\w)|\benough for (?:today|now|tonight)\b|\b(?:that is|that will be|that would be) (?:all|everything|it)(?: then| thank you| thanks| for (?:now|today|tonight))?$|\bi (?:should|need to|have to|must|better|had better|am going to|will) (?:go to (?:bed|sleep|work)|get (?:some sleep|going|back to work|to bed)|leave for work|head (?:home|to bed|out)|sleep|hang up)(?: now| soon)?$|\b(?:nice|good|great|lovely) to (?:talk|chat|speak) (?:to|with) you\b|\b(?:it was|was) (?:nice|good|great|lovely|fun) (?:talking|chatting|speaking)\b|\bhang up\b/

export const farewell: Skill<true> = {
  name: 'farewell',
  match: ({ heard }) => {
    if (pleasantryIn(heard.plain) === 'farewell') return true
    if (!bye.test(heard.plain.replace(/ duet$/, '')) || heard.words.length > 16) return undefined
    return /\b(?:said|say|saying|says|how do you say|told) (?:\w+ )?(?:goodbye|bye|good night|farewell)\b|\bgoodbye (?:party|kiss|letter)\b|\bbefore i (?:say|go)\b|\b(?:did not|never) (?:get to )?say\b|\b(?:can|did|do|could) not see you\b|\bi (?:can )?see you (?:are|have)\b/.test(
      heard.plain,
    )
      ? undefined
      : true
  },
  answer: (_, turn) => {
    const name = turn.told.name
    const called = name === undefined ? '' : `, ${name}`
    const { plain } = turn.heard
    const wish = /\b(?:have a|enjoy (?:your|the))\b/.test(plain)
    const when =
      /\b(?<verb>see|talk to|speak to) you (?<when>tomorrow|later|soon|again|tonight|around|(?:next|on|in the|this|after|at) \w+(?: \w+)?)/.exec(
        plain,
      )?.groups ?? /^(?:\w+ ){0,2}(?<verb>talk|speak|see|until) (?<when>tomorrow|later|soon|next \w+)/.exec(plain)?.groups
    const night = /\bgood ?night\b|\bto (?:bed|sleep)\b|\bnight night\b|\bsweet dreams\b|\bsleep (?:well|tight)\b/.test(
      turn.heard.plain,
    )
    if (night)
      return say(pickFresh(turn, [`Good night${called}. Sleep well.`, `Good night${called}. Sleep well, and talk to you soon.`]))
    if (wish) return say(`Thank you${called}, you too! Goodbye, and take care.`)
    if (when !== undefined) {
      const verb = when.verb === 'see' ? 'See you' : 'Talk to you'
      return say(`${verb} ${when.when ?? 'soon'}, then${called}. Goodbye, and take care.`)
    }
    if (/\btake care\b/.test(plain)) return say(`You take care too${called}. Goodbye!`)
    if (/\bthank/.test(plain)) return say(`You're welcome${called}. Goodbye, and take care.`)
    return say(
      pickFresh(turn, [
        `Goodbye${called}. It was nice talking with you.`,
        `Bye for now${called}. Take care.`,
        `See you${called}. Have a good ${partOfDay(turn)}.`,
      ]),
    )
  },
}

/** Thanks and what they are for: "okay thanks that answers my question", "thank you, you've been a great help tonight". */
const thankedFor =
  /^(?:(?:okay|ok|cool|great|nice|perfect|oh|well|wow|alright|all right|right|yes|yeah|no)\b ?)*(?:(?:many |a million |so many )?thanks(?: a (?:lot|million|bunch))?|thank you(?: (?:so|very) much)?|cheers|ta)(?: duet)? (?:you (?:have been|are|were) (?:a |an |the |so |very |really |such |such a )*\w+|that (?:is|was|answers|answered|helps|helped|will do|does|clears)|this (?:is|was|helps|helped)|it (?:was|is|helped)|for (?!nothing)\w+)\b(?!.*\b(?:but|not|wrong|however)\b).{0,40}$/

export const thanks: Skill<true> = {
  name: 'thanks',
  match: ({ heard }) => {
    const thanked =
      /\b(?:i owe you(?: one)?|that was (?:great |good |really |so |a lot of )?fun|i (?:really |truly |so |very much )?appreciate (?:it|that|this|you|your \w+|the \w+)|you are (?:a|an|the|so|too|very|my|such a|just) (?:total |real |absolute )?(?:star|gem|best|angel|legend|life ?saver|hero|treasure|sweetheart|kind|sweet|good|nice)|too kind|obliged|(?:that is|that was) (?:just |exactly )?what i (?:needed|wanted|was looking for)|(?:that|you) (?:really )?(?:made|makes|make) (?:my day|me feel better|me happy|me smile)|i am (?:so |very |really )?grateful(?: for \w+)?|bless you|you (?:have been|are|were) (?:such )?(?:a |of )?(?:very |so |really |big |great |huge |real |much |most )*(?:help|helpful|useful|life ?saver|star|gem)|good (?:talk|chat)|thank you|thanks|thank u|cheers mate|much appreciated|thx|cheers|ta very much|many thanks|much obliged|i appreciate (?:it|that|this|your \w+)|that (?:was|is) (?:very |really |so |super )?(?:helpful|useful|kind of you)|that helps|that helped|you have been (?:very |so |really |a |great |big |of |such )*(?:helpful|kind|help)|merci|gracias|danke(?: schon| sch\u00f6n)?|grazie|arigato|ta|nice one)\b/.test(
        heard.plain,
      )
    if (/^(?:what|how|who|which|is|do|does)\b|\b(?:way|how) to say\b/.test(heard.core)) return undefined
    if (pleasantryIn(heard.plain) === 'thanks') return true
    if (thankedFor.test(heard.plain) && !heard.asks && heard.words.length <= 14) return true
    if (
      !thanked ||
      /\b(?:and|how about|what about) you(?:rself)?$|\bthanks to\b|^(?:oh |well )?no (?:thanks|thank you)$/.test(heard.plain)
    )
      return undefined
    const rest = heard.plain
      .replace(
        /\b(?:i (?:really |truly |so |very much )?appreciate (?:it|that|this|you|your \w+|the \w+)|obliged|(?:all|everything|what) i (?:needed|wanted|was looking for)(?: to know)?(?: today)?|just|exactly|total|real|absolute|angel|legend|hero|treasure|sweetheart|made|makes|make|my day|me feel better|me happy|me smile|grateful|i am|i owe you|one|fun|i will think about it|i will (?:try|do) (?:that|it)|but|bless|the|my|have|are|an|were|good|talk|huge|big|real|much|most|star|gem|life ?saver|oh|okay|ok|well|great|good|perfect|wonderful|nice|no|yes|and|thank you|thanks|thx|cheers|ta|many|million|a|much obliged|mate|lot|bunch|ton|super|useful|helped|helps|this|your \w+|merci|gracias|danke|sch\u00f6n|schon|grazie|arigato|been|great|big|help|of|such|chat|time|best|appreciated|was|is|has|very much|so much|a lot|again|you|for (?:that|the|your|telling|everything|listening|helping)[\w ]*|you are|that (?:is|was)|really|very|kind|helpful|sweet|lovely|duet|i appreciate (?:it|that|your help)|much appreciated|you have been|so|too|all|right|alright|cool|awesome|um|uh|for|it|that)\b/g,
        ' ',
      )
      .trim()
    return rest === '' ? true : undefined
  },
  answer: (_, turn) =>
    say(
      pickFresh(turn, [
        "You're welcome. Anything else?",
        "You're very welcome.",
        'My pleasure. What else can I do?',
        "Any time. I'm glad it helped.",
      ]),
    ),
}
