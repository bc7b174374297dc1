/** The personas there are: those that ship with Duet, and above them those of the data folder, which are made and changed here. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { DuetError } from '../protocol/errors.ts'
import { invalid, type Persona, parsePersona, promptBudgetTokens, requiredParts } from './persona.ts'
import { packPrompt, sentenceParts } from './prompt-parts.ts'
import { estimateTokens } from './tokens.ts'

const shippedDir = fileURLToPath(new URL('../../personas', import.meta.url))
/** Where the first of such bridges kept its persona. */
const mycaFile = fileURLToPath(new URL('../../config/myca_personaplex_prompt.txt', import.meta.url))

export type LibraryOptions = {
  /** Of one’s own; need not exist. */
  readonly dir: string
  readonly shippedDir?: string
  readonly mycaFile?: string
}

export class PersonaLibrary {
  readonly #dir: string
  readonly #shipped: ReadonlyMap<string, Persona>
  /** The file of each of one’s own. */
  readonly #files = new Map<string, string>()
  readonly #all = new Map<string, Persona>()

  /** Throws `persona.invalid`: one bad file refuses the start rather than losing a persona silently. */
  constructor(options: LibraryOptions) {
    this.#dir = options.dir
    this.#shipped = shippedPersonas(options.shippedDir, options.mycaFile)
    for (const [id, persona] of this.#shipped) this.#all.set(id, persona)
    if (!existsSync(this.#dir)) return
    for (const [file, persona] of readFolder(this.#dir)) {
      this.#all.set(persona.id, persona)
      this.#files.set(persona.id, file)
    }
  }

  /** By id; follows every change. */
  get personas(): ReadonlyMap<string, Persona> {
    return this.#all
  }

  /** `changed`: a file of one’s own stands above the shipped one. */
  origin(id: string): 'shipped' | 'own' | 'changed' {
    if (!this.#files.has(id)) return 'shipped'
    return this.#shipped.has(id) ? 'changed' : 'own'
  }

  /** Writes the persona into a file of one’s own, whole or not at all. Shipped files stay as they are. Throws `store.failed`. */
  put(persona: Persona): void {
    const file = this.#files.get(persona.id) ?? `${persona.id}.yaml`
    const path = join(this.#dir, file)
    const written = `${path}.${process.pid}.new`
    try {
      mkdirSync(this.#dir, { recursive: true, mode: 0o700 })
      writeFileSync(written, stringify(persona, { lineWidth: 120 }), { mode: 0o600, flush: true })
      renameSync(written, path)
    } catch (cause) {
      rmSync(written, { force: true })
      throw new DuetError('store.failed', `The persona could not be written to ${path}.`, { cause })
    }
    this.#files.set(persona.id, file)
    this.#all.set(persona.id, persona)
  }

  /** Removes a file of one’s own; the shipped persona is back where there is one. Throws `persona.not_found`, `store.failed`. */
  remove(id: string): void {
    const file = this.#files.get(id)
    if (file === undefined) {
      const why = this.#shipped.has(id) ? 'ships with Duet and cannot be removed' : 'is no persona'
      throw new DuetError('persona.not_found', `"${id.slice(0, 100)}" ${why}.`, { field: 'id' })
    }
    try {
      rmSync(join(this.#dir, file), { force: true })
    } catch (cause) {
      throw new DuetError('store.failed', `The persona’s file ${file} could not be removed.`, { cause })
    }
    this.#files.delete(id)
    const shipped = this.#shipped.get(id)
    if (shipped) this.#all.set(id, shipped)
    else this.#all.delete(id)
  }
}

/** Throws `persona.invalid` naming file, field and what is wrong. */
export function shippedPersonas(dir: string = shippedDir, myca: string = mycaFile): ReadonlyMap<string, Persona> {
  const personas = new Map([...readFolder(dir).values()].map((persona) => [persona.id, persona]))
  const given = personas.get('myca')
  if (given && existsSync(myca)) personas.set('myca', withRole(given, readFileSync(myca, 'utf8')))
  return personas
}

function readFolder(dir: string): Map<string, Persona> {
  const found = new Map<string, Persona>()
  const ids = new Set<string>()
  for (const file of readdirSync(dir).sort()) {
    if (!/\.ya?ml$/.test(file)) continue
    const persona = parsePersona(readFileSync(join(dir, file), 'utf8'), file)
    if (ids.has(persona.id)) throw invalid(file, 'id', `"${persona.id}" is the id of another persona, too`)
    ids.add(persona.id)
    found.set(file, persona)
  }
  return found
}

/** The persona with another role: as many of its first sentences as there is room for. */
function withRole(persona: Persona, text: string): Persona {
  const beside = packPrompt(
    requiredParts(persona, true).filter(({ kind }) => kind !== 'role'),
    Number.POSITIVE_INFINITY,
  )
  const room = promptBudgetTokens - beside.tokens - estimateTokens('. ')
  const { prompt } = packPrompt(sentenceParts(text.trim(), { kind: 'role', priority: 100 }), room)
  return prompt === '' ? persona : { ...persona, role: prompt }
}
