/** The process that has the memory of these settings open, if one does: commands ask it over HTTP and open the store themselves only else. */
import * as z from 'zod'
import { openAccess } from '../access/access.ts'
import type { Config } from '../config/config.ts'
import type { Chunk } from '../memory/documents/chunks.ts'
import type { DocumentHead, DocumentShelf } from '../memory/documents/shelf.ts'
import { DuetError, type ErrorCode, errorCatalogue } from '../protocol/errors.ts'
import { documentSchema, ownerSchema } from '../protocol/memory-api.ts'
import { memoryStoreName } from '../store/memory/open.ts'

/** Finding out who is there, ms. */
const findMs = 3000
/** One request; importing and erasing much take their time, ms. */
const answerMs = 120_000
const tokenMs = 600_000
const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

export class MemoryOwner {
  readonly #url: string
  readonly #key: string | undefined

  constructor(url: string, key: string | undefined) {
    this.#url = url
    this.#key = key
  }

  /** @param path below /memory. Throws what the owner answers, and `mas.unreachable`. */
  ask(path: string, body?: object | string, withinMs = answerMs): Promise<Response> {
    return this.#ask(`/memory/${path}`, body, withinMs)
  }

  /** The same for what it has beside the memory. @param path from "/" */
  async beside<T>(path: string, schema: z.ZodType<T>, body?: object): Promise<T> {
    return schema.parse(await (await this.#ask(path, body, answerMs)).json())
  }

  async #ask(path: string, body: object | string | undefined, withinMs: number): Promise<Response> {
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (this.#key !== undefined) headers.authorization = `Bearer ${this.#key}`
    let response: Response
    try {
      response = await fetch(`${this.#url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
        signal: AbortSignal.timeout(withinMs),
      })
    } catch (cause) {
      throw new DuetError('mas.unreachable', `No orchestrator answers at ${this.#url}.`, { cause })
    }
    if (response.ok) return response
    const { code, message } = refusalSchema.safeParse(await response.json().catch(() => undefined)).data?.error ?? {
      code: '',
      message: `The orchestrator answered with HTTP status ${response.status}.`,
    }
    throw new DuetError(isCode(code) ? code : 'internal', message)
  }

  async json<T>(path: string, schema: z.ZodType<T>, body?: object | string): Promise<T> {
    return schema.parse(await (await this.ask(path, body)).json())
  }

  /** Its shelf of documents. */
  shelf(scope: { readonly user?: string | undefined; readonly persona?: string | undefined }): DocumentShelf {
    const whose = { user_id: scope.user ?? '', ...(scope.persona && { persona: scope.persona }) }
    return {
      known: async (uri) => {
        const { sha256, chunks } = await this.json(`documents?${new URLSearchParams({ uri, ...whose })}`, documentSchema)
        return sha256 === null ? undefined : { sha256, chunks }
      },
      put: async (head: DocumentHead, from: number, chunks: readonly Chunk[]) => {
        await this.ask('documents', { ...whose, head, from, chunks })
      },
    }
  }
}

/**
 * The orchestrator at MAS_ORCHESTRATOR_URL; else the one of this machine, where it has the store of these settings open and no other.
 * Undefined: nobody does. Throws `access.…` where it lets nobody in.
 */
export async function memoryOwner(config: Config): Promise<MemoryOwner | undefined> {
  const remote = config.MAS_ORCHESTRATOR_URL
  if (remote !== undefined) return new MemoryOwner(remote.replace(/\/+$/, ''), config.DUET_API_KEY ?? config.MAS_KEY)
  const host = ['0.0.0.0', '::'].includes(config.DUET_MAS_HOST) ? '127.0.0.1' : config.DUET_MAS_HOST
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${config.DUET_MAS_PORT}`
  const answers = await fetch(`${url}/health`, { signal: AbortSignal.timeout(findMs) }).catch(() => undefined)
  await answers?.body?.cancel()
  if (!answers) return undefined
  const owner = new MemoryOwner(url, config.DUET_API_KEY ?? (await ownToken(config)))
  try {
    const { store } = await owner.json('owner', ownerSchema)
    return store === memoryStoreName(config) ? owner : undefined
  } catch (error) {
    // Another program, or one of another data folder, which does not know the token.
    if (config.DUET_API_KEY === undefined || (error instanceof DuetError && !error.code.startsWith('access.'))) return undefined
    throw error
  }
}

/** Who can read the data folder may act for this machine. */
async function ownToken(config: Config): Promise<string> {
  const access = openAccess({ dir: config.DUET_DATA_DIR, required: false })
  try {
    const wish = { user: 'cli', scopes: ['read', 'manage'] as const, limits: {}, lifeMs: tokenMs }
    return (await access.mint({ type: 'local' }, wish)).token
  } finally {
    access.close()
  }
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code)
}
