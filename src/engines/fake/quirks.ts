/** The faults and oddities a fake engine can show, each by its name on the command line. Sources: what was seen of the real servers. */
import { DuetError } from '../../protocol/errors.ts'

type QuirkKind = 'flag' | 'time' | 'number' | 'text'
const quirk = <const Kind extends QuirkKind>(kind: Kind, about: string) => ({ kind, about })

export const quirkTable = {
  'slow-handshake': quirk('time', 'the 0x00 comes only after this long: prompts, compilation'),
  'handshake-bytes': quirk('number', 'payload bytes of the 0x00: 0 from Python, 8 from Rust'),
  step: quirk('time', 'how long one 80 ms frame takes to compute, and one token of a prompt'),
  'silent-lock': quirk('flag', 'a second caller is accepted and waits without a word'),
  'persona-leak': quirk(
    'flag',
    'who connects last sets the persona and voice of whoever is primed next, even in another one’s priming',
  ),
  'drops-early-audio': quirk('flag', 'what comes before the 0x00 is thrown away, the Ogg header with it'),
  'no-ping': quirk('flag', 'WebSocket pings get no answer'),
  'voice-load-fails': quirk('text', 'this voice ends the call before the 0x00; a second try gets the voice before it'),
  'text-before-audio': quirk('flag', 'a piece comes before the sound of its frame'),
  'granule-24k': quirk('flag', 'granule positions count 24 kHz samples'),
  'odd-pieces': quirk('flag', 'control pieces and single bytes come among the words'),
  jitter: quirk('time', 'frames come up to this much late, by chance'),
  'lag-grows': quirk('number', 'each frame takes this many frames’ time'),
  garbage: quirk('flag', 'unknown kinds, broken pages, empty packets and bad UTF-8 come between'),
  context: quirk('time', 'after this much sound, prompt included, it no longer knows its persona'),
  'max-session': quirk('time', 'a call is ended after this much sound'),
  'dies-at': quirk('time', 'the server is gone after this much sound of a call'),
  'hangs-at': quirk('time', 'after this much sound of a call the server neither reads nor sends, its sockets open'),
  'close-code': quirk('number', 'how it closes a call at max-session or dies-at: a close code, 1006 for none'),
  'slow-release': quirk('time', 'the place stays taken this long after a call was closed'),
  'no-greeting': quirk('flag', 'it waits for the caller to speak first'),
} as const

export type QuirkName = keyof typeof quirkTable
type QuirkValue<Kind extends QuirkKind> = Kind extends 'flag' ? boolean : Kind extends 'text' ? string : number

/** Times in ms. Absent or false: it does not behave so. */
export type Quirks = { readonly [Name in QuirkName]?: QuirkValue<(typeof quirkTable)[Name]['kind']> }

// Keys of a const object are exactly its names.
const quirkNames = Object.keys(quirkTable) as readonly QuirkName[]

/**
 * Quirks as written: `slow-handshake=90s,persona-leak,no-ping=off`.
 * @throws DuetError `request.invalid` naming the part and what is allowed
 */
export function parseQuirks(written: string): Quirks {
  const quirks: Record<string, boolean | number | string> = {}
  for (const part of written.split(',').map((one) => one.trim())) {
    if (part === '') continue
    const [before = '', value] = part.split(/=(.*)/s)
    // `context-20s` reads as `context=20s`.
    const joined = value === undefined ? /^(.+)-(\d+(?:\.\d+)?(?:ms|s)?)$/.exec(before) : null
    const name = quirkNames.find((one) => one === (joined?.[1] ?? before))
    if (name === undefined) throw bad(`"${part}" is no quirk; there are: ${quirkNames.join(', ')}`)
    quirks[name] = parseValue(name, joined?.[2] ?? value)
  }
  // Each value was read as the kind of its own name just above.
  return quirks as Quirks
}

/** One line a quirk, for `--help`. */
export function describeQuirks(): string {
  return quirkNames
    .map((name) => `  ${`${name}${example[quirkTable[name].kind]}`.padEnd(26)}${quirkTable[name].about}`)
    .join('\n')
}

const example: Record<QuirkKind, string> = { flag: '', time: '=<time>', number: '=<number>', text: '=<name>' }

function parseValue(name: QuirkName, value: string | undefined): boolean | number | string {
  const { kind } = quirkTable[name]
  if (kind === 'flag') {
    if (value === undefined || value === 'on') return true
    if (value === 'off') return false
    throw bad(`${name} is on or off, not "${value}"`)
  }
  if (value === undefined || value === '') throw bad(`${name} needs a value: ${name}${example[kind]}`)
  if (kind === 'text') return value
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(value) ?? []
  if (digits === undefined || (kind === 'number' && unit !== ''))
    throw bad(`${name}${example[kind]}: "${value}" is none, e.g. 12s, 500ms, 1.15`)
  return Number(digits) * (kind === 'time' && unit !== 'ms' ? 1000 : 1)
}

function bad(what: string): DuetError {
  return new DuetError('request.invalid', `Quirks: ${what}.`, { field: 'quirk' })
}
