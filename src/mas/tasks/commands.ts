/** The commands that may be run: an argument list each, with places for checked values and nothing else. No shell reads any of it. */
import { basename } from 'node:path'
import * as z from 'zod'
import { DuetError } from '../../protocol/errors.ts'

const about = z.string().max(300).default('')
const parameterSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    about,
    /** The whole value must match it. */
    pattern: z
      .string()
      .max(300)
      .refine((pattern) => isPattern(pattern), 'is no regular expression')
      .default('[\\p{L}\\p{N}_][\\p{L}\\p{N} ._@:/+=,-]*'),
    most: z.number().int().min(1).max(10_000).default(200),
  }),
  z.strictObject({ type: z.literal('number'), about, min: z.number(), max: z.number(), whole: z.boolean().default(true) }),
  z.strictObject({ type: z.literal('choice'), about, values: z.array(z.string().min(1).max(200)).min(1).max(200) }),
])
type Parameter = z.output<typeof parameterSchema>

const place = /\{([a-z][a-z0-9_]*)\}/g
/** They read an argument as a program. */
const shells = new Set([
  'sh',
  'bash',
  'dash',
  'zsh',
  'ksh',
  'fish',
  'ash',
  'csh',
  'tcsh',
  'cmd',
  'cmd.exe',
  'powershell',
  'pwsh',
  'eval',
])

export const commandSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'may have small letters, digits and hyphens'),
    about,
    /** The program, then its arguments; `{name}` stands for a parameter. */
    argv: z.array(z.string().min(1).max(2000)).min(1).max(100),
    parameters: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), parameterSchema).default({}),
    /** Asked about before it runs. */
    risky: z.boolean().default(false),
    /** Ways to ask for it in words; `{name}` stands for a parameter. */
    phrases: z.array(z.string().min(3).max(200)).max(50).default([]),
    timeout_s: z.number().int().min(1).max(3600).default(30),
    output_kb: z.number().int().min(1).max(10_000).default(100),
    /** Names of environment variables it gets beside the usual ones. */
    env: z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/)).default([]),
    cwd: z.string().optional(),
  })
  .superRefine((command, { addIssue }) => {
    const { argv, parameters } = command
    const wrong = (path: string, message: string) => addIssue({ code: 'custom', path: [path], message })
    const used = new Set(argv.flatMap((part) => placesOf(part)))
    if (placesOf(argv[0] ?? '').length > 0) wrong('argv', 'the program itself cannot be a parameter')
    if (shells.has(basename(argv[0] ?? '')) && used.size > 0)
      wrong('argv', 'a shell would read a parameter as a program of its own')
    for (const name of used) if (!(name in parameters)) wrong('parameters', `{${name}} is not described`)
    for (const name of Object.keys(parameters)) if (!used.has(name)) wrong('parameters', `{${name}} stands nowhere in argv`)
    for (const phrase of command.phrases)
      for (const name of placesOf(phrase)) if (!(name in parameters)) wrong('phrases', `{${name}} is not described`)
  })
export type Command = z.output<typeof commandSchema>

/** One command with its values, checked. */
export type CommandCall = { readonly command: Command; readonly values: Values; readonly argv: readonly string[] }
export type Values = { readonly [name: string]: string }

/** Throws `task.refused` naming the parameter. */
export function commandCall(command: Command, given: { readonly [name: string]: unknown }): CommandCall {
  const { name, argv, parameters } = command
  const refuse = (what: string): never => {
    throw new DuetError('task.refused', `${name}: ${what}`, { field: 'commands' })
  }
  const values: Record<string, string> = {}
  for (const [at, parameter] of Object.entries(parameters)) {
    const value = given[at]
    if (typeof value !== 'string' && typeof value !== 'number') return refuse(`"${at}" is missing.`)
    values[at] = String(value).trim()
    const fault = faultOf(values[at], parameter)
    if (fault !== undefined) return refuse(`"${at}" ${fault}.`)
  }
  for (const at of Object.keys(given)) if (!(at in parameters)) return refuse(`it has no "${at.slice(0, 40)}".`)
  const filled = argv.map((part) => part.replaceAll(place, (_, at: string) => values[at] ?? ''))
  // What was a value must not become an option of the program.
  filled.forEach((part, i) => {
    if (part.startsWith('-') && !argv[i]?.startsWith('-')) refuse(`"${placesOf(argv[i] ?? '')[0]}" may not begin with "-".`)
  })
  return { command, values, argv: filled }
}

/** A command line as a person writes it, where it is one of an allowed command; else undefined. Throws `task.refused` for a value it does not take. */
export function writtenCall(line: string, commands: readonly Command[]): CommandCall | undefined {
  const parts = [...line.trim().matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
  const fits = commands.flatMap((command) => {
    if (command.name === parts[0] && parts.length === 1 && Object.keys(command.parameters).length === 0)
      return [{ command, values: {} }]
    if (command.argv.length !== parts.length) return []
    const found = command.argv.map((part, i) => matched(part, parts[i] ?? '', /^.+$/s))
    return found.every((one) => one !== undefined) ? [{ command, values: Object.assign({}, ...found) as Values }] : []
  })
  return firstAllowed(fits)
}

/** A command asked for in words, by one of its phrases. Throws `task.refused` as `writtenCall` does. */
export function spokenCall(text: string, commands: readonly Command[]): CommandCall | undefined {
  const plain = bare(text)
  const fits = commands.flatMap((command) =>
    command.phrases.flatMap((phrase) => {
      const values = matched(bare(phrase), plain, /^\S.{0,198}$/)
      return values
        ? [{ command, values: Object.fromEntries(Object.entries(values).map(([at, value]) => [at, chosen(command, at, value)])) }]
        : []
    }),
  )
  return firstAllowed(fits)
}

/** As shown to people, and as `writtenCall` reads it. */
export function shownCall({ argv }: Pick<CommandCall, 'argv'>): string {
  return argv.map((part) => (/[\s"]/.test(part) || part === '' ? `"${part.replaceAll('"', "'")}"` : part)).join(' ')
}

function firstAllowed(fits: readonly { readonly command: Command; readonly values: Values }[]): CommandCall | undefined {
  let fault: unknown
  for (const { command, values } of fits) {
    try {
      return commandCall(command, values)
    } catch (thrown) {
      fault ??= thrown
    }
  }
  if (fault !== undefined) throw fault
  return undefined
}

function faultOf(value: string, parameter: Parameter): string | undefined {
  if (/\p{Cc}/u.test(value)) return 'may have no control characters'
  switch (parameter.type) {
    case 'text':
      if (value === '' || value.length > parameter.most) return `must have 1 to ${parameter.most} characters`
      if (/(^|\/)\.\.(\/|$)/.test(value)) return 'may not lead out of its folder'
      return new RegExp(`^(?:${parameter.pattern})$`, 'u').test(value) ? undefined : 'is not as its pattern asks'
    case 'number': {
      const number = Number(value)
      if (value === '' || !Number.isFinite(number) || (parameter.whole && !Number.isInteger(number)))
        return 'is no number it takes'
      return number >= parameter.min && number <= parameter.max ? undefined : `must be ${parameter.min} to ${parameter.max}`
    }
    case 'choice':
      return parameter.values.includes(value) ? undefined : `must be one of ${parameter.values.join(', ')}`
  }
}

/** The values at the places of a template in a text; undefined where it does not fit. */
function matched(template: string, text: string, value: RegExp): Values | undefined {
  const names = placesOf(template)
  const pieces = template.split(place).filter((_, i) => i % 2 === 0)
  const found = new RegExp(`^${pieces.map((piece) => RegExp.escape(piece)).join('(.+?)')}$`, 'isu').exec(text)
  if (!found) return undefined
  const values = Object.fromEntries(names.map((name, i) => [name, found[i + 1] ?? '']))
  return Object.values(values).every((one) => value.test(one)) ? values : undefined
}

/** Said words as the choice that is meant, whatever its capitals. */
function chosen(command: Command, at: string, said: string): string {
  const parameter = command.parameters[at]
  if (parameter?.type !== 'choice') return said
  return parameter.values.find((one) => one.toLowerCase() === said.toLowerCase()) ?? said
}

/** Without what is only manners. */
function bare(text: string): string {
  return text
    .trim()
    .replaceAll(/[’`]/g, "'")
    .replace(/^(?:(?:hey|hi|ok|okay|so|please|now|and|duet|can you|could you|would you|will you|I want you to)[, ]+)+/i, '')
    .replace(/(?:[, ]+(?:please|now|for me|in the background|if you can|thanks|thank you))+(?=[.!?]*$)/i, '')
    .replace(/[.!?\s]+$/, '')
    .replaceAll(/\s+/g, ' ')
}

function placesOf(template: string): string[] {
  return [...template.matchAll(place)].map(([, name = '']) => name)
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(`^(?:${pattern})$`, 'u')
    return true
  } catch {
    return false
  }
}
