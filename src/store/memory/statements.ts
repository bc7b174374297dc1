/** SQL for the declared tables, the same for both stores: what differs is how a parameter is written and how JSON is cast. */
import { type Condition, columnsOf, type TableName, tables, type Where } from './tables.ts'

export type Dialect = {
  /** The n-th parameter, from 1: `?1` or `$1`. */
  readonly parameter: (n: number) => string
  /** Written behind the parameter of a JSON column. */
  readonly jsonCast: string
}
export type Parameter = string | number | null
export type Statement = { readonly sql: string; readonly values: readonly Parameter[] }

export type Page<T extends TableName> = {
  readonly limit?: number
  /** Default: by key. */
  readonly by?: keyof (typeof tables)[T]['columns'] & string
  readonly newestFirst?: boolean
  /** Only rows behind this one in key order; goes with the default order. */
  readonly after?: readonly Parameter[]
}

/** `validFrom` → `valid_from`. */
export function columnName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** A column that one store has beyond the declared ones; `cast` is written behind its parameter. */
export type Extra = { readonly column: string; readonly value: string; readonly cast: string }

/** The declared columns, as SQL. */
export function columnList(table: TableName): string {
  return columnsOf(table)
    .map(([name]) => columnName(name))
    .join(', ')
}

export function insert(dialect: Dialect, table: TableName, row: object, extras: readonly Extra[] = []): Statement {
  const columns = columnsOf(table)
  const list = [columnList(table), ...extras.map(({ column }) => column)].join(', ')
  const marks = columns.map(([, type], i) => mark(dialect, type, i + 1))
  const extraMarks = extras.map(({ cast }, i) => dialect.parameter(columns.length + i + 1) + cast)
  const values = [...columns.map(([name, type]) => cell(row, name, type)), ...extras.map(({ value }) => value)]
  return { sql: `INSERT INTO ${table} (${list}) VALUES (${[...marks, ...extraMarks].join(', ')})`, values }
}

export function upsert(dialect: Dialect, table: TableName, row: object, extras: readonly Extra[] = []): Statement {
  const key: readonly string[] = tables[table].key
  const declared = columnsOf(table).flatMap(([name]) => (key.includes(name) ? [] : [columnName(name)]))
  const rest = [...declared, ...extras.map(({ column }) => column)].map((column) => `${column} = excluded.${column}`)
  const made = insert(dialect, table, row, extras)
  return { ...made, sql: `${made.sql} ON CONFLICT (${key.map(columnName).join(', ')}) DO UPDATE SET ${rest.join(', ')}` }
}

/** Replaces the row with this key if it still has the revision. */
export function replace(
  dialect: Dialect,
  table: TableName,
  row: object,
  revision: number,
  extras: readonly Extra[] = [],
): Statement {
  const columns = columnsOf(table)
  const values: Parameter[] = columns.map(([name, type]) => cell(row, name, type))
  const declared = columns.map(([name, type], i) => `${columnName(name)} = ${mark(dialect, type, i + 1)}`)
  const set = [
    ...declared,
    ...extras.map(({ column, value, cast }) => `${column} = ${dialect.parameter(values.push(value))}${cast}`),
  ].join(', ')
  const key = tables[table].key.map((name) => {
    values.push(cell(row, name, 'text'))
    return `${columnName(name)} = ${dialect.parameter(values.length)}`
  })
  values.push(revision)
  return {
    sql: `UPDATE ${table} SET ${set} WHERE ${key.join(' AND ')} AND revision = ${dialect.parameter(values.length)}`,
    values,
  }
}

export function patch<T extends TableName>(dialect: Dialect, table: T, where: Where<T>, change: object): Statement {
  const values: Parameter[] = []
  const set = columnsOf(table).flatMap(([name, type]) => {
    if (!(name in change)) return []
    values.push(cell(change, name, type))
    return [`${columnName(name)} = ${mark(dialect, type, values.length)}`]
  })
  return { sql: `UPDATE ${table} SET ${set.join(', ')} WHERE ${conditions(dialect, where, values)}`, values }
}

export function remove<T extends TableName>(dialect: Dialect, table: T, where: Where<T>): Statement {
  const values: Parameter[] = []
  return { sql: `DELETE FROM ${table} WHERE ${conditions(dialect, where, values)}`, values }
}

export function select<T extends TableName>(dialect: Dialect, table: T, where: Where<T>, page: Page<T> = {}): Statement {
  const values: Parameter[] = []
  const key = tables[table].key.map(columnName)
  let filter = conditions(dialect, where, values)
  if (page.after) {
    const marks = page.after.map((value) => dialect.parameter(values.push(value)))
    filter += ` AND (${key.join(', ')}) > (${marks.join(', ')})`
  }
  const direction = page.newestFirst ? ' DESC' : ''
  const order = (page.by ? [columnName(page.by), ...key] : key).map((column) => column + direction).join(', ')
  const limit = page.limit === undefined ? '' : ` LIMIT ${Math.max(0, Math.trunc(page.limit))}`
  return { sql: `SELECT ${columnList(table)} FROM ${table} WHERE ${filter} ORDER BY ${order}${limit}`, values }
}

/** The condition's SQL; its values go behind those already in `values`. `prefix`: an alias with its dot. */
export function conditions(
  dialect: Dialect,
  where: { readonly [column: string]: Condition | undefined },
  values: Parameter[],
  prefix = '',
): string {
  const parts = ['1 = 1']
  for (const [name, wanted] of Object.entries(where)) {
    const column = prefix + columnName(name)
    const put = (value: string | number): string => dialect.parameter(values.push(value))
    if (wanted === undefined) continue
    if (wanted === null) parts.push(`${column} IS NULL`)
    else if (isList(wanted)) parts.push(wanted.length === 0 ? '1 = 0' : `${column} IN (${wanted.map(put).join(', ')})`)
    else if (typeof wanted !== 'object') parts.push(`${column} = ${put(wanted)}`)
    else if ('not' in wanted) parts.push(wanted.not === null ? `${column} IS NOT NULL` : `${column} <> ${put(wanted.not)}`)
    else {
      const operators = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const
      const compared = Object.entries(operators).flatMap(([name, sign]) => {
        const value = wanted[name as keyof typeof operators] // the keys of `operators`
        return value === undefined ? [] : [`${column} ${sign} ${put(value)}`]
      })
      if (compared.length > 0) parts.push(`(${compared.join(' AND ')}${wanted.orNull ? ` OR ${column} IS NULL` : ''})`)
    }
  }
  return parts.join(' AND ')
}

/** A row as the store gives it, with the declared names and JSON read. */
export function fromStore(table: TableName, row: { readonly [column: string]: unknown }): { [name: string]: unknown } {
  return Object.fromEntries(
    columnsOf(table).map(([name, type]) => {
      const value = row[columnName(name)]
      return [name, type === 'json' && typeof value === 'string' ? JSON.parse(value) : value]
    }),
  )
}

function isList(wanted: Condition): wanted is readonly (string | number)[] {
  return Array.isArray(wanted)
}

function mark(dialect: Dialect, type: string, n: number): string {
  return dialect.parameter(n) + (type === 'json' ? dialect.jsonCast : '')
}

function cell(row: object, name: string, type: string): Parameter {
  const value: unknown = (row as { readonly [name: string]: unknown })[name] // rows are typed by the caller
  if (type === 'json') return JSON.stringify(value ?? null)
  return typeof value === 'string' || typeof value === 'number' ? value : null
}
