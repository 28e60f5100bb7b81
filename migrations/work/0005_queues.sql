-- Queues of conversations that are reviewed, and what other reviewers noted about them. Nobody's marks ever take
-- the place of the manager's own, which are in conversation_mark.
CREATE TABLE review_queue (
    id INTEGER PRIMARY KEY,
    -- What it is known by, on any laptop.
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    -- How it came to be, as JSON (model::review_queue::QueueHead).
    head TEXT NOT NULL
) STRICT;

CREATE TABLE review_queue_item (
    queue INTEGER NOT NULL,
    place INTEGER NOT NULL,
    store TEXT NOT NULL,
    conversation TEXT NOT NULL,
    PRIMARY KEY (queue, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE other_review (
    queue INTEGER NOT NULL,
    reviewer TEXT NOT NULL,
    store TEXT NOT NULL,
    conversation TEXT NOT NULL,
    -- model::review_queue::QueueMarks.
    marks TEXT NOT NULL,
    PRIMARY KEY (queue, reviewer, store, conversation)
) STRICT, WITHOUT ROWID;
