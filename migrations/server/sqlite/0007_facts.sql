-- What the dashboard counts of each conversation. It is brought up to date from the feed when somebody
-- asks, and meanwhile from time to time, so that no write pays for it: `meta` says up to which change.

CREATE TABLE fact (
    conversation INTEGER PRIMARY KEY REFERENCES conversation (key) ON DELETE CASCADE,
    space        INTEGER NOT NULL,
    channel      TEXT NOT NULL,
    status       TEXT,
    escalation   TEXT NOT NULL,
    leads        INTEGER NOT NULL, -- 1: there is one
    kinds        INTEGER NOT NULL, -- bits of the confirmed outcomes
    started_at   INTEGER NOT NULL,
    messages     INTEGER NOT NULL -- those that a reader sees
) STRICT;
-- In the order of the groups, and with all that a question needs: a million are read in it alone.
CREATE INDEX fact_alike ON fact
    (channel, status, escalation, leads, kinds, space, started_at, messages);
