-- A token may be bound to spaces: it sees nothing of others, and writes nothing there.

ALTER TABLE token ADD COLUMN reach TEXT NOT NULL DEFAULT 'everywhere'; -- or spaces: those of token_space, even if there is none
CREATE TABLE token_space (
    token INTEGER NOT NULL REFERENCES token (id) ON DELETE CASCADE,
    space INTEGER NOT NULL REFERENCES space (key),
    PRIMARY KEY (token, space)
) STRICT, WITHOUT ROWID;

-- In which spaces something was that is gone, or may go: whose readers are told of its tombstone.
CREATE TABLE tombstone_space (
    kind  TEXT NOT NULL,
    id    TEXT NOT NULL,
    space INTEGER NOT NULL REFERENCES space (key),
    PRIMARY KEY (kind, id, space)
) STRICT, WITHOUT ROWID;

-- The bound token that a letter came with: replayed, it lands in no other space. None for all spaces.
ALTER TABLE dead_letter ADD COLUMN token INTEGER REFERENCES token (id);
