-- Deletion finds every mention of a session, and remembers which sessions are gone.

CREATE TABLE record_session (
    session_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL, -- of the record
    PRIMARY KEY (session_id, kind, id)
);
CREATE INDEX record_session_by_record ON record_session (kind, id);
INSERT INTO record_session (session_id, kind, id)
    SELECT DISTINCT session.value, record.kind, record.id
    FROM record, jsonb_array_elements_text(record.custom_fields::jsonb -> 'session_ids') AS session (value);

CREATE TABLE gone_session (
    digest     TEXT NOT NULL PRIMARY KEY, -- SHA-256 of the session id, in hex: the id itself is gone
    deleted_at BIGINT NOT NULL
);
