-- cache.db: what can be downloaded again. Losing this file costs a sync, never work.
-- Instants are milliseconds since 1970-01-01 UTC. Open sets are stored as the text that stands on
-- the wire, so that a value this version does not know survives. Big tables declare no foreign
-- keys: one writer owns every row, and a check per message would cost more than it could catch.

-- One row: counters that only grow, so that an id is never used twice.
CREATE TABLE meta (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    -- The id that the next new conversation gets: dense from 1, so that sets of them are bitmaps.
    next_conversation INTEGER NOT NULL,
    -- Grows with every commit that changes what a reader can see.
    generation INTEGER NOT NULL,
    -- Documents indexed since the full-text segments were last merged into one.
    unmerged INTEGER NOT NULL,
    -- 1 while terms of purged conversations may still lie in a full-text segment.
    purged INTEGER NOT NULL
) STRICT;
INSERT INTO meta (only, next_conversation, generation, unmerged, purged) VALUES (1, 1, 1, 0, 0);

-- A configured server account. Its secret is in the key store, never here.
CREATE TABLE source (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    -- The server's own id of its store; another id at the same address is another server.
    identity TEXT,
    -- 'live', or 'removing' while its rows are purged in steps.
    state TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'removing')),
    -- 1 while a full re-sync marks what it meets.
    sweeping INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX source_name ON source (name) WHERE state = 'live';

-- Where each stream of a source stands. Written only in the transaction of the rows it covers.
CREATE TABLE cursor (
    source_id INTEGER NOT NULL REFERENCES source (id),
    stream TEXT NOT NULL,
    position TEXT NOT NULL,
    PRIMARY KEY (source_id, stream)
) STRICT, WITHOUT ROWID;

-- The sync ledger: one row a run.
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES source (id),
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    -- complete, stopped, offline, sign_in_needed, failed; absent while it runs or after a crash.
    outcome TEXT,
    message TEXT,
    -- What the server said that it holds, at the end of the run.
    server_conversations INTEGER,
    server_messages INTEGER,
    server_conversions INTEGER,
    server_leads INTEGER
) STRICT;
CREATE INDEX run_by_source ON run (source_id, id);

-- What this laptop holds of each source, kept up by every commit; comparable with /v1/counts.
CREATE TABLE held (
    source_id INTEGER PRIMARY KEY REFERENCES source (id),
    conversations INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    conversions INTEGER NOT NULL,
    leads INTEGER NOT NULL
) STRICT;

CREATE TABLE space (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES source (id),
    remote_id TEXT NOT NULL,
    -- Absent while the space is only named by a conversation and has not arrived itself.
    name TEXT,
    -- IANA zone, as given.
    time_zone TEXT NOT NULL,
    UNIQUE (source_id, remote_id)
) STRICT;

CREATE TABLE customer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES source (id),
    remote_id TEXT NOT NULL,
    -- Absent while the customer is only named by a conversation.
    name TEXT,
    company TEXT,
    email TEXT,
    profile_url TEXT,
    UNIQUE (source_id, remote_id)
) STRICT;

-- Small codes for channels, because every conversation in memory carries one.
CREATE TABLE channel (
    code INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- A conversation's head, and what a list row needs of its children, so that a list window is one
-- read by primary key.
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    -- Hash of the head as it came: equal means that nothing need be written.
    head_hash INTEGER NOT NULL,
    -- The ordinal that the next new message gets.
    next_ordinal INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    customer_id INTEGER,
    channel INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    last_activity_at INTEGER NOT NULL,
    ended_at INTEGER,
    -- Derived from the children: all messages, those a reader sees, leads.
    messages INTEGER NOT NULL,
    visible_messages INTEGER NOT NULL,
    leads INTEGER NOT NULL,
    -- Derived: confirmed outcomes, one bit a known kind.
    kinds INTEGER NOT NULL,
    -- Derived: bit 0 a confirmed outcome of an unknown kind, bit 1 an inferred outcome.
    other_kinds INTEGER NOT NULL,
    session_id TEXT NOT NULL,
    origin TEXT NOT NULL,
    status TEXT,
    escalation TEXT NOT NULL,
    subject TEXT,
    external_identifier TEXT,
    visitor_token TEXT,
    city TEXT,
    region TEXT,
    country TEXT,
    -- Derived from the first and the last message that a reader sees.
    first_line TEXT,
    excerpt TEXT,
    excerpt_sender TEXT,
    -- What the source said beyond our fields, as JSON; nothing yet.
    raw TEXT
) STRICT;
CREATE UNIQUE INDEX conversation_by_remote ON conversation (remote_id, source_id);
CREATE INDEX conversation_by_session ON conversation (session_id);
CREATE INDEX conversation_by_customer ON conversation (customer_id) WHERE customer_id IS NOT NULL;

-- Messages. The id is conversation id << 20 | arrival ordinal: a conversation's messages lie side
-- by side, and opening one is a range scan that needs no second index. Wide columns come last.
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    remote_id TEXT NOT NULL,
    -- Hash of the record as it came: equal means that nothing need be written.
    hash INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    sender TEXT NOT NULL,
    sender_name TEXT,
    delivery TEXT,
    format TEXT NOT NULL,
    body TEXT NOT NULL,
    -- The readable text where it differs from the body (HTML, Markdown).
    text TEXT,
    raw TEXT
) STRICT;

CREATE TABLE conversion (
    conversation_id INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    hash INTEGER NOT NULL,
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    url TEXT,
    occurred_at INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, remote_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE lead (
    conversation_id INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    hash INTEGER NOT NULL,
    name TEXT,
    email TEXT,
    phone TEXT,
    note TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, remote_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket (
    conversation_id INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    hash INTEGER NOT NULL,
    subject TEXT NOT NULL,
    url TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, remote_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox_item (
    conversation_id INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    hash INTEGER NOT NULL,
    title TEXT NOT NULL,
    status TEXT NOT NULL,
    url TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, remote_id)
) STRICT, WITHOUT ROWID;

-- The packed facts of the conversations, 120 records of 32 bytes a row: one page of the file. A
-- million conversations are read in a moment from here, where a scan of the heads would decrypt
-- hundreds of megabytes. Written with the rows it repeats; derived, and can be made again.
CREATE TABLE spine (
    chunk INTEGER PRIMARY KEY,
    facts BLOB NOT NULL
) STRICT;

-- Full text: one document a conversation, fed by the writer in the same transaction, folded
-- before it comes here. The texts themselves are not kept twice.
CREATE VIRTUAL TABLE search USING fts5 (
    head, who, body,
    content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2'
);
-- A leaf must fit into one encrypted page (4096 less 80 of SQLCipher less the cell's own bytes);
-- the default of 4050 would spill into an overflow page each time.
INSERT INTO search (search, rank) VALUES ('pgsz', 3940);
-- Bigger segments, fewer merges: the page of a first sync is one segment.
INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);
INSERT INTO search (search, rank) VALUES ('automerge', 8);

-- What went, kept so that a late duplicate does not bring it back. No personal data.
CREATE TABLE tombstone (
    source_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    deleted_at INTEGER NOT NULL,
    PRIMARY KEY (source_id, kind, remote_id)
) STRICT, WITHOUT ROWID;

-- Rows that could not be stored, with the reason; the page they came in went on.
CREATE TABLE quarantine (
    source_id INTEGER NOT NULL,
    -- conversation, message, conversion, lead, ticket, inbox_item, space, customer
    kind TEXT NOT NULL,
    -- The conversation's id for whatever hangs on one; else the row's own id.
    owner TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- The row as it came, as JSON.
    raw TEXT NOT NULL,
    PRIMARY KEY (source_id, kind, owner, remote_id)
) STRICT, WITHOUT ROWID;

-- What a full re-sync has met so far; what it did not meet is swept at its end.
CREATE TABLE met (
    conversation_id INTEGER PRIMARY KEY
) STRICT;
