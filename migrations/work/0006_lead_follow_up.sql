-- What became of calling a lead, as the manager says. A lead that nobody called has no row.
CREATE TABLE lead_follow_up (
    store TEXT NOT NULL,
    conversation TEXT NOT NULL,
    -- The server's id of the lead, within its conversation.
    lead TEXT NOT NULL,
    -- model::FollowUp.
    state TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (store, conversation, lead)
) STRICT, WITHOUT ROWID;
