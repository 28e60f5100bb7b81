-- The audit log: who did what on this laptop, and when. An entry holds ids and keyed hashes, never a word that was
-- said or searched. Each carries the hash of the one before it, so that none can be changed unseen.
CREATE TABLE audit_entry (
    -- From 1, without gaps.
    number INTEGER PRIMARY KEY,
    -- Milliseconds.
    at INTEGER NOT NULL,
    -- The user of the operating system.
    who TEXT NOT NULL,
    -- model::AuditAction.
    action TEXT NOT NULL,
    -- A JSON object: hashed as it stands, byte for byte.
    what TEXT NOT NULL,
    -- SHA-256 of the entry before, in hexadecimal digits; 64 noughts before the first.
    previous TEXT NOT NULL,
    -- SHA-256 over all of the above (see crates/cache/src/audit_chain.rs).
    hash TEXT NOT NULL
) STRICT;

-- One row: the last entry, so that the end of the log cannot be cut off unseen either.
CREATE TABLE audit_head (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    number INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;

-- By a trigger, so that what is salvaged of a damaged file moves the head too.
CREATE TRIGGER audit_moves_head AFTER INSERT ON audit_entry
WHEN NEW.number > coalesce((SELECT number FROM audit_head), 0)
BEGIN
    INSERT OR REPLACE INTO audit_head (only, number, hash) VALUES (1, NEW.number, NEW.hash);
END;
-- Append-only for everybody who asks the engine. Who writes around it is found by the hashes.
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit_entry
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit_entry
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
