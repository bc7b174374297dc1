/** Answers questions from the documents that were loaded, in their own sentences with where they stand; silent where it is not sure. */
import { sentences } from '../../conversation/facts.ts'
import { citation } from '../../memory/documents/ingest.ts'
import type { MemoryItem } from '../../memory/item.ts'
import type { Memory } from '../../memory/memory.ts'
import { indexTerms, queryTerms } from '../../store/memory/terms.ts'
import type { Agent } from './agent.ts'

/** Share of the question's telling words that must stand in the passage before it is taken for an answer. */
const sureShare = 0.6
/** Fewer telling words than this name no subject. */
const leastTerms = 2
/** Said aloud: two sentences at most. */
const mostSpoken = 2
const vectorDeadlineMs = 1000

export function knowledgeAgent(memory: Memory): Agent {
  return {
    name: 'knowledge',
    matches: (intent) => intent.type === 'question',
    async run({ userId, persona }, intent) {
      if (intent.type !== 'question') return []
      const scope = { userId, ...(persona !== '' && { persona }) }
      const found = await memory.recall(scope, intent.question, { documents: 'only', limit: 5, vectorDeadlineMs })
      const best = found.find((one) => one.likely && !isSuspicious(one.memory) && isSure(intent.question, one.memory))?.memory
      if (!best) return []
      const answer = answerIn(intent.question, best)
      const from = citation(best) ?? 'a document'
      return [
        {
          type: 'knowledge',
          message: `${answer} (${from})`,
          say: `${title(from)} says: ${answer}`,
          details: { citation: from, memory_id: best.id, document_id: best.documentId },
        },
      ]
    },
  }
}

/** Text that reads like orders to a model is shown on request, and never said unasked. */
function isSuspicious({ fields }: MemoryItem): boolean {
  return fields.suspicious === true
}

function isSure(question: string, { content, fields }: MemoryItem): boolean {
  const terms = queryTerms(question)
  if (terms.length < leastTerms) return false
  const heading = typeof fields.heading === 'string' ? fields.heading : ''
  const held = new Set(indexTerms(`${heading} ${content}`))
  return terms.filter((term) => held.has(term)).length / terms.length >= sureShare
}

/** The sentences of the passage with the most of the question's words, in their order. */
function answerIn(question: string, { content: whole, fields }: MemoryItem): string {
  const heading = typeof fields.heading === 'string' ? `${fields.heading}: ` : ''
  const content = whole.startsWith(heading) ? whole.slice(heading.length) : whole
  const terms = new Set(queryTerms(question))
  const all = sentences(content)
  const ranked = all
    .map((text, at) => ({ text, at, hits: new Set(indexTerms(text).filter((term) => terms.has(term))).size }))
    .toSorted((a, b) => b.hits - a.hits || a.at - b.at)
  const most = ranked[0]?.hits ?? 0
  const best = ranked.filter((one) => one.hits === most).slice(0, mostSpoken)
  const text = best
    .toSorted((a, b) => a.at - b.at)
    .map((one) => one.text.trim())
    .join(' ')
  return (text === '' ? content : text).replaceAll(/\s+/g, ' ').slice(0, 400)
}

/** "Guide › Opening hours, page 3" → "Guide": a path is not for the ear. */
function title(from: string): string {
  return from.split(/ › |, page /)[0] ?? from
}
