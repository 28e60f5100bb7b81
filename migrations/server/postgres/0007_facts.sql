-- What the dashboard counts of each conversation. It is brought up to date from the feed when somebody
-- asks, and meanwhile from time to time, so that no write pays for it: `meta` says up to which change.

CREATE TABLE fact (
    conversation BIGINT PRIMARY KEY REFERENCES conversation (key) ON DELETE CASCADE,
    space        BIGINT NOT NULL,
    channel      TEXT NOT NULL,
    status       TEXT,
    escalation   TEXT NOT NULL,
    leads        BIGINT NOT NULL, -- 1: there is one
    kinds        BIGINT NOT NULL, -- bits of the confirmed outcomes
    started_at   BIGINT NOT NULL,
    messages     BIGINT NOT NULL -- those that a reader sees
);
