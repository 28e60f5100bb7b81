-- Who brought about the escalation that opened a ticket, where its source says so.
ALTER TABLE ticket ADD COLUMN escalated_by TEXT;
