/** /openapi.json, made from the schemas of the routes. */
import * as z from 'zod'
import { errorCatalogue } from '../protocol/errors.ts'
import { errorBodySchema, routes } from './api.ts'
import type { Route } from './route.ts'

type Json = { readonly [key: string]: unknown }

/** The document (OpenAPI 3.1). */
export function openApi(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Duet bridge', version, description: 'Sockets: /ws/{session_id} and /api/chat, see docs/api.md.' },
    paths,
    components: { schemas: { Error: jsonSchema(errorBodySchema, 'output') } },
  }
}

function operation(route: Route): Json {
  const pathParameters = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) =>
    parameter(name ?? '', 'path', true, { type: 'string' }),
  )
  const query = route.query ? jsonSchema(route.query, 'input') : {}
  const queryParameters = Object.entries(propertiesOf(query)).map(([name, schema]) => parameter(name, 'query', false, schema))
  const responses: Record<string, Json> = {
    200: { description: 'OK', content: content(jsonSchema(route.answer, 'output'), route.answerType) },
  }
  for (const code of route.errors) {
    const { status, action } = errorCatalogue[code]
    const before = responses[status]?.description
    responses[status] = {
      description: `${before ? `${before} ` : ''}${code}: ${action}`,
      content: content({ $ref: '#/components/schemas/Error' }),
    }
  }
  return {
    summary: route.summary,
    parameters: [...pathParameters, ...queryParameters],
    ...(route.body ? { requestBody: { required: false, content: content(jsonSchema(route.body, 'input')) } } : {}),
    responses,
  }
}

/** A schema as JSON Schema, as it comes in or as it goes out. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return json
}

function propertiesOf(schema: Json): Record<string, Json> {
  // The output of zod for an object schema.
  return (schema.properties ?? {}) as Record<string, Json>
}

function parameter(name: string, place: 'path' | 'query', required: boolean, schema: Json): Json {
  return { name, in: place, required, schema }
}

function content(schema: Json, type = 'application/json'): Json {
  return { [type]: { schema } }
}
