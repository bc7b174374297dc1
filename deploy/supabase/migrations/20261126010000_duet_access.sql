-- Who may see what. Nobody but the service role writes; a signed-in user reads their own memories and what is shared; anonymous callers
-- get nothing. The search functions run with the caller's rights, so these rules hold for them, too.
ALTER TABLE duet.memories ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.entities ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.relations ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.tombstones ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.digests ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.calls ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.turns ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.feedback ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.work ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.reminders ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.erasures ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE duet.migrations ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON SCHEMA duet FROM PUBLIC, anon, authenticated;
REVOKE ALL ON ALL TABLES IN SCHEMA duet FROM PUBLIC, anon, authenticated;
GRANT USAGE ON SCHEMA duet TO authenticated, service_role;
GRANT SELECT ON duet.memories, duet.documents, duet.digests TO authenticated;
GRANT ALL ON ALL TABLES IN SCHEMA duet TO service_role;

-- The sub-select is evaluated once for a query, not once for a row.
CREATE POLICY own_memories ON duet.memories FOR SELECT TO authenticated
  USING (forgotten_at IS NULL AND user_id IN ((SELECT auth.uid())::text, ''));
CREATE POLICY own_documents ON duet.documents FOR SELECT TO authenticated USING (user_id IN ((SELECT auth.uid())::text, ''));
CREATE POLICY own_digests ON duet.digests FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid())::text);

-- Filters are applied while the vector index is walked (strict_order), so that they never leave too few rows.
CREATE FUNCTION public.semantic_search(
  p_query_embedding extensions.vector(384), p_memory_types text[] DEFAULT NULL, p_top_k int DEFAULT 10, p_min_score float DEFAULT 0)
RETURNS TABLE (id uuid, content text, memory_type text, similarity_score float, metadata jsonb)
LANGUAGE sql STABLE SECURITY INVOKER SET search_path = duet, public, extensions SET hnsw.iterative_scan = strict_order AS $$
  SELECT m.id::uuid, m.content, m.kind, -(m.embedding <#> p_query_embedding),
    m.fields || jsonb_build_object('type', m.type, 'confidence', m.confidence, 'source', m.source, 'at', m.at)
  FROM memories m
  WHERE m.embedding IS NOT NULL AND m.valid_to IS NULL AND m.forgotten_at IS NULL
    AND (m.expires_at IS NULL OR m.expires_at > extract(epoch FROM now()) * 1000)
    AND (p_memory_types IS NULL OR m.kind = ANY (p_memory_types))
    AND -(m.embedding <#> p_query_embedding) >= p_min_score
  ORDER BY m.embedding <#> p_query_embedding LIMIT least(p_top_k, 200)
$$;

CREATE FUNCTION public.match_documents(
  query_embedding extensions.vector(384), match_threshold float DEFAULT 0, match_count int DEFAULT 10, filter jsonb DEFAULT '{}')
RETURNS TABLE (id uuid, content text, metadata jsonb, similarity float)
LANGUAGE sql STABLE SECURITY INVOKER SET search_path = duet, public, extensions SET hnsw.iterative_scan = strict_order AS $$
  SELECT m.id::uuid, m.content, m.fields || jsonb_build_object('document_id', m.document_id, 'uri', d.uri, 'title', d.title),
    -(m.embedding <#> query_embedding)
  FROM memories m JOIN documents d ON d.id = m.document_id
  WHERE m.embedding IS NOT NULL AND m.valid_to IS NULL AND m.forgotten_at IS NULL
    AND (m.fields || jsonb_build_object('uri', d.uri, 'title', d.title)) @> filter
    AND -(m.embedding <#> query_embedding) >= match_threshold
  ORDER BY m.embedding <#> query_embedding LIMIT least(match_count, 200)
$$;

-- Words by OR, each weighed by how rare it is: a query that asks for all words at once finds hardly anything.
CREATE FUNCTION public.hybrid_search(
  query_text text, query_embedding extensions.vector(384), match_count int, full_text_weight float DEFAULT 1,
  semantic_weight float DEFAULT 1, rrf_k int DEFAULT 50)
RETURNS TABLE (id uuid, content text, memory_type text, score float, metadata jsonb)
LANGUAGE sql STABLE SECURITY INVOKER SET search_path = duet, public, extensions SET hnsw.iterative_scan = strict_order AS $$
  WITH current AS MATERIALIZED (
    SELECT m.* FROM memories m
    WHERE m.valid_to IS NULL AND m.forgotten_at IS NULL
      AND (m.expires_at IS NULL OR m.expires_at > extract(epoch FROM now()) * 1000)),
  lexemes AS (SELECT unnest(tsvector_to_array(to_tsvector('duet', duet_fold(query_text)))) AS lexeme),
  weighed AS (
    SELECT l.lexeme, ln(1 + (SELECT count(*) FROM current) / (0.5 + count(c.id))) AS weight
    FROM lexemes l LEFT JOIN current c ON c.words @@ to_tsquery('simple', quote_literal(l.lexeme)) GROUP BY l.lexeme),
  worded AS (
    SELECT c.id, row_number() OVER (ORDER BY sum(w.weight) DESC, c.id) AS place
    FROM current c JOIN weighed w ON c.words @@ to_tsquery('simple', quote_literal(w.lexeme))
    GROUP BY c.id ORDER BY 2 LIMIT 100),
  near AS (
    SELECT c.id, row_number() OVER (ORDER BY c.embedding <#> query_embedding, c.id) AS place
    FROM current c WHERE c.embedding IS NOT NULL ORDER BY 2 LIMIT 100)
  SELECT c.id::uuid, c.content, c.kind,
    (coalesce(full_text_weight / (rrf_k + w.place), 0) + coalesce(semantic_weight / (rrf_k + n.place), 0))::float AS score,
    c.fields || jsonb_build_object('type', c.type, 'confidence', c.confidence)
  FROM worded w FULL JOIN near n USING (id) JOIN current c USING (id)
  ORDER BY score DESC, c.id LIMIT least(match_count, 200)
$$;

-- New functions are everybody's to call unless this is taken away.
REVOKE ALL ON FUNCTION public.semantic_search, public.match_documents, public.hybrid_search FROM PUBLIC, anon;
GRANT EXECUTE ON FUNCTION public.semantic_search, public.match_documents, public.hybrid_search TO authenticated, service_role;
