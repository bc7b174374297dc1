import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PostgresServer, startPostgres } from '../../scripts/postgres-server.mjs'
import { newId } from '../../src/memory/identity.ts'
import { aMemory, leaning } from '../../src/store/memory/conformance.ts'
import { openPostgresMemory } from '../../src/store/memory/postgres.ts'
import { supabaseTables } from '../../src/store/memory/supabase.ts'

const folder = fileURLToPath(new URL('../../deploy/supabase/migrations/', import.meta.url))
const ana = '11111111-1111-4111-8111-111111111111'
const ben = '22222222-2222-4222-8222-222222222222'

let server: PostgresServer
let admin: postgres.Sql
beforeAll(async () => {
  server = await startPostgres()
  admin = postgres(server.url, { onnotice: () => {}, max: 1 })
  // What a Supabase project brings.
  await admin.unsafe(`
    CREATE ROLE anon NOLOGIN; CREATE ROLE authenticated NOLOGIN; CREATE ROLE service_role NOLOGIN BYPASSRLS;
    CREATE SCHEMA extensions; CREATE SCHEMA auth; GRANT USAGE ON SCHEMA auth, extensions, public TO anon, authenticated, service_role;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON FUNCTIONS TO anon, authenticated, service_role;
    CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS
      $$ SELECT (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;`)
  for (const file of readdirSync(folder).sort()) await admin.begin((sql) => sql.unsafe(readFileSync(folder + file, 'utf8')))
  const store = await openPostgresMemory({ url: server.url })
  const document = {
    id: 'd1',
    userId: '',
    persona: '',
    uri: 'guide.md',
    title: 'Guide',
    format: 'markdown',
    sha256: 'x',
    bytes: 1,
    chunks: 1,
    flags: {},
  }
  const rows = [
    aMemory(newId(), 'Ana loves the harbour.', { userId: ana }),
    aMemory(newId(), 'Ben loves the harbour.', { userId: ben }),
    aMemory(newId(), 'The harbour opens at six.', { userId: '', documentId: 'd1', type: 'document' }),
    aMemory(newId(), 'Ana hated the harbour.', { userId: ana, validTo: 1 }),
    aMemory(newId(), 'Ana has a secret about the harbour.', { userId: ana, forgottenAt: 1 }),
  ]
  await store.write([
    { op: 'put', table: 'documents', row: { ...document, createdAt: 1, updatedAt: 1, revision: 1 } },
    ...rows.map((row) => ({ op: 'put' as const, table: 'memories' as const, row })),
    ...rows.map((row) => ({ op: 'embed' as const, id: row.id, model: 'test', vector: leaning(4, 0.1) })),
  ])
  await store.close()
})
afterAll(async () => {
  await admin?.end()
  server?.stop()
})

const vector = `[${leaning(4).join(',')}]`
/** A statement as PostgREST would run it for a caller. */
function as(role: string, user: string | undefined, text: string): Promise<postgres.Row[]> {
  return admin.begin(async (sql) => {
    await sql.unsafe(`SET LOCAL ROLE ${role}`)
    await sql`SELECT set_config('request.jwt.claims', ${user === undefined ? '' : JSON.stringify({ sub: user })}, true)`
    return [...(await sql.unsafe(text))]
  })
}
const searches = {
  semantic_search: `SELECT content FROM public.semantic_search('${vector}')`,
  hybrid_search: `SELECT content FROM public.hybrid_search('who loves harbours', '${vector}', 10)`,
  match_documents: `SELECT content FROM public.match_documents('${vector}')`,
}

describe('a Supabase project', () => {
  it('gets the same tables that Duet makes itself', () => {
    for (const { name, sql } of supabaseTables()) expect(readFileSync(folder + name, 'utf8')).toBe(sql)
  })

  it('has row-level security on every table', async () => {
    const open =
      await admin`SELECT relname FROM pg_class WHERE relnamespace = 'duet'::regnamespace AND relkind = 'r' AND NOT relrowsecurity`
    expect([...open]).toEqual([])
  })

  it('shows a signed-in user their own current memories and what is shared, by every search', async () => {
    const found = async (name: keyof typeof searches) =>
      (await as('authenticated', ana, searches[name])).map((row) => row.content).sort()
    expect(await found('semantic_search')).toEqual(['Ana loves the harbour.', 'The harbour opens at six.'])
    expect((await found('hybrid_search'))[0]).toBe('Ana loves the harbour.')
    expect(await found('hybrid_search')).toHaveLength(2)
    expect(await found('match_documents')).toEqual(['The harbour opens at six.'])
    expect(await as('authenticated', ana, 'SELECT content FROM duet.memories ORDER BY content')).toHaveLength(3)
    expect(await as('authenticated', undefined, 'SELECT content FROM duet.memories')).toEqual([
      { content: 'The harbour opens at six.' },
    ])
  })

  it.each(Object.entries(searches))('lets nobody call %s who is not signed in', async (_, text) => {
    await expect(as('anon', undefined, text)).rejects.toMatchObject({ code: '42501' })
  })

  it('lets no user write, and anonymous callers see no table', async () => {
    for (const text of [
      `INSERT INTO duet.digests VALUES ('${ana}', '', '', 0, '[]', 1, 1, NULL, 0)`,
      `UPDATE duet.memories SET content = 'x'`,
      'DELETE FROM duet.memories',
      'SELECT * FROM duet.turns',
      'SELECT * FROM duet.changes',
      'SELECT * FROM duet.tombstones',
    ])
      await expect(as('authenticated', ana, text)).rejects.toMatchObject({ code: '42501' })
    await expect(as('anon', undefined, 'SELECT * FROM duet.memories')).rejects.toMatchObject({ code: '42501' })
  })

  it('keeps the signatures others call by', async () => {
    const text = `SELECT id, memory_type, similarity_score, metadata FROM public.semantic_search(
      p_query_embedding => '${vector}', p_memory_types => ARRAY['semantic'], p_top_k => 1, p_min_score => 0.5)`
    const [row] = await as('service_role', undefined, text)
    expect(row).toMatchObject({ memory_type: 'semantic', metadata: { confidence: 0.8 } })
    expect(row?.similarity_score).toBeGreaterThan(0.9)
    expect(
      await as(
        'service_role',
        undefined,
        `SELECT * FROM public.match_documents(query_embedding => '${vector}', match_threshold => 0.99999, match_count => 5, filter => '{}')`,
      ),
    ).toEqual([])
    expect(
      await as('service_role', undefined, `SELECT * FROM public.match_documents('${vector}', 0, 5, '{"uri":"other.md"}')`),
    ).toEqual([])
  })
})
