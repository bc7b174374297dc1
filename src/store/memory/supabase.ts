/** The tables of the memory as Supabase migrations: the same as Postgres gets, noted as done, so that Duet goes on from there. */
import { migrationSum } from './postgres.ts'
import { postgresMigrations } from './postgres-schema.ts'

export type SupabaseMigration = { readonly name: string; readonly sql: string }

export function supabaseTables(): readonly SupabaseMigration[] {
  return postgresMigrations.map((sql, i) => ({
    name: `2026112600${String(i).padStart(2, '0')}00_duet_memory_${i + 1}.sql`,
    sql: `-- Made by scripts/supabase-migrations.ts. The memory's tables, format ${i + 1}.
CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA extensions;
CREATE SCHEMA IF NOT EXISTS duet;
SET LOCAL search_path = duet, public, extensions;
CREATE TABLE IF NOT EXISTS duet.migrations (number integer PRIMARY KEY, sha256 text NOT NULL, at timestamptz NOT NULL DEFAULT now());
${sql.replaceAll(/^ {3}/gm, '')}
INSERT INTO duet.migrations (number, sha256) VALUES (${i + 1}, '${migrationSum(sql)}');
`,
  }))
}
