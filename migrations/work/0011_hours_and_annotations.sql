-- When a space is open, as the manager says. The names are the server's own (its id of its store, its id of the space),
-- so that the hours are there again when a cache is downloaded anew.
CREATE TABLE opening_hours (
    store TEXT NOT NULL,
    space TEXT NOT NULL,
    -- As model::opening_hours writes them: days and times by the clock of the space.
    hours TEXT NOT NULL,
    PRIMARY KEY (store, space)
) STRICT, WITHOUT ROWID;

-- What the manager wrote at a day of the trend: what changed then.
CREATE TABLE trend_annotation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- As in 2026-03-05; by the calendar of each space.
    day TEXT NOT NULL,
    words TEXT NOT NULL,
    -- The space that it is of; none where it is of every one.
    store TEXT,
    space TEXT,
    -- model::DataWorld: what was noted of practice stands at no real number.
    world TEXT NOT NULL
) STRICT;
