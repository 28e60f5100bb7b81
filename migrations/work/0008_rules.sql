-- Rules that the manager wrote: a name and a search as it is typed. Those that every Daybook has are in the program.
CREATE TABLE rule (
    -- By what searches know it; never used again for another rule while this one is here.
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- Grows with every change of the search, so that what was measured is never said of another rule.
    version INTEGER NOT NULL,
    query TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Conversations that were drawn to find out how often a rule is wrong: some of its hits and some of the rest, in one
-- review queue. The labels are in the queue.
CREATE TABLE rule_trial (
    rule TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- review_queue.key.
    queue TEXT NOT NULL,
    -- model::rule::RuleDraw: how many there were, and which places of the queue are hits.
    draw TEXT NOT NULL,
    PRIMARY KEY (rule, queue)
) STRICT, WITHOUT ROWID;
