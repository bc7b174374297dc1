/** Writes the tables of the memory as Supabase migrations into deploy/supabase/migrations; a test compares them with what is there. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { supabaseTables } from '../src/store/memory/supabase.ts'

for (const { name, sql } of supabaseTables())
  writeFileSync(fileURLToPath(new URL(`../deploy/supabase/migrations/${name}`, import.meta.url)), sql)
