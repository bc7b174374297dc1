/** Slot records in a NATS key-value bucket, for several bridges that share engines: its revisions are the compare-and-set. */
import { type KV, Kvm } from '@nats-io/kv'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import * as z from 'zod'
import { DuetError } from '../../protocol/errors.ts'
import type { LeaseStore, SlotChange, StoredSlot } from './lease-store.ts'
import type { SlotRecord } from './slot-record.ts'

export type NatsLeaseStoreOptions = {
  /** nats://host:port, with user and password where it asks for them. */
  readonly url: string
  readonly bucket?: string
}

const record = { fence: z.number().int(), changedAt: z.number() }
/** What another bridge wrote, of another version perhaps. */
const recordSchema: z.ZodType<SlotRecord> = z.discriminatedUnion('state', [
  z.object({ ...record, state: z.literal('free') }),
  z.object({
    ...record,
    state: z.literal('held'),
    holder: z.object({ bridge: z.string(), sessionId: z.string().nullable() }),
    expiresAt: z.number(),
  }),
  z.object({ ...record, state: z.literal('quarantined'), why: z.string() }),
])

const connectMs = 5000
/** JetStream: "wrong last sequence". */
const otherWasFirst = 10071

export class NatsLeaseStore implements LeaseStore {
  readonly #options: NatsLeaseStoreOptions
  #opened: Promise<{ readonly connection: NatsConnection; readonly kv: KV }> | undefined

  constructor(options: NatsLeaseStoreOptions) {
    this.#options = options
  }

  async read(key: string): Promise<StoredSlot | undefined> {
    const { kv } = await this.#open()
    const entry = await kv.get(key)
    return entry?.operation === 'PUT' ? { record: recordSchema.parse(entry.json()), revision: entry.revision } : undefined
  }

  async compareAndSet(key: string, next: SlotRecord, revision: number): Promise<number | undefined> {
    const { kv } = await this.#open()
    try {
      const data = JSON.stringify(next)
      return revision === 0 ? await kv.create(key, data) : await kv.update(key, data, revision)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === otherWasFirst) return undefined
      throw error
    }
  }

  async watch(changed: (change: SlotChange) => void): Promise<() => void> {
    const { kv } = await this.#open()
    const entries = await kv.watch()
    const reading = async () => {
      for await (const entry of entries) {
        if (entry.operation !== 'PUT') continue
        const parsed = recordSchema.safeParse(parseJson(entry.string()))
        if (parsed.success) changed({ key: entry.key, record: parsed.data, revision: entry.revision })
      }
    }
    reading().catch(() => {}) // it ends with the connection, and that is told by whatever is done next
    return () => entries.stop()
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined)
    await opened?.connection.close()
  }

  /** Connected when it is first needed, and again by itself after a break. Throws `store.failed`. */
  #open() {
    this.#opened ??= this.#connect().catch((cause: unknown) => {
      this.#opened = undefined
      const { host } = new URL(this.#options.url)
      throw new DuetError('store.failed', `No NATS server with JetStream answers at ${host} (DUET_NATS_URL).`, { cause })
    })
    return this.#opened
  }

  async #connect() {
    const { url, bucket = 'duet-leases' } = this.#options
    const { username, password, host } = new URL(url)
    const login = username === '' ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
    const connection = await connect({ servers: host, timeout: connectMs, maxReconnectAttempts: -1, ...login })
    try {
      return { connection, kv: await new Kvm(connection).create(bucket, { history: 1 }) }
    } catch (error) {
      await connection.close()
      throw error
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
