import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { apiDocs } from './api-docs.ts'
import { openApi } from './openapi.ts'

describe('the documentation', () => {
  it('docs/api.md is the one the schemas make (node scripts/api-docs.ts)', () => {
    expect(readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')).toBe(apiDocs())
  })
  it('names every route, every event and every error', () => {
    const text = apiDocs()
    for (const part of [
      'POST /session',
      'GET /session/{session_id}/history',
      '**`turn.end`**',
      '**`user.words`**',
      '`session.busy`',
    ]) {
      expect(text).toContain(part)
    }
  })
  it('/openapi.json describes parameters, body, answers and errors', () => {
    const document = JSON.parse(JSON.stringify(openApi('1.0.0')))
    const history = document.paths['/session/{session_id}/history'].get
    expect(history.parameters.map((parameter: { name: string }) => parameter.name)).toEqual(['session_id', 'limit', 'before'])
    expect(Object.keys(history.responses)).toEqual(['200', '400', '404', '500'])
    const body = document.paths['/session'].post.requestBody.content['application/json'].schema
    expect(Object.keys(body.properties)).toEqual([
      'conversation_id',
      'persona',
      'voice',
      'user_id',
      'topic',
      'task_id',
      'recording',
    ])
  })
})
