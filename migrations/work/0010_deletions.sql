-- Conversations that the manager deleted for privacy, by names that hold in any cache. It holds no word and no name of
-- anybody; a deletion that the server has not heard of yet must outlive a lost cache.db.
CREATE TABLE deletion (
    store TEXT NOT NULL,
    conversation TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    -- When the server said that it is gone there; none while it waits.
    carried_at INTEGER,
    -- model::failure::Failure as JSON, where the server refused.
    refusal TEXT,
    -- When every trace of it had left the files of this laptop; none while that is to be done, or done again.
    erased_at INTEGER,
    PRIMARY KEY (store, conversation)
) STRICT, WITHOUT ROWID;
