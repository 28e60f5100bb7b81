-- Sessions, calls to action, records, dead letters and transcripts. Keys of conversations are taken
-- from a counter from here on, as on PostgreSQL.

ALTER TABLE total ADD COLUMN last_conversation_key INTEGER NOT NULL DEFAULT 0;
UPDATE total SET last_conversation_key =
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'conversation'), 0);

ALTER TABLE conversation ADD COLUMN thread TEXT; -- what the channel calls one exchange: the chat window, the e-mail thread, the call
CREATE INDEX conversation_by_thread ON conversation (thread, last_activity_at) WHERE thread IS NOT NULL;
CREATE INDEX conversation_by_person ON conversation (external_identifier, last_activity_at) WHERE external_identifier IS NOT NULL;
CREATE INDEX conversation_by_status ON conversation (status, last_activity_at);

CREATE TABLE link (
    token          TEXT NOT NULL PRIMARY KEY, -- 128 random bits; stands in the address
    conversation   INTEGER NOT NULL REFERENCES conversation (key) ON DELETE CASCADE,
    kind           TEXT NOT NULL,
    target         TEXT NOT NULL, -- the plan, the office, the room; may be empty
    message        TEXT, -- the message in which it was offered
    offered_at     INTEGER NOT NULL,
    first_click_at INTEGER,
    clicks         INTEGER NOT NULL
) STRICT;
CREATE INDEX link_by_conversation ON link (conversation);

CREATE TABLE record (
    kind          TEXT NOT NULL, -- visitor, coworker, contract, booking, product
    id            TEXT NOT NULL,
    name          TEXT,
    email         TEXT,
    phone         TEXT,
    company       TEXT,
    title         TEXT,
    custom_fields TEXT NOT NULL, -- a JSON object; the session ids stand under "session_ids"
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_by_email ON record (email) WHERE email IS NOT NULL;
CREATE INDEX record_by_phone ON record (phone) WHERE phone IS NOT NULL;

CREATE TABLE dead_letter (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at INTEGER NOT NULL,
    origin      TEXT NOT NULL, -- api, or the webhook's name
    payload     TEXT NOT NULL,
    reason      TEXT NOT NULL,
    attempts    INTEGER NOT NULL,
    replayed_at INTEGER
) STRICT;

CREATE TABLE transcript (
    id              TEXT NOT NULL PRIMARY KEY,
    conversation    INTEGER NOT NULL REFERENCES conversation (key) ON DELETE CASCADE,
    email           TEXT NOT NULL,
    requested_at    INTEGER NOT NULL,
    attempts        INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    sent_at         INTEGER,
    failed_at       INTEGER,
    last_error      TEXT
) STRICT;
CREATE INDEX transcript_due ON transcript (next_attempt_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX transcript_by_conversation ON transcript (conversation, requested_at);
CREATE INDEX transcript_by_email ON transcript (email, requested_at);

CREATE INDEX lead_by_email ON lead (email) WHERE email IS NOT NULL;
CREATE INDEX lead_by_phone ON lead (phone) WHERE phone IS NOT NULL;
CREATE INDEX customer_by_email ON customer (email) WHERE email IS NOT NULL;
