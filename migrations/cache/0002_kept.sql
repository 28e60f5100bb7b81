-- What a source keeps of the records that it read, as they came and without secret fields, so that a
-- later rule (what a day pass is, how long after a conversation an outcome may follow) can be applied
-- without a download. Can be downloaded again like everything here.
CREATE TABLE kept (
    source_id INTEGER NOT NULL,
    -- In the source's words: session, message, visitor, …
    entity TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    -- The keys below as a JSON array, so that an upsert knows which to take back; absent without any.
    keys TEXT,
    PRIMARY KEY (source_id, entity, id)
) STRICT, WITHOUT ROWID;

-- The words by which a kept record is found again.
CREATE TABLE kept_key (
    source_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    entity TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (source_id, key, entity, id)
) STRICT, WITHOUT ROWID;
