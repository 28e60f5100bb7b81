-- Links may have no target, and a dead letter is known by its session and its payload. Nothing wrote
-- to either table before this.

DROP TABLE link;
CREATE TABLE link (
    token          TEXT NOT NULL PRIMARY KEY, -- 128 random bits; stands in the address
    conversation   INTEGER NOT NULL REFERENCES conversation (key) ON DELETE CASCADE,
    kind           TEXT NOT NULL,
    target         TEXT, -- the plan, the office, the room
    message        TEXT, -- the message in which it was offered
    offered_at     INTEGER NOT NULL,
    first_click_at INTEGER,
    clicks         INTEGER NOT NULL
) STRICT;
CREATE INDEX link_by_conversation ON link (conversation);
CREATE INDEX link_by_offer ON link (kind, offered_at);

DROP TABLE dead_letter;
CREATE TABLE dead_letter (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at INTEGER NOT NULL,
    origin      TEXT NOT NULL, -- api, or the webhook's name
    session_id  TEXT NOT NULL, -- that nobody knew
    digest      TEXT NOT NULL, -- SHA-256 of the payload, in hex: the same delivered again is the same letter
    payload     TEXT NOT NULL,
    reason      TEXT NOT NULL,
    attempts    INTEGER NOT NULL,
    replayed_at INTEGER
) STRICT;
CREATE INDEX dead_letter_by_session ON dead_letter (session_id);
CREATE UNIQUE INDEX dead_letter_open ON dead_letter (origin, digest) WHERE replayed_at IS NULL;
