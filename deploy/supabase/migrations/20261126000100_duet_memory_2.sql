-- Made by scripts/supabase-migrations.ts. The memory's tables, format 2.
CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA extensions;
CREATE SCHEMA IF NOT EXISTS duet;
SET LOCAL search_path = duet, public, extensions;
CREATE TABLE IF NOT EXISTS duet.migrations (number integer PRIMARY KEY, sha256 text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE feedback (
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
CREATE INDEX reminders_due ON reminders (state, due_at);
INSERT INTO duet.migrations (number, sha256) VALUES (2, '99c13cfe3c7d073c99f84c2fe2e35ab36cc628e774a730fe7496405f87d8af0b');
