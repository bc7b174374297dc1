-- Made by scripts/supabase-migrations.ts. The memory's tables, format 3.
CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA extensions;
CREATE SCHEMA IF NOT EXISTS duet;
SET LOCAL search_path = duet, public, extensions;
CREATE TABLE IF NOT EXISTS duet.migrations (number integer PRIMARY KEY, sha256 text NOT NULL, at timestamptz NOT NULL DEFAULT now());
ALTER TABLE calls DROP COLUMN extracted_through;
CREATE TABLE erasures (user_id text PRIMARY KEY, persona text NOT NULL, requested_at bigint NOT NULL);
INSERT INTO duet.migrations (number, sha256) VALUES (3, '1d77abdd131227927ddb0568ca61a044bfbf5e63bcede5b0909fe56de6f9bf61');
