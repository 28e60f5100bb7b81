-- What is kept comes by the ten thousand in a first sync, in the order of its ids, and is then hardly
-- ever asked for: it lies side by side in blocks. Each record is in one place, in the table kept or in the
-- one block whose range holds its id; nothing in kept lies within a block's range. What was kept before
-- stays where it is.
CREATE TABLE kept_block (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    entity TEXT NOT NULL,
    -- The ids that can be in here, both ends included. Ranges do not meet.
    first_id TEXT NOT NULL,
    last_id TEXT NOT NULL,
    records INTEGER NOT NULL,
    -- Ids, bodies and keys, each after its length.
    body BLOB NOT NULL
) STRICT;
-- Finding and counting need not touch a body.
CREATE INDEX kept_block_by_range ON kept_block (source_id, entity, first_id, last_id, records);
