/** The tables of `memory.db`: step n brings a file of format n to n + 1. A step that has shipped is never changed. */

export const sqliteMigrations: readonly string[] = [
  `CREATE TABLE memories (
     rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL, persona TEXT NOT NULL, kind TEXT NOT NULL,
     type TEXT NOT NULL, content TEXT NOT NULL, slot TEXT NOT NULL, fields TEXT NOT NULL, importance INTEGER NOT NULL,
     confidence REAL NOT NULL, source TEXT NOT NULL, turn_ids TEXT NOT NULL, quote TEXT NOT NULL, mentions INTEGER NOT NULL,
     at INTEGER NOT NULL, valid_from INTEGER NOT NULL, valid_to INTEGER, expires_at INTEGER, replaced_by TEXT,
     forgotten_at INTEGER, document_id TEXT, content_hash TEXT NOT NULL, created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL, revision INTEGER NOT NULL);
   CREATE UNIQUE INDEX memories_slot ON memories (user_id, persona, slot)
     WHERE slot <> '' AND valid_to IS NULL AND forgotten_at IS NULL;
   CREATE INDEX memories_newest ON memories (user_id, persona, at);
   CREATE INDEX memories_content ON memories (user_id, content_hash);
   CREATE INDEX memories_document ON memories (document_id) WHERE document_id IS NOT NULL;
   CREATE INDEX memories_expiry ON memories (expires_at) WHERE expires_at IS NOT NULL;
   CREATE VIRTUAL TABLE memory_terms USING fts5(
     terms, tokenize="unicode61 remove_diacritics 2");
   INSERT INTO memory_terms (memory_terms, rank) VALUES ('secure-delete', 1);
   CREATE VIRTUAL TABLE memory_words USING fts5vocab('memory_terms', 'row');
   CREATE TABLE memory_vectors (
     rid INTEGER PRIMARY KEY REFERENCES memories (rid) ON DELETE CASCADE, model TEXT NOT NULL, vector BLOB NOT NULL);
   CREATE TABLE entities (
     id TEXT PRIMARY KEY, user_id TEXT NOT NULL, persona TEXT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL,
     name_key TEXT NOT NULL, aliases TEXT NOT NULL, fields TEXT NOT NULL, created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL, revision INTEGER NOT NULL, UNIQUE (user_id, persona, type, name_key));
   CREATE TABLE relations (
     id TEXT PRIMARY KEY, user_id TEXT NOT NULL, persona TEXT NOT NULL, source_id TEXT NOT NULL, relationship TEXT NOT NULL,
     target_id TEXT NOT NULL, fields TEXT NOT NULL, confidence REAL NOT NULL, turn_ids TEXT NOT NULL,
     valid_from INTEGER NOT NULL, valid_to INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
     revision INTEGER NOT NULL);
   CREATE INDEX relations_source ON relations (source_id);
   CREATE INDEX relations_target ON relations (target_id);
   CREATE TABLE tombstones (
     user_id TEXT NOT NULL, persona TEXT NOT NULL, hash TEXT NOT NULL, memory_id TEXT NOT NULL, created_at INTEGER NOT NULL,
     PRIMARY KEY (user_id, persona, hash)) WITHOUT ROWID;
   CREATE TABLE changes (
     id TEXT PRIMARY KEY, user_id TEXT NOT NULL, persona TEXT NOT NULL, operation TEXT NOT NULL, action TEXT NOT NULL,
     memory_id TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, at INTEGER NOT NULL, undone INTEGER NOT NULL);
   CREATE INDEX changes_newest ON changes (user_id, at);
   CREATE INDEX changes_operation ON changes (operation);
   CREATE INDEX changes_memory ON changes (memory_id);
   CREATE TABLE digests (
     user_id TEXT NOT NULL, persona TEXT NOT NULL, text TEXT NOT NULL, tokens INTEGER NOT NULL, parts TEXT NOT NULL,
     version INTEGER NOT NULL, rendered_at INTEGER NOT NULL, valid_until INTEGER, stale INTEGER NOT NULL, PRIMARY KEY (user_id, persona)) WITHOUT ROWID;
   CREATE TABLE documents (
     id TEXT PRIMARY KEY, user_id TEXT NOT NULL, persona TEXT NOT NULL, uri TEXT NOT NULL, title TEXT NOT NULL,
     format TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, chunks INTEGER NOT NULL, flags TEXT NOT NULL,
     created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, revision INTEGER NOT NULL, UNIQUE (user_id, persona, uri));
   CREATE TABLE calls (
     session_id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL, user_id TEXT NOT NULL, persona TEXT NOT NULL,
     started_at INTEGER NOT NULL, ended_at INTEGER, extracted_through INTEGER NOT NULL, summarised INTEGER NOT NULL,
     fields TEXT NOT NULL);
   CREATE INDEX calls_newest ON calls (user_id, started_at);
   CREATE TABLE turns (
     session_id TEXT NOT NULL, turn_id TEXT NOT NULL, user_id TEXT NOT NULL, persona TEXT NOT NULL, side TEXT NOT NULL,
     text TEXT NOT NULL, said_at INTEGER NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (session_id, turn_id));
   CREATE INDEX turns_user ON turns (user_id, said_at);`,
  `CREATE TABLE feedback (
     id TEXT PRIMARY KEY, user_id TEXT NOT NULL, persona TEXT NOT NULL, session_id TEXT NOT NULL, conversation_id TEXT,
     agent_name TEXT, transcript TEXT, response_text TEXT, rating INTEGER, success INTEGER, notes TEXT,
     created_at INTEGER NOT NULL);
   CREATE INDEX feedback_newest ON feedback (created_at);
   CREATE INDEX feedback_user ON feedback (user_id, session_id);
   CREATE TABLE work (
     session_id TEXT NOT NULL, turn_id TEXT NOT NULL, user_id TEXT NOT NULL, persona TEXT NOT NULL, attempts INTEGER NOT NULL,
     created_at INTEGER NOT NULL, PRIMARY KEY (session_id, turn_id)) WITHOUT ROWID;
   CREATE TABLE reminders (
     id TEXT PRIMARY KEY, user_id TEXT NOT NULL, persona TEXT NOT NULL, text TEXT NOT NULL, due_at INTEGER NOT NULL,
     state TEXT NOT NULL, session_id TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
     revision INTEGER NOT NULL);
   CREATE INDEX reminders_due ON reminders (state, due_at);`,
  `ALTER TABLE calls DROP COLUMN extracted_through;
   CREATE TABLE erasures (user_id TEXT PRIMARY KEY, persona TEXT NOT NULL, requested_at INTEGER NOT NULL) WITHOUT ROWID;`,
  `CREATE TABLE tasks (
     id TEXT PRIMARY KEY, user_id TEXT NOT NULL, persona TEXT NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL,
     session_id TEXT NOT NULL, fields TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
     revision INTEGER NOT NULL);
   CREATE INDEX tasks_newest ON tasks (user_id, created_at);
   CREATE INDEX tasks_state ON tasks (state);
   CREATE TABLE messages (
     id TEXT PRIMARY KEY, user_id TEXT NOT NULL, persona TEXT NOT NULL, task_id TEXT NOT NULL, channel TEXT NOT NULL,
     kind TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, due_at INTEGER NOT NULL,
     last_error TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, revision INTEGER NOT NULL);
   CREATE INDEX messages_due ON messages (state, due_at);`,
]
