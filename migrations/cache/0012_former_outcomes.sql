-- What was said of outcomes before it was said otherwise. What a source tells of that is written whole with the
-- outcome; what only this laptop saw, because its source tells no history, stands beside it.
ALTER TABLE conversion ADD COLUMN moved_to TEXT;
CREATE TABLE former_outcome (
    conversation_id INTEGER NOT NULL,
    -- The outcome's. One that is not in `conversion` was taken back at a source that keeps no such rows.
    remote_id TEXT NOT NULL,
    -- 1: only this laptop saw it.
    seen_here INTEGER NOT NULL,
    nth INTEGER NOT NULL,
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    url TEXT,
    occurred_at INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    time_said INTEGER,
    taken_back_at INTEGER,
    moved_to TEXT,
    until INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, remote_id, seen_here, nth)
) STRICT, WITHOUT ROWID;
