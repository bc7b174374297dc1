/** docs/api.md, made from the schemas of routes and sockets. */
import type * as z from 'zod'
import { engineMetadataSchema } from '../protocol/engine-metadata.ts'
import { errorCatalogue } from '../protocol/errors.ts'
import { clientMessageSchema, serverEventSchema } from '../protocol/session.ts'
import { namedSchemas, routes } from './api.ts'
import { jsonSchema } from './openapi.ts'
import type { Route } from './route.ts'

type Json = { readonly [key: string]: unknown }

/** The whole page as Markdown. */
export function apiDocs(): string {
  return `${[
    '# The bridge’s interface',
    '',
    'Made by `node scripts/api-docs.ts` from the schemas in `src/bridge/api.ts` and `src/protocol/`. The same as OpenAPI: `GET /openapi.json`.',
    'Both ports (8999 and the page’s 3010) answer all of it. Browsers must come from a page of Duet or from an origin in',
    '`DUET_ALLOWED_ORIGINS`; other clients send no `Origin`.',
    '',
    '## HTTP',
    ...routes.flatMap(routeDocs),
    '## `WS /ws/{session_id}`',
    '',
    'Binary messages begin with a kind byte. The server sends `0x00` when sound may be sent, then `0x01` with Ogg Opus pages of one stream',
    '(header pages first). The client sends `0x01` with its own Ogg Opus stream, header pages first, 20 ms packets, silence included; silence is',
    'put in where its sound is missing. Sound sent before the `0x00` is not passed on. Text messages are JSON, below. `?greet=1` lets the agent speak first',
    'in a new session. An unknown id is refused with 404 before the upgrade; a session that has a call is closed with 4423,',
    'or 4409 where it cannot be taken over.',
    '',
    '### Coming back',
    '',
    'A call outlives its connection for a client that offers `duet.resume.TOKEN` beside `duet.v1` as a subprotocol: with the first connection a token of its own',
    'making (32 random bytes as base64url, 22 to 128 characters), later the one of the latest `resume` event. Where such a connection is lost, the engine goes on with silence',
    'for `DUET_RESUME_GRACE` seconds; who comes back in that time is told what was missed and hears on. A connection with the token takes the place of a half-open one',
    'at once. After that time the engine is let go, and the next connection gets a new one, which is told what was said. Send `resumed` with the epoch once the new token is kept:',
    'until then the one before holds, too. A client that closes with 1000, or sends `end`, is not waited for.',
    '',
    'Close codes 1001, 1006, 1011 and 4408 leave the call open: connect again. Every other one is the last word: 1000 it is over, 4421 another client of yours has it,',
    '4423 it is open elsewhere. Offering `duet.takeover`, too, takes it over where `DUET_TAKEOVER` is `ask` (the usual), for the same user; tokens given before no longer hold.',
    '',
    '### The server sends',
    '',
    ...union(serverEventSchema, 'output'),
    '### The client may send',
    '',
    ...union(clientMessageSchema, 'input'),
    '## `WS /api/chat`',
    '',
    'The Moshi socket, for any client that speaks it. Query: `text_prompt`, `voice_prompt` (with or without `.pt`), `persona`, `greet=1`, `recording`; all',
    'may be left out. The server sends `0x00`, then kinds `0x01` (sound), `0x02` (pieces of the agent’s words as the engine made them), `0x04` (metadata,',
    'below, from engines that have it) and `0x05` (why the call ends). Of the client’s messages only `0x01` counts.',
    '',
    '### Metadata of the local engine (kind `0x04`)',
    '',
    ...union(engineMetadataSchema, 'output'),
    '## Named values',
    '',
    ...Object.entries(namedSchemas).flatMap(([name, schema]) => [`### ${name}`, '', ...table(jsonSchema(schema, 'output')), '']),
    '## Errors',
    '',
    'Over HTTP: the status and `{ "error": … }` as above. On a socket: the close code, with a reason that begins with the error’s code.',
    '',
    '| code | HTTP | close | again? | what to do |',
    '|---|---|---|---|---|',
    ...Object.entries(errorCatalogue).map(
      ([code, { status, close, retryable, action }]) =>
        `| \`${code}\` | ${status} | ${close} | ${retryable ? 'yes' : 'no'} | ${action} |`,
    ),
  ].join('\n')}\n`
}

function routeDocs(route: Route): string[] {
  const part = (title: string, schema: z.ZodType | undefined, io: 'input' | 'output') =>
    schema ? [`${title}:`, '', ...table(jsonSchema(schema, io)), ''] : []
  return [
    '',
    `### \`${route.method.toUpperCase()} ${route.path}\``,
    '',
    route.summary,
    '',
    ...part('Body', route.body, 'input'),
    ...part('Query', route.query, 'input'),
    ...(route.answerType ? [`Answer: \`${route.answerType}\`.`, ''] : part('Answer', route.answer, 'output')),
    ...(route.errors.length > 0 ? [`Errors: ${route.errors.map((code) => `\`${code}\``).join(', ')}.`, ''] : []),
  ]
}

/** The alternatives of a union, each by its `type` or its fields. */
function union(schema: z.ZodType, io: 'input' | 'output'): string[] {
  const json = jsonSchema(schema, io)
  const alternatives = (json.oneOf ?? json.anyOf ?? []) as Json[] // zod writes unions so
  return alternatives.flatMap((alternative) => {
    const properties = propertiesOf(alternative)
    const name = properties.type?.const ?? Object.keys(properties).join(', ')
    return [`**\`${name}\`**`, '', ...table(alternative, ['type', 'v']), '']
  })
}

function table(schema: Json, without: readonly string[] = []): string[] {
  const required = (schema.required ?? []) as readonly string[] // JSON Schema has it so
  const rows = Object.entries(propertiesOf(schema)).filter(([name]) => !without.includes(name))
  if (rows.length === 0) return ['(no fields)']
  return [
    '| field | type | |',
    '|---|---|---|',
    ...rows.map(([name, property]) => {
      const optional = required.includes(name) ? '' : ' (optional)'
      const usual = property.default === undefined ? '' : ` Default: \`${JSON.stringify(property.default)}\`.`
      return `| \`${name}\`${optional} | ${typeName(property)} | ${property.description ?? ''}${usual} |`
    }),
  ]
}

function propertiesOf(schema: Json): Record<string, Json> {
  return (schema.properties ?? {}) as Record<string, Json> // JSON Schema has it so
}

function typeName(schema: Json): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (Array.isArray(schema.enum))
    return schema.enum.length > 12 ? 'a code of the catalogue' : schema.enum.map((one) => `\`${one}\``).join(', ')
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map(typeName).join(' or ')
  if (schema.type === 'array') return `list of ${typeName((schema.items ?? {}) as Json)}` // as JSON Schema has it
  if (schema.type === 'object') {
    const named = Object.entries(namedSchemas).find(([, known]) => sameFields(schema, jsonSchema(known, 'output')))
    return named ? `[${named[0]}](#${named[0].toLowerCase()})` : `{ ${Object.keys(propertiesOf(schema)).join(', ')} }`
  }
  return Array.isArray(schema.type) ? schema.type.join(' or ') : String(schema.type ?? 'any')
}

function sameFields(a: Json, b: Json): boolean {
  const keys = Object.keys(propertiesOf(a))
  return keys.length > 0 && keys.join() === Object.keys(propertiesOf(b)).join()
}
