/** Rules for "I …" and "we …": what people say of themselves. */
import { type Dated, isComing } from './dates.ts'
import { type Draft, type Ending, topicKey } from './draft.ts'
import { others, predicate, sentence } from './third-person.ts'
import { conditions, isOccupation, languages, months, relations, traits, weekdays } from './words.ts'

type Rule = {
  /** Of the text behind "I", adverbs in front left out. */
  readonly form: RegExp
  readonly category: string
  /** Undefined: not a fact after all. */
  readonly slot: (match: RegExpExecArray) => string | undefined
  readonly importance?: 'high' | 'critical'
}

const adverbs =
  /^(?:(?:really|also|always|still|just|usually|mostly|often|currently|now|both|absolutely|totally|recently|already|mainly|especially|do|actually|all|have always|have just|have recently|sometimes)\s+)+(?!not\b)/i
const medicine =
  'medication|medicine|pills?|tablets?|insulin|ibuprofen|paracetamol|aspirin|warfarin|statins?|beta[- ]blockers?|blood thinners?|antidepressants?|antibiotics?|inhaler|epi-?pen|hearing aids?|glasses|contact lenses|vitamins?|metformin|steroids|painkillers|supplements?'
const often =
  /\b(?:always|usually|every|often|never|mostly|most (?:days|mornings|weekends)|on (?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|(?:in|at) the (?:mornings?|evenings?|weekends?|nights?)|at home|a week|a day|once|twice|since|for years|each|these days|regularly)\b/i
const having = `${relations}|kids?|children|sons|daughters|sisters|brothers|siblings|grandchildren|grandkids|nieces|nephews|dogs|cats|pets|chickens|bees|bicycle|bike|motorbike|motorcycle|car|van|camper|boat|yacht|house|flat|apartment|cottage|garden|allotment|farm|piano|guitar|violin|drums|company|business|shop|store|restaurant|podcast|blog|band|tattoo|degree|phd|licence|license|membership|season ticket`
const hobby =
  'play|collect|paint|draw|sing|dance|knit|sew|bake|garden|swim|jog|cycle|ski|surf|sail|climb|hike|hunt|box|volunteer|brew|breed|grow|meditate|pray|juggle|crochet'
const everyday =
  'run|cook|fish|phone|ring|text|write to|practise|practice|read|write|listen to|watch|ride|drive|fly|keep|sleep|get up|wake up|go to bed|eat|drink|smoke|vape|take|use|walk|commute|meet|visit|train|make|do|go|wear|pay|have breakfast|have dinner|have lunch|skip'
const exercise =
  '(?:do|practise|practice) (?:yoga|pilates|judo|karate|tai chi|crossfit|gymnastics|athletics|taekwondo|aikido|sports?)|go (?:fishing|hiking|swimming|running|dancing|climbing|sailing|cycling|skiing|hunting|bowling|camping|to the gym|to church|to mosque)'
const liking =
  'like|love|adore|enjoy|hate|dislike|detest|loathe|prefer|cannot stand|cannot bear|(?:do|did) not (?:really )?(?:like|love|enjoy|care for|eat|drink)|am (?:not )?(?:\\w+ly )?into|am (?:not )?(?:an? )?(?:very |big |huge |lifelong |massive |great )*fan of|am (?:not )?(?:\\w+ly |so |very |quite |pretty )*(?:obsessed with|crazy about|mad about|fond of|addicted to|keen on|interested in|passionate about|scared of|afraid of|terrified of|good at|bad at|terrible at|hopeless at)|cannot get enough of'
/** As an object, these name nothing. */
const emptyObject =
  /^(?:it|that|this|them|him|her|you|how|when|what|where|the way|to (?:be|know|see|hear|think|say|talk)|one|some|so|being here|here|there|all of)\b/i
const number = 'one|two|three|four|five|six|seven|eight|nine|ten|\\d+'

const objectSlot =
  (prefix: string, group = 1) =>
  (match: RegExpExecArray) => {
    const object = match[group] ?? ''
    return emptyObject.test(object) || topicKey(object) === '' ? undefined : `${prefix}:${topicKey(object)}`
  }
const fixed = (slot: string) => () => slot

const rules: readonly Rule[] = [
  { form: /^am (?:not )?(?:\w+ly )?allergic to (.+)/i, category: 'health', importance: 'critical', slot: objectSlot('allergy') },
  {
    form: new RegExp(`^(?:have|had|suffer from|was diagnosed with|was born with) (?:\\w+ (?:\\w+ )?)?(${conditions})\\b`, 'i'),
    category: 'health',
    importance: 'high',
    slot: objectSlot('health'),
  },
  {
    form: /^(?:am|have become|became|went|have been|got|am getting) (?:not )?(married|divorced|single|widowed|engaged|separated)\b/i,
    category: 'identity',
    slot: fixed('marital'),
  },
  {
    form: new RegExp(`^(?:am|have become|became|went|have gone|am going) (?:not )?(?:an? )?(?:\\w+ly )?(${traits})\\b`, 'i'),
    category: 'identity',
    importance: 'high',
    slot: objectSlot('is'),
  },
  {
    form: /^(?:cannot|must not|may not|should not|am not allowed to|am not supposed to) (?:eat|drink|have|take|touch|tolerate|digest) (.+)/i,
    category: 'health',
    importance: 'high',
    slot: objectSlot('diet'),
  },
  { form: /^(?:cannot) (swim|drive|hear|see|walk|read|ride|fly|dance|sing|cook)\b/i, category: 'fact', slot: objectSlot('can') },
  {
    form: new RegExp(`^(?:take|am on|use|carry|wear|inject|need) (.*\\b(?:${medicine})\\b)`, 'i'),
    category: 'health',
    importance: 'high',
    slot: objectSlot('medicine'),
  },
  {
    form: /^(?:live|reside|am based|am living|have lived|have been living) (?:alone|(?:\w+ )?(?:in|near|at|on|outside|close|by|just|right|out)\b)/i,
    category: 'home',
    importance: 'high',
    slot: fixed('home'),
  },
  { form: /^(?:live|am living|share a \w+) with (.+)/i, category: 'home', slot: fixed('lives-with') },
  {
    form: /^(?:have )?(?:just )?moved (?:back |house |in )?(?:here )?(?:from \S+ )?(?:to|into)\b/i,
    category: 'home',
    importance: 'high',
    slot: fixed('home'),
  },
  { form: /^(?:am|come|came) (?:originally )?from (.+)/i, category: 'identity', slot: fixed('origin') },
  {
    form: /^(?:was born(?: and raised)?|grew up|was raised)\b (.+)/i,
    category: 'identity',
    slot: (match) => (/\b\d{4}\b/.test(match[1] ?? '') ? 'born' : 'grew-up'),
  },
  {
    form: /^(?:work|am working|have been working|work part-time|work full-time) (?:as|at|for|in|with) (.+)/i,
    category: 'work',
    importance: 'high',
    slot: fixed('job'),
  },
  {
    form: /^(?:am|have become|became|have been|am going to be|am training to be|am working as) (?:an?|the) (.+)/i,
    category: 'work',
    importance: 'high',
    slot: (match) => (isOccupation(match[1] ?? '') ? 'job' : undefined),
  },
  { form: /^(?:teach|lecture) (.+)/i, category: 'work', importance: 'high', slot: fixed('job') },
  {
    form: /^(?:run|own|manage|have) (?:an?|my own|our own|a small|a little) (.*(?:shop|store|business|company|restaurant|cafe|café|farm|bakery|studio|agency|practice|bar|pub|hotel|school|garage|salon|firm|startup|kiosk|stall|gallery).*)/i,
    category: 'work',
    importance: 'high',
    slot: fixed('job'),
  },
  {
    form: /^(?:have )?(?:just )?(?:started|begun|got a job|took a job|found a job|have a new job) (?:a new job |working |work )?(?:as|at|with|in) (.+)/i,
    category: 'work',
    importance: 'high',
    slot: fixed('job'),
  },
  {
    form: /^(?:study|am studying|am doing (?:a|an|my) (?:\S+ )?(?:master|ph\.?d|bachelor|degree|doctorate|course|apprenticeship|internship|training)|am writing my thesis|go to (?:university|college|school)|am at (?:university|college|school)|am in (?:my )?\w+ (?:year|grade))/i,
    category: 'work',
    slot: fixed('study'),
  },
  {
    form: new RegExp(
      `^(?:speak|understand|am fluent in|am learning|do not speak|am teaching myself|learn) (?:a bit of |some |a little |fluent )?(${languages})\\b`,
      'i',
    ),
    category: 'skill',
    slot: objectSlot('speaks'),
  },
  { form: new RegExp(`^(?:${liking}) (.+)`, 'i'), category: 'preference', slot: objectSlot('taste') },
  {
    form: /^(?:am|have been) (?:an? )?(?:\w+ )?(.+?) (?:supporter|fan|follower|addict|nerd|geek)\b/i,
    category: 'preference',
    slot: objectSlot('taste'),
  },
  {
    form: /^(?:am|have been) (?:seeing|dating|engaged to|married to|going out with) (.+)/i,
    category: 'people',
    importance: 'high',
    slot: (match) =>
      /\b(?:doctor|therapist|dentist|specialist|physio\w*|counsellor|counselor|psychologist)\b/i.test(match[1] ?? '')
        ? `care:${topicKey(match[1] ?? '')}`
        : 'partner',
  },
  {
    form: new RegExp(`^(?:${hobby})\\b(?! (?:it|that|this|them|along|around)\\b)(.*)`, 'i'),
    category: 'habit',
    slot: (match) => `does:${topicKey(match[0])}`,
  },
  { form: new RegExp(`^(?:${exercise})\\b`, 'i'), category: 'habit', slot: (match) => `does:${topicKey(match[0])}` },
  {
    form: new RegExp(
      `^(?:have|own|adopted|keep|have adopted|have just adopted|have just bought|bought) (?:an?|my own|some|${number}) (?:\\S+ ){0,3}?(?:${having})\\b`,
      'i',
    ),
    category: 'fact',
    slot: (match) => `has:${topicKey(match[0].replace(/^\S+ /, ''))}`,
  },
  {
    form: /^am (?:learning|training for|training to|saving (?:up )?for|writing|building|renovating|restoring|recording|preparing for|organi[sz]ing|studying for|working on|teaching myself) (.+)/i,
    category: 'project',
    slot: objectSlot('doing'),
  },
  {
    form: /^(?:want|hope|plan|am planning|am hoping|dream of|intend) (?:to )?(?:be|become|learn|visit|study|move|open|write|run|buy|retire|being|becoming|visiting)\b (.+)/i,
    category: 'goal',
    slot: objectSlot('goal'),
  },
  {
    form: /^(?:work|am working) (?:from|nights|days|shifts|on|part-time|full-time|weekends)\b/i,
    category: 'work',
    slot: fixed('work-habit'),
  },
  {
    form: /^am (?:now )?(?:the )?(?:team lead|head of|chief|director|manager|vice president|deputy)\b/i,
    category: 'work',
    importance: 'high',
    slot: fixed('job'),
  },
  { form: /^report to (.+)/i, category: 'work', slot: fixed('reports-to') },
  {
    form: /^(?:have )?(?:finally )?(?:got|been|was|have been) (promoted|fired|laid off|hired|accepted|elected)\b/i,
    category: 'life',
    slot: objectSlot('life'),
  },
  {
    form: /^(?:have|take|drink|eat|like) my (coffee|tea|eggs|steak|toast|meat) (.+)/i,
    category: 'preference',
    slot: objectSlot('taste'),
  },
  { form: /^am (?:more of )?(?:not )?(?:an? )?(.+?) person$/i, category: 'preference', slot: objectSlot('taste') },
  { form: /^have been (\w+ing\b.*\b(?:since|for)\b.*)/i, category: 'habit', slot: objectSlot('does') },
  { form: /^am an only child\b/i, category: 'people', slot: fixed('siblings') },
  {
    form: /^do not (?:have|own) (?:any |an? |my own )?(children|kids|siblings|brothers|sisters|pets|car|television|tv|smartphone|phone|computer|garden|licen[cs]e)\b/i,
    category: 'fact',
    slot: objectSlot('has'),
  },
  { form: /^used to (.+)/i, category: 'past', slot: objectSlot('used-to') },
  {
    form: /^(?:have )?(?:stopped|quit|given up|gave up|stop|started|begun) ((?:\w+ing)\b.*)/i,
    category: 'habit',
    slot: objectSlot('does'),
  },
]

const gone = /\b(?:anymore|any more|no longer|any longer)\b/i
const brokenOff =
  /^(?:have )?(?:just )?(?:cancelled|canceled|sold|gave away|got rid of|returned|quit|left|resigned from|lost) (?:my job at |my |our |the )(.+)/i
const planned =
  /^(?:have|am|need|must|will|shall|leave|fly|start|get|go|see|meet|travel|move|visit|begin|retire|marry|turn|perform|play|return|finish|graduate)\b/i
const passing = /\b(?:right now|at the moment|today|tonight|just now|this (?:morning|evening|afternoon))\b/i

/** @param text a clause that begins with "I" or "we" */
export function aboutSelf(text: string, date: Dated, saidAt: number): Draft | Ending | undefined {
  const behind = /^(?:I|we)\s+(.+)$/i.exec(text.replace(/^we are\b/i, 'I am').replace(/^we were\b/i, 'I was'))?.[1]
  if (behind === undefined) return undefined
  const core = behind.replace(adverbs, '')
  if (gone.test(core)) return noLonger(core, behind)
  const broken = brokenOff.exec(core)
  if (broken) return { ended: /^(?:quit|left|resigned|lost)/i.test(core) ? 'job' : '', about: broken[1] ?? '' }
  for (const rule of rules) {
    const match = rule.form.exec(core)
    const slot = match ? rule.slot(match) : undefined
    if (match && slot !== undefined) return draft(rule, slot, behind, date, saidAt)
  }
  if (isComing(date, saidAt) && planned.test(core)) return plan(behind, date)
  const everydayMatch = new RegExp(`^(?:never |do not )?(?:${everyday})\\b(.+)`, 'i').exec(core)
  if (everydayMatch && often.test(behind) && !passing.test(behind))
    return { content: sentence(predicate(behind)), category: 'habit', slot: `does:${topicKey(core)}`, confidence: 0.75 }
  return undefined
}

function draft(rule: Rule, slot: string, behind: string, date: Dated, saidAt: number): Draft | undefined {
  if (passing.test(behind) && rule.category !== 'health') return undefined
  const runsOut = isComing(date, saidAt) && /^(?:project)$/.test(rule.category)
  return {
    content: sentence(predicate(runsOut ? withDate(behind, date) : behind)),
    category: rule.category,
    slot,
    ...(rule.importance && { importance: rule.importance }),
    ...(runsOut && { expiresAt: date.until }),
  }
}

/** Words of a date, which may change while the plan stays the same. */
const ofADay = new RegExp(
  `\\b(?:${weekdays}|${months}|next|this|coming|tomorrow|until|moved|\\d+(?:st|nd|rd|th)?|\\w+(?:ieth|teenth|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth))\\b`,
  'gi',
)

/** Something with a day to come: remembered until it is over. */
export function plan(text: string, date: Dated, subject?: string): Draft {
  const told = withDate(text, date)
  return {
    content: sentence(subject === undefined ? predicate(told) : `${subject} ${others(told)}`),
    category: 'plan',
    kind: 'episodic',
    importance: 'high',
    slot: `plan:${topicKey(`${subject ?? ''} ${text}`.replaceAll(ofADay, ' '), 4)}`,
    at: date.at,
    expiresAt: date.until,
  }
}

/** The date in full stands in the whole clause; here only what is left of the subject is wanted. */
function withDate(behind: string, date: Dated): string {
  const cut = date.text.replace(/^(?:I|we)\s+/i, '')
  return date.text === cut ? behind : cut.replace(/^are\b/i, 'am')
}

function noLonger(core: string, behind: string): Draft | Ending | undefined {
  const lived = /^(?:do not|no longer) live (?:in|at|with|near) (.+?)\s*(?:anymore|any more|any longer|$)/i.exec(core)
  if (lived) return { ended: 'home', about: lived[1] ?? '' }
  const worked = /^(?:do not|no longer) work (?:at|for|as|in) (.+?)\s*(?:anymore|any more|any longer|$)/i.exec(core)
  if (worked) return { ended: 'job', about: worked[1] ?? '' }
  const trait = new RegExp(`^am (?:not|no longer) (?:an? )?(${traits}|\\w+)\\b`, 'i').exec(core)
  const slot = trait ? `is:${topicKey(trait[1] ?? '')}` : `does:${topicKey(core.replace(gone, '').replace(/\bdo not\b/i, ''))}`
  return { content: sentence(predicate(behind.replace(/^do not\b/i, 'do not'))), category: 'fact', slot }
}
