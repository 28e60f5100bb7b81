-- What the manager noted about conversations and messages. The names are the server's own (its id of its store,
-- its ids of a conversation and of a message), so that the marks are there again when a cache is downloaded anew.
CREATE TABLE conversation_mark (
    store TEXT NOT NULL,
    conversation TEXT NOT NULL,
    starred INTEGER NOT NULL CHECK (starred IN (0, 1)),
    -- Milliseconds; none where it was not reviewed.
    reviewed_at INTEGER,
    rating INTEGER CHECK (rating BETWEEN 1 AND 5),
    -- A JSON array of texts, in their order.
    tags TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (store, conversation)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_flag (
    store TEXT NOT NULL,
    conversation TEXT NOT NULL,
    message TEXT NOT NULL,
    kind TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (store, conversation, message)
) STRICT, WITHOUT ROWID;
