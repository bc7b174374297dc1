-- Made by scripts/supabase-migrations.ts. The memory's tables, format 4.
CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA extensions;
CREATE SCHEMA IF NOT EXISTS duet;
SET LOCAL search_path = duet, public, extensions;
CREATE TABLE IF NOT EXISTS duet.migrations (number integer PRIMARY KEY, sha256 text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE tasks (
  id text PRIMARY KEY, user_id text NOT NULL, persona text NOT NULL, text text NOT NULL, state text NOT NULL,
  session_id text NOT NULL, fields jsonb NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  revision integer NOT NULL);
CREATE INDEX tasks_newest ON tasks (user_id, created_at);
CREATE INDEX tasks_state ON tasks (state);
CREATE TABLE messages (
  id text PRIMARY KEY, user_id text NOT NULL, persona text NOT NULL, task_id text NOT NULL, channel text NOT NULL,
  kind text NOT NULL, body jsonb NOT NULL, state text NOT NULL, attempts integer NOT NULL, due_at bigint NOT NULL,
  last_error text, created_at bigint NOT NULL, updated_at bigint NOT NULL, revision integer NOT NULL);
CREATE INDEX messages_due ON messages (state, due_at);
INSERT INTO duet.migrations (number, sha256) VALUES (4, '430f219f1491e4b978b9a6cee0a2172d4b708c2f1776ed0779cbe4f0fa1cc170');
