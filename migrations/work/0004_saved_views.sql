-- The manager's own views of the list: a name, a search as it is typed, and an order.
CREATE TABLE saved_view (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    query TEXT NOT NULL,
    sort_by TEXT NOT NULL,
    direction TEXT NOT NULL,
    -- Where it stands among the others, from 0.
    place INTEGER NOT NULL
) STRICT;
