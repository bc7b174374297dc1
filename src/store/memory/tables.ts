/** The tables of the memory, declared once: both stores, export and import are derived from this. */

/** `?` marks a column that may be null. `json` holds any JSON value; times are epoch milliseconds in `int`. */
type ColumnType = 'text' | 'text?' | 'int' | 'int?' | 'real' | 'json'
type ValueOf<T> = T extends 'text'
  ? string
  : T extends 'text?'
    ? string | null
    : T extends 'int' | 'real'
      ? number
      : T extends 'int?'
        ? number | null
        : unknown
type Columns = { readonly [name: string]: ColumnType }
type Table = { readonly key: readonly string[]; readonly columns: Columns }

/** In `userId` and `persona`: the empty string is "for everyone" and "with every persona". */
export const everyone = ''

const scope = { userId: 'text', persona: 'text' } as const
const life = { createdAt: 'int', updatedAt: 'int', revision: 'int' } as const

export const tables = {
  /** One remembered thing, whatever its kind. At most one current row has the same scope and (non-empty) slot. */
  memories: {
    key: ['id'],
    columns: {
      id: 'text',
      ...scope,
      kind: 'text',
      type: 'text',
      content: 'text',
      slot: 'text',
      fields: 'json',
      importance: 'int',
      confidence: 'real',
      source: 'json',
      turnIds: 'json',
      quote: 'text',
      mentions: 'int',
      at: 'int',
      validFrom: 'int',
      validTo: 'int?',
      expiresAt: 'int?',
      replacedBy: 'text?',
      forgottenAt: 'int?',
      documentId: 'text?',
      contentHash: 'text',
      ...life,
    },
  },
  entities: {
    key: ['id'],
    columns: { id: 'text', ...scope, type: 'text', name: 'text', nameKey: 'text', aliases: 'json', fields: 'json', ...life },
  },
  relations: {
    key: ['id'],
    columns: {
      id: 'text',
      ...scope,
      sourceId: 'text',
      relationship: 'text',
      targetId: 'text',
      fields: 'json',
      confidence: 'real',
      turnIds: 'json',
      validFrom: 'int',
      validTo: 'int?',
      ...life,
    },
  },
  /** What the user asked to forget, as a hash only. */
  tombstones: {
    key: ['userId', 'persona', 'hash'],
    columns: { ...scope, hash: 'text', memoryId: 'text', createdAt: 'int' },
  },
  /** What changed and how it was before: the timeline, and what an undo restores. */
  changes: {
    key: ['id'],
    columns: {
      id: 'text',
      ...scope,
      operation: 'text',
      action: 'text',
      memoryId: 'text',
      before: 'json',
      after: 'json',
      at: 'int',
      undone: 'int',
    },
  },
  digests: {
    key: ['userId', 'persona'],
    columns: {
      ...scope,
      text: 'text',
      tokens: 'int',
      /** Its sentences with their weight, for a prompt with another budget. */
      parts: 'json',
      version: 'int',
      renderedAt: 'int',
      /** When the first of its facts expires; null: none does. */
      validUntil: 'int?',
      stale: 'int',
    },
  },
  documents: {
    key: ['id'],
    columns: {
      id: 'text',
      ...scope,
      uri: 'text',
      title: 'text',
      format: 'text',
      sha256: 'text',
      bytes: 'int',
      chunks: 'int',
      flags: 'json',
      ...life,
    },
  },
  calls: {
    key: ['sessionId'],
    columns: {
      sessionId: 'text',
      conversationId: 'text',
      ...scope,
      startedAt: 'int',
      endedAt: 'int?',
      summarised: 'int',
      fields: 'json',
    },
  },
  turns: {
    key: ['sessionId', 'turnId'],
    columns: {
      sessionId: 'text',
      turnId: 'text',
      ...scope,
      side: 'text',
      text: 'text',
      saidAt: 'int',
      fields: 'json',
    },
  },
  /** What the orchestrator was told: voice turns and ratings, in the shape of `/voice/feedback`. */
  feedback: {
    key: ['id'],
    columns: {
      id: 'text',
      ...scope,
      sessionId: 'text',
      conversationId: 'text?',
      agentName: 'text?',
      transcript: 'text?',
      responseText: 'text?',
      rating: 'int?',
      success: 'int?',
      notes: 'text?',
      createdAt: 'int',
    },
  },
  /** Turns that the orchestrator's agents have not looked at yet; written with the turn, taken away when they have. */
  work: {
    key: ['sessionId', 'turnId'],
    columns: { sessionId: 'text', turnId: 'text', ...scope, attempts: 'int', createdAt: 'int' },
  },
  /** Users whose copies elsewhere are still to be erased; the note goes when they are. */
  erasures: { key: ['userId'], columns: { ...scope, requestedAt: 'int' } },
  /** What somebody wants to be reminded of; told once, in a call or by a message. */
  reminders: {
    key: ['id'],
    columns: { id: 'text', ...scope, text: 'text', dueAt: 'int', state: 'text', sessionId: 'text', ...life },
  },
  /** What somebody wants done in the background, and how far it is; `sessionId` is the call it was asked for in, if it was. */
  tasks: {
    key: ['id'],
    columns: { id: 'text', ...scope, text: 'text', state: 'text', sessionId: 'text', fields: 'json', ...life },
  },
  /** Messages to people that are not delivered yet, each to one channel; `dead`: given up. */
  messages: {
    key: ['id'],
    columns: {
      id: 'text',
      ...scope,
      taskId: 'text',
      channel: 'text',
      kind: 'text',
      body: 'json',
      state: 'text',
      attempts: 'int',
      dueAt: 'int',
      lastError: 'text?',
      ...life,
    },
  },
} as const satisfies { readonly [name: string]: Table }

export type TableName = keyof typeof tables
export type Row<T extends TableName> = {
  readonly [C in keyof (typeof tables)[T]['columns']]: ValueOf<(typeof tables)[T]['columns'][C]>
}
// Keys of a const object are exactly its names.
export const tableNames = Object.keys(tables) as readonly TableName[]
/** What a person's memory consists of: all but the note that it is being erased. */
export type MemoryTable = Exclude<TableName, 'erasures'>
export const memoryTables = tableNames.filter((name): name is MemoryTable => name !== 'erasures')

type Scalar = string | number | null
/** What a column must be: a value (null: is null), one of a list, or a comparison; `orNull` lets null pass, too. */
export type Condition =
  | Scalar
  | readonly (string | number)[]
  | ({ readonly [Sign in 'gt' | 'gte' | 'lt' | 'lte']?: number | string } & { readonly orNull?: true })
  | { readonly not: Scalar }
export type Where<T extends TableName> = { readonly [C in keyof Row<T>]?: Condition }

/** The columns of a table by name. */
export function columnsOf(table: TableName): readonly (readonly [string, ColumnType])[] {
  return Object.entries(tables[table].columns)
}
