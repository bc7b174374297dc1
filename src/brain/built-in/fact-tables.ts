/** Facts made from tables: works and their makers, people, elements, animals, sayings and short forms. */
import { elements } from './collection/facts/elements.ts'
import { habits } from './collection/facts/habits.ts'
import { idioms, shortForms } from './collection/facts/language.ts'
import { people } from './collection/facts/people.ts'
import { works } from './collection/facts/works.ts'
import { type Fact, factFrom } from './facts.ts'
import { plainOf } from './heard.ts'
import { sentenceCase } from './you-and-i.ts'

const linesOf = (table: string): readonly string[] => table.split('\n').filter((line) => line.trim() !== '')
const small = new Set('a an the and of in on to with by for at is it as i'.split(' '))
/** The words of a title or name that a question must hold. */
const telling = (title: string): readonly string[] => {
  const words = plainOf(title).split(' ')
  const content = words.filter((word) => !small.has(word) && !/^\d+$/.test(word))
  return content.length > 0 ? content : words
}
/** A word as it may stand in a fact's line. */
const safe = (word: string): string => word.replace(/[/|=_:]/g, '')

type Craft = { readonly needed: string; readonly did: string }
function craftOf(kind: string): Craft {
  if (/\b(?:painting|print)\b/.test(kind)) return { needed: 'paint/make/create/draw/artist', did: 'painted' }
  if (/\bsculpture\b/.test(kind)) return { needed: 'sculpt/make/create/carve/sculptor/artist', did: 'made' }
  if (/\b(?:music|opera|ballet|musical|song)\b/.test(kind))
    return { needed: 'compose/write/make/create/sing/perform/record/play/singer', did: /song/.test(kind) ? 'sang' : 'composed' }
  if (/\bfilm\b/.test(kind)) return { needed: 'direct/make/director/film/shoot', did: 'made' }
  if (/\bseries\b/.test(kind)) return { needed: 'create/make/draw/invent', did: 'created' }
  if (/\bfable|tale, written/.test(kind)) return { needed: 'write/tell/collect', did: 'told' }
  return {
    needed: kind === 'a work' ? 'write/paint/make/create/sculpt/carve' : 'write/publish',
    did: kind === 'a work' ? 'made' : 'wrote',
  }
}

const aboutWorks =
  'book novel play poem story famous original movie film song opera symphony tale fairy series originally first music ballet musical sculpture statue tragedy comedy piece composer artist'

function worksFacts(): readonly string[] {
  const makers = linesOf(works).map((line) => line.slice(0, line.indexOf(';')))
  const anyMaker = makers.flatMap((maker) => plainOf(maker).split(' ')).map(safe)
  const facts: string[] = []
  const byMaker = new Map<string, { readonly did: string; readonly needed: string; readonly titles: string[] }>()
  for (const line of linesOf(works)) {
    const [, maker = '', kind = '', list = ''] = /^(.*?); (.*?): (.*)$/.exec(line) ?? []
    const { needed, did } = craftOf(kind)
    const titles = list.split(', ')
    const known = byMaker.get(maker)
    if (known === undefined) byMaker.set(maker, { did, needed, titles: [...titles] })
    else known.titles.push(...titles)
    for (const title of titles) {
      const words = telling(title).map(safe)
      const named = /^\d+$/.test(title) ? '1984/nineteen_eighty_four' : words.join(' ')
      const may = [...plainOf(title).split(' ').map(safe), ...anyMaker, aboutWorks, ...needed.split('/')].join(' ')
      const says = `${title} is ${kind} by ${maker.replace(/^The /, 'the ')}.`
      facts.push(`who,what,is: ${named} ${needed} | ${may} = ${says}`)
    }
  }
  for (const [maker, { did, needed, titles }] of byMaker) {
    const [one = '', ...more] = titles.slice(0, 3)
    const list = more.length === 0 ? one : `${[one, ...more.slice(0, -1)].join(', ')} and ${more.at(-1)}`
    facts.push(
      `what,is,many: ${nameGroup(maker, '')} ${needed}/famous/known | ${plainOf(maker)} ${aboutWorks} ${needed.replaceAll('/', ' ')} famous known best most some any else other more = ${maker} ${did} ${list}.`,
    )
  }
  return facts
}

/** A name and its other forms as alternatives: "albert_einstein/einstein". */
function nameGroup(name: string, others: string): string {
  const words = plainOf(name).split(' ').map(safe)
  const last = words.at(-1) ?? ''
  const forms = [words.join('_'), ...others.split(',').map((other) => plainOf(other).split(' ').map(safe).join('_'))]
  if (others === '' && words.length > 1 && last.length > 4 && !/^(?:great|first|eighth|beatles)$/.test(last)) forms.push(last)
  return forms.filter((form) => form !== '').join('/')
}

/** The plain names of the people there are facts about. */
export const knownPeople: readonly string[] = linesOf(people).map((line) => plainOf(line.slice(0, line.indexOf(';'))))

function peopleFacts(): readonly string[] {
  return linesOf(people).flatMap((line) => {
    const [name = '', others = '', born = '', died = '', bio = ''] = line
      .split('; ')
      .map((part) => part.trim().replace(/;$/, '').trim())
    const group = [plainOf(name).split(' ').map(safe).join('_'), ...(others === '' ? [] : [nameGroup('', others)])]
      .join('/')
      .replace(/\/+/g, '/')
      .replace(/^\/|\/$/g, '')
    const may = `${plainOf(name)} famous great really exactly again`
    const [year = '', ...place] = born.split(' ')
    const where = place.join(' ')
    const facts = [
      `who,what: ${group} | ${may} = ${name} was ${bio}.`,
      `what,why,how,is: ${group} do/discover/invent/famous/known/remember/develop/important/achieve/find/become | ${may} well known did do for = ${name} was ${bio}.`,
    ]
    const birth = year === '' ? '' : `${name} was born in ${year}${where === '' ? '' : `, in ${where}`}.`
    if (birth !== '')
      facts.push(
        `when,where,what,is: ${group} born/birth/birthday/birthplace/from/come/nationality | ${may} country city year come place originally = ${birth}`,
      )
    if (died !== '') facts.push(`when,what,is: ${group} die/death/dead/alive | ${may} year still live = ${name} died in ${died}.`)
    if (died !== '' && year !== '') {
      const lived = `${name} lived from ${year} to ${died}.`
      facts.push(
        `old,when: ${group} | ${may} live lived die when year alive = ${lived}`,
        `when: ${group} live/lived | ${may} = ${lived}`,
      )
    }
    return facts
  })
}

function elementFacts(): readonly string[] {
  return elements.split(',').flatMap((entry, at) => {
    const [name = '', symbol = ''] = entry.split(' ')
    const spelled = [...symbol.toUpperCase()].join(' ')
    const called = name === 'aluminum' ? 'aluminum/aluminium' : name
    return [
      `what: ${called} symbol/abbreviation | chemical element periodic table letter = The symbol of ${name} is ${spelled}.`,
      `what: =${symbol.toLowerCase()} element/symbol/metal | chemical periodic table stand has with metal = ${spelled} is the symbol of ${name}.`,
      `what: ${called} atomic_number | element chemical periodic table atomic = ${sentenceCase(name)} has the atomic number ${at + 1}.`,
      `what: element atomic_number =${at + 1} | has with = ${sentenceCase(name)} has the atomic number ${at + 1}.`,
    ]
  })
}

function habitFacts(): readonly string[] {
  return linesOf(habits).flatMap((line) => {
    const [name = '', eats = '', lives = '', kind = ''] = line.split('; ')
    const group = name.replaceAll(' ', '_')
    const plural = pluralOf(name)
    const several = sentenceCase(plural)
    const article = /^[aeiou]/.test(name) ? 'An' : 'A'
    return [
      `what: ${group} eat/diet/food/feed/live_on/favorite_food | ${name} live mostly wild favorite kind sort eat food = ${several} eat ${eats}.`,
      `where,what: ${group} live/find/habitat/home/come/native/found | ${name} wild country continent come from natural = ${several} live ${lives}.`,
      `is,what: ${group} mammal/bird/reptile/fish/insect/amphibian/animal/rodent/arachnid/kind | ${name} kind sort type animal class family really group count belong = ${article} ${name} is ${kind}.`,
    ]
  })
}

const irregular: Readonly<Record<string, string>> = {
  wolf: 'wolves',
  mouse: 'mice',
  deer: 'deer',
  moose: 'moose',
  reindeer: 'reindeer',
  sheep: 'sheep',
  fox: 'foxes',
  salmon: 'salmon',
  tuna: 'tuna',
  goldfish: 'goldfish',
  jellyfish: 'jellyfish',
  octopus: 'octopuses',
  hippopotamus: 'hippopotamuses',
  platypus: 'platypuses',
  rhinoceros: 'rhinoceroses',
  ostrich: 'ostriches',
  walrus: 'walruses',
  butterfly: 'butterflies',
  mosquito: 'mosquitoes',
  monkey: 'monkeys',
  flamingo: 'flamingos',
}
const pluralOf = (name: string): string => irregular[name] ?? `${name}s`

const asksMeaning = 'mean/meaning/phrase/expression/saying/idiom/proverb/explain/definition'
function sayingFacts(): readonly string[] {
  const sayings = linesOf(idioms).map((line) => {
    const [saying = '', means = ''] = line.split(' = ')
    const words = plainOf(saying).split(' ').map(safe)
    const needed = words.filter((word) => !small.has(word))
    return `what,is: ${needed.join(' ')} ${asksMeaning} | ${words.join(' ')} latin french german spanish when use used ${asksMeaning.replaceAll('/', ' ')} = It means ${means}.`
  })
  const forms = shortForms.split(';').map((entry) => {
    const [short = '', long = ''] = entry.split('=')
    const ordinary = /^(?:pin|ram|rip|er|ad|am|led|aids|sim|lego|scuba|radar|laser|gp|ps|ct|un|pc|tv|cd|ikea|bmw)$/.test(short)
    const asks = ordinary ? 'stand/short/abbreviation/acronym' : 'stand/short/mean/abbreviation/acronym/meaning'
    return `what: =${short} ${asks} | letters abbreviation acronym text word short long form full = ${sentenceCase(long)}.`
  })
  return [...sayings, ...forms]
}

/** Every fact of the tables. */
export function tableFacts(): readonly Fact[] {
  return [...worksFacts(), ...peopleFacts(), ...elementFacts(), ...habitFacts(), ...sayingFacts()].map(factFrom)
}
