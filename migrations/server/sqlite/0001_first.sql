-- The store of daybook-server on SQLite. Instants are microseconds since 1970-01-01 UTC. Values of
-- open sets are the text that stands on the wire. `seq` is the event of a row's last change.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY, -- store_id, fill, practice_port
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    -- One change, in commit order. Dense: the single writer takes max + 1 inside its transaction, so
    -- that "how many changes remain" is a subtraction. Rows are never deleted.
    seq          INTEGER PRIMARY KEY,
    conversation INTEGER, -- key of the conversation; may be gone since; null for spaces and customers
    row_count    INTEGER NOT NULL -- rows that the change wrote: the feed sizes its pages by it
) STRICT;

CREATE TABLE space (
    key       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    seq       INTEGER NOT NULL,
    name      TEXT NOT NULL,
    time_zone TEXT NOT NULL -- IANA name, as given
) STRICT;
CREATE INDEX space_by_seq ON space (seq);

CREATE TABLE customer (
    key         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    seq         INTEGER NOT NULL,
    name        TEXT NOT NULL,
    company     TEXT,
    email       TEXT,
    profile_url TEXT -- a path of this server, or an absolute address
) STRICT;
CREATE INDEX customer_by_seq ON customer (seq);

CREATE TABLE conversation (
    -- AUTOINCREMENT: a key is never reused, so that an old event cannot come to mean another conversation.
    key                 INTEGER PRIMARY KEY AUTOINCREMENT,
    id                  TEXT NOT NULL UNIQUE,
    session_id          TEXT NOT NULL UNIQUE,
    seq                 INTEGER NOT NULL,
    space               INTEGER NOT NULL REFERENCES space (key),
    channel             TEXT NOT NULL,
    origin              TEXT NOT NULL,
    subject             TEXT,
    customer            INTEGER REFERENCES customer (key),
    external_identifier TEXT,
    visitor_token       TEXT,
    city                TEXT,
    region              TEXT,
    country             TEXT,
    status              TEXT,
    escalation          TEXT NOT NULL,
    started_at          INTEGER NOT NULL,
    last_activity_at    INTEGER NOT NULL,
    ended_at            INTEGER
) STRICT;
CREATE INDEX conversation_by_customer ON conversation (customer, last_activity_at) WHERE customer IS NOT NULL;

-- What hangs on a conversation. `place` is seq * 1048576 + the ordinal within the event: the table is
-- clustered in feed order, so that a page of the feed is one range read with no index beside it.

CREATE TABLE message (
    place        INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (key) ON DELETE CASCADE,
    id           TEXT NOT NULL,
    sender       TEXT NOT NULL,
    sender_name  TEXT,
    delivery     TEXT,
    format       TEXT NOT NULL,
    sent_at      INTEGER NOT NULL,
    body         TEXT NOT NULL, -- as it came; last, because it may run over to other pages
    UNIQUE (conversation, id)
) STRICT;

CREATE TABLE conversion (
    place        INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (key) ON DELETE CASCADE,
    id           TEXT NOT NULL,
    kind         TEXT NOT NULL,
    record       TEXT NOT NULL,
    url          TEXT, -- a path of this server, or an absolute address
    occurred_at  INTEGER NOT NULL,
    confirmed    INTEGER NOT NULL, -- 1: the server itself ties it to the session; 0: inferred
    UNIQUE (conversation, id),
    UNIQUE (kind, record, conversation) -- the same outcome delivered twice counts once; also opens record pages
) STRICT;

CREATE TABLE lead (
    place        INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (key) ON DELETE CASCADE,
    id           TEXT NOT NULL,
    name         TEXT,
    email        TEXT,
    phone        TEXT,
    note         TEXT,
    created_at   INTEGER NOT NULL,
    UNIQUE (conversation, id)
) STRICT;

CREATE TABLE ticket (
    place        INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (key) ON DELETE CASCADE,
    id           TEXT NOT NULL,
    subject      TEXT NOT NULL,
    url          TEXT,
    created_at   INTEGER NOT NULL,
    UNIQUE (conversation, id)
) STRICT;
CREATE INDEX ticket_by_id ON ticket (id);

CREATE TABLE inbox_item (
    place        INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (key) ON DELETE CASCADE,
    id           TEXT NOT NULL,
    title        TEXT NOT NULL,
    status       TEXT NOT NULL,
    url          TEXT,
    created_at   INTEGER NOT NULL,
    UNIQUE (conversation, id)
) STRICT;
CREATE INDEX inbox_item_by_id ON inbox_item (id);

CREATE TABLE tombstone (
    -- What is gone, with no personal data. An id with a tombstone is refused if it is written again:
    -- what was deleted for privacy does not come back.
    seq        INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    deleted_at INTEGER NOT NULL,
    UNIQUE (kind, id)
) STRICT;

CREATE TABLE total (
    -- Row counts, kept in the transaction that changes them: counting 12,000,000 messages takes seconds.
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    conversations INTEGER NOT NULL,
    messages      INTEGER NOT NULL,
    conversions   INTEGER NOT NULL,
    leads         INTEGER NOT NULL
) STRICT;
INSERT INTO total (one, conversations, messages, conversions, leads) VALUES (1, 0, 0, 0, 0);

CREATE TABLE token (
    id         INTEGER PRIMARY KEY AUTOINCREMENT, -- stands in the token's text, so that looking it up needs no secret
    hash       BLOB NOT NULL, -- SHA-256 of the token's text, whose secret is 256 random bits
    role       TEXT NOT NULL,
    label      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
