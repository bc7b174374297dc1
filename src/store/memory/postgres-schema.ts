/** The tables in Postgres (15 or later, with pgvector): step n brings a database of format n to n + 1. A step that has shipped is never changed. */

export const postgresMigrations: readonly string[] = [
  `-- Words as the keyword search of other programs compares them: without accents, by their stem, none left out.
   CREATE FUNCTION duet_fold(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
     SET search_path = '' AS $$ SELECT regexp_replace(normalize(lower($1), NFKD), U&'[\\0300-\\036F]', '', 'g') $$;
   CREATE TEXT SEARCH DICTIONARY duet_stem (TEMPLATE = snowball, LANGUAGE = english);
   CREATE TEXT SEARCH CONFIGURATION duet (COPY = simple);
   ALTER TEXT SEARCH CONFIGURATION duet ALTER MAPPING FOR asciiword, word, hword, hword_part, asciihword, hword_asciipart WITH duet_stem;

   CREATE TABLE memories (
     id text PRIMARY KEY, user_id text NOT NULL, persona text NOT NULL, kind text NOT NULL, type text NOT NULL,
     content text NOT NULL, slot text NOT NULL, fields jsonb NOT NULL, importance integer NOT NULL,
     confidence double precision NOT NULL, source jsonb NOT NULL, turn_ids jsonb NOT NULL, quote text NOT NULL,
     mentions integer NOT NULL, at bigint NOT NULL, valid_from bigint NOT NULL, valid_to bigint, expires_at bigint,
     replaced_by text, forgotten_at bigint, document_id text, content_hash text NOT NULL, created_at bigint NOT NULL,
     updated_at bigint NOT NULL, revision integer NOT NULL,
     terms text[] NOT NULL DEFAULT '{}', embedding vector(384), embedding_model text,
     words tsvector GENERATED ALWAYS AS (to_tsvector('duet', duet_fold(content))) STORED);
   ALTER TABLE memories ALTER COLUMN embedding SET STORAGE PLAIN;
   CREATE UNIQUE INDEX memories_slot ON memories (user_id, persona, slot)
     WHERE slot <> '' AND valid_to IS NULL AND forgotten_at IS NULL;
   CREATE INDEX memories_newest ON memories (user_id, persona, at);
   CREATE INDEX memories_content ON memories (user_id, content_hash);
   CREATE INDEX memories_document ON memories (document_id) WHERE document_id IS NOT NULL;
   CREATE INDEX memories_expiry ON memories (expires_at) WHERE expires_at IS NOT NULL;
   CREATE INDEX memories_terms ON memories USING gin (terms);
   CREATE INDEX memories_words ON memories USING gin (words);
   CREATE INDEX memories_near ON memories USING hnsw (embedding vector_ip_ops)
     WHERE valid_to IS NULL AND forgotten_at IS NULL;
   CREATE INDEX memories_unembedded ON memories (id) WHERE embedding IS NULL AND valid_to IS NULL AND forgotten_at IS NULL;

   CREATE TABLE entities (
     id text PRIMARY KEY, user_id text NOT NULL, persona text NOT NULL, type text NOT NULL, name text NOT NULL,
     name_key text NOT NULL, aliases jsonb NOT NULL, fields jsonb NOT NULL, created_at bigint NOT NULL,
     updated_at bigint NOT NULL, revision integer NOT NULL, UNIQUE (user_id, persona, type, name_key));
   CREATE TABLE relations (
     id text PRIMARY KEY, user_id text NOT NULL, persona text NOT NULL, source_id text NOT NULL, relationship text NOT NULL,
     target_id text NOT NULL, fields jsonb NOT NULL, confidence double precision NOT NULL, turn_ids jsonb NOT NULL,
     valid_from bigint NOT NULL, valid_to bigint, created_at bigint NOT NULL, updated_at bigint NOT NULL,
     revision integer NOT NULL);
   CREATE INDEX relations_source ON relations (source_id);
   CREATE INDEX relations_target ON relations (target_id);
   CREATE TABLE tombstones (
     user_id text NOT NULL, persona text NOT NULL, hash text NOT NULL, memory_id text NOT NULL, created_at bigint NOT NULL,
     PRIMARY KEY (user_id, persona, hash));
   CREATE TABLE changes (
     id text PRIMARY KEY, user_id text NOT NULL, persona text NOT NULL, operation text NOT NULL, action text NOT NULL,
     memory_id text NOT NULL, before jsonb NOT NULL, after jsonb NOT NULL, at bigint NOT NULL, undone integer NOT NULL);
   CREATE INDEX changes_newest ON changes (user_id, at);
   CREATE INDEX changes_operation ON changes (operation);
   CREATE INDEX changes_memory ON changes (memory_id);
   CREATE TABLE digests (
     user_id text NOT NULL, persona text NOT NULL, text text NOT NULL, tokens integer NOT NULL, parts jsonb NOT NULL,
     version integer NOT NULL, rendered_at bigint NOT NULL, valid_until bigint, stale integer NOT NULL,
     PRIMARY KEY (user_id, persona));
   CREATE TABLE documents (
     id text PRIMARY KEY, user_id text NOT NULL, persona text NOT NULL, uri text NOT NULL, title text NOT NULL,
     format text NOT NULL, sha256 text NOT NULL, bytes bigint NOT NULL, chunks integer NOT NULL, flags jsonb NOT NULL,
     created_at bigint NOT NULL, updated_at bigint NOT NULL, revision integer NOT NULL, UNIQUE (user_id, persona, uri));
   CREATE TABLE calls (
     session_id text PRIMARY KEY, conversation_id text NOT NULL, user_id text NOT NULL, persona text NOT NULL,
     started_at bigint NOT NULL, ended_at bigint, extracted_through bigint NOT NULL, summarised integer NOT NULL,
     fields jsonb NOT NULL);
   CREATE INDEX calls_newest ON calls (user_id, started_at);
   CREATE TABLE turns (
     session_id text NOT NULL, turn_id text NOT NULL, user_id text NOT NULL, persona text NOT NULL, side text NOT NULL,
     text text NOT NULL, said_at bigint NOT NULL, fields jsonb NOT NULL, PRIMARY KEY (session_id, turn_id));
   CREATE INDEX turns_user ON turns (user_id, said_at);`,
  `CREATE TABLE feedback (
     id text PRIMARY KEY, user_id text NOT NULL, persona text NOT NULL, session_id text NOT NULL, conversation_id text,
     agent_name text, transcript text, response_text text, rating integer, success integer, notes text,
     created_at bigint NOT NULL);
   CREATE INDEX feedback_newest ON feedback (created_at);
   CREATE INDEX feedback_user ON feedback (user_id, session_id);
   CREATE TABLE work (
     session_id text NOT NULL, turn_id text NOT NULL, user_id text NOT NULL, persona text NOT NULL, attempts integer NOT NULL,
     created_at bigint NOT NULL, PRIMARY KEY (session_id, turn_id));
   CREATE TABLE reminders (
     id text PRIMARY KEY, user_id text NOT NULL, persona text NOT NULL, text text NOT NULL, due_at bigint NOT NULL,
     state text NOT NULL, session_id text NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
     revision integer NOT NULL);
   CREATE INDEX reminders_due ON reminders (state, due_at);`,
  `ALTER TABLE calls DROP COLUMN extracted_through;
   CREATE TABLE erasures (user_id text PRIMARY KEY, persona text NOT NULL, requested_at bigint NOT NULL);`,
  `CREATE TABLE tasks (
     id text PRIMARY KEY, user_id text NOT NULL, persona text NOT NULL, text text NOT NULL, state text NOT NULL,
     session_id text NOT NULL, fields jsonb NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
     revision integer NOT NULL);
   CREATE INDEX tasks_newest ON tasks (user_id, created_at);
   CREATE INDEX tasks_state ON tasks (state);
   CREATE TABLE messages (
     id text PRIMARY KEY, user_id text NOT NULL, persona text NOT NULL, task_id text NOT NULL, channel text NOT NULL,
     kind text NOT NULL, body jsonb NOT NULL, state text NOT NULL, attempts integer NOT NULL, due_at bigint NOT NULL,
     last_error text, created_at bigint NOT NULL, updated_at bigint NOT NULL, revision integer NOT NULL);
   CREATE INDEX messages_due ON messages (state, due_at);`,
  `-- What was written lately is looked for in the index itself, not in a list beside it that every search would read.
   ALTER INDEX memories_terms SET (fastupdate = off);
   SELECT gin_clean_pending_list('memories_terms'::regclass);`,
]
