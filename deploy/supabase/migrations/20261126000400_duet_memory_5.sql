-- Made by scripts/supabase-migrations.ts. The memory's tables, format 5.
CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA extensions;
CREATE SCHEMA IF NOT EXISTS duet;
SET LOCAL search_path = duet, public, extensions;
CREATE TABLE IF NOT EXISTS duet.migrations (number integer PRIMARY KEY, sha256 text NOT NULL, at timestamptz NOT NULL DEFAULT now());
-- What was written lately is looked for in the index itself, not in a list beside it that every search would read.
ALTER INDEX memories_terms SET (fastupdate = off);
SELECT gin_clean_pending_list('memories_terms'::regclass);
INSERT INTO duet.migrations (number, sha256) VALUES (5, '94a353f08a597f5765a99368bdd0e944c04fb691e2da65f21c74e6f8ad4805ee');
