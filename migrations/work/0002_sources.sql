-- The sources that the manager connected, as cache.db has them: cache.db may be lost, and they must not be.
-- Ids are those of cache.db, since secrets are kept by them.
CREATE TABLE connected_source (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    -- The server's own id of its store, once it was met.
    identity TEXT
) STRICT;

-- One row: whether cache.db was ever made. An empty cache.db is a new one before, and damage after.
CREATE TABLE companion (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    cache_made INTEGER NOT NULL
) STRICT;
INSERT INTO companion (only, cache_made) VALUES (1, 0);
