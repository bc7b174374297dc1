/** Closed lists of words the rules go by. */

const female =
  'mother|mum|mom|mama|sister|daughter|wife|girlfriend|fiancée|fiancee|grandmother|grandma|granny|nan|granddaughter|aunt|niece|stepmother|stepsister|stepdaughter|mother-in-law|sister-in-law|daughter-in-law|ex-wife|landlady|goddaughter|gran|nana|girl|stepmum|missus'
const male =
  'father|dad|papa|brother|son|husband|boyfriend|fiancé|fiance|grandfather|grandpa|grandad|granddad|grandson|uncle|nephew|stepfather|stepbrother|stepson|father-in-law|brother-in-law|son-in-law|ex-husband|landlord|godson|boy|stepdad|hubby'
const either =
  'partner|ex|spouse|twin|cousin|friend|boss|manager|colleague|coworker|co-worker|neighbour|neighbor|roommate|flatmate|doctor|gp|dentist|therapist|nurse|carer|teacher|tutor|supervisor|professor|coach|trainer|lawyer|accountant|assistant|supplier|baby|child|kid|toddler|parents|mentor|eldest|oldest|youngest|mate|pal|cto|ceo|housemate'
const animals = 'dog|cat|puppy|kitten|rabbit|horse|pony|hamster|parrot|budgie|guinea pig|goldfish|tortoise|hen'

export const relations = `${female}|${male}|${either}|${animals}`
/** Of whom one has but one. */
export const single = new Set(
  'mother|mum|mom|mama|father|dad|papa|wife|husband|partner|girlfriend|boyfriend|fiancé|fiancée|spouse|boss|dentist|therapist|gp|supervisor|landlord|landlady|mother-in-law|father-in-law'.split(
    '|',
  ),
)
export function genderOf(relation: string): 'f' | 'm' | undefined {
  const is = (list: string) => list.split('|').includes(relation)
  return is(female) ? 'f' : is(male) ? 'm' : undefined
}
/** One word for those that mean the same. */
const sameRelation: { readonly [word: string]: string } = {
  mum: 'mother',
  mom: 'mother',
  mama: 'mother',
  dad: 'father',
  papa: 'father',
  fiance: 'fiancé',
  fiancee: 'fiancée',
  grandma: 'grandmother',
  granny: 'grandmother',
  nan: 'grandmother',
  nana: 'grandmother',
  gran: 'grandmother',
  girl: 'daughter',
  boy: 'son',
  missus: 'wife',
  hubby: 'husband',
  stepmum: 'stepmother',
  stepdad: 'stepfather',
  eldest: 'eldest child',
  oldest: 'eldest child',
  youngest: 'youngest child',
  mate: 'friend',
  pal: 'friend',
  grandpa: 'grandfather',
  grandad: 'grandfather',
  granddad: 'grandfather',
  neighbor: 'neighbour',
  coworker: 'colleague',
  'co-worker': 'colleague',
  kid: 'child',
}
export function relationKey(relation: string): string {
  return sameRelation[relation] ?? relation
}

/** Said of a moment, not of a person. */
export const passing =
  'fine|okay|ok|good|great|alright|right|wrong|sure|sorry|ready|back|here|there|tired|exhausted|hungry|thirsty|cold|hot|warm|bored|busy|late|early|happy|sad|angry|mad|upset|glad|worried|nervous|excited|sick|ill|better|done|home|awake|asleep|joking|kidding|serious|curious|afraid so|confused|lost|stuck|lucky|proud|jealous|impressed|surprised|amazing|awesome|crazy|nice|lovely|funny|quiet|free|outside|inside|off|in|out|not|all|just|only|so|very|too|really|gone|acting up|killing me'

const occupations =
  'nurse|chef|cook|doctor|vet|paramedic|student|pilot|judge|clerk|lawyer|surgeon|priest|monk|nun|soldier|guard|coach|artist|journalist|model|actress|actor|poet|freelancer|freelance|plumber|carpenter|mechanic|roofer|baker|butcher|waiter|waitress|secretary|professor|analyst|consultant|accountant|architect|chemist|engineer|farmer|fisherman|midwife|teacher|tutor|head|ceo|intern|apprentice|postman|au pair|data scientist|housewife|pensioner|minister|mayor|guide|athlete|diver|potter|tailor|trucker|barista|bartender|developer|programmer|designer'
const occupation = new RegExp(`(?:\\b(?:${occupations})|(?:er|or|ist|ian|ant|man|woman|smith|wright|ician))s?$`, 'i')
const notOccupations =
  /\b(?:person|fan|supporter|lover|believer|member|sister|brother|mother|father|daughter|sufferer|owner|eater|sleeper|beginner|loner|monster|liar|winner|loser|christian|vegetarian|human|giant|italian|german|russian|canadian|brazilian|norwegian|virgin|elephant|woman|man|number|matter|bother|computer)$/i
/** Whether a noun phrase without its article ends in a word for what people do for a living. */
export function isOccupation(phrase: string): boolean {
  const head = phrase.replace(/\s+(?:at|for|in|with|from|by|who|and|of|now|these)\b.*$/i, '').trim()
  return occupation.test(head) && !notOccupations.test(head)
}

/** Conditions of health that are worth keeping. */
export const conditions =
  'diabetes|asthma|epilepsy|arthritis|migraines?|dementia|parkinson|adhd|autism|hay fever|high blood pressure|low blood pressure|a pacemaker|a heart condition|celiac|coeliac|depression|anxiety|insomnia|allerg(?:y|ies)|an allergy|cancer|tinnitus|dyslexia|a bad back|a hearing aid|hearing aids|a prosthe\\w+|a wheelchair'
export const traits =
  'diabetic|vegan|vegetarian|pescatarian|lactose intolerant|gluten intolerant|celiac|coeliac|asthmatic|epileptic|deaf|blind|colou?r[- ]?blind|partially sighted|hard of hearing|pregnant|dyslexic|autistic|retired|unemployed|self-employed|married|divorced|single|widowed|engaged|separated|left-handed|religious|jewish|muslim|christian|catholic|buddhist|hindu|atheist|gay|lesbian|bisexual|trans|sober|teetotal|bilingual|(?:on a|low) \\w+ diet'

export const months = 'january|february|march|april|may|june|july|august|september|october|november|december'
export const weekdays = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday'
export const languages =
  'english|german|french|spanish|italian|portuguese|dutch|norwegian|swedish|danish|finnish|polish|czech|russian|ukrainian|turkish|arabic|hebrew|hindi|urdu|bengali|mandarin|cantonese|chinese|japanese|korean|greek|welsh|irish|gaelic|swahili|catalan|hungarian|romanian|persian|farsi|vietnamese|thai'
