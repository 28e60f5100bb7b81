-- Who brought about the escalation that opened a ticket, where that was said.
ALTER TABLE ticket ADD COLUMN escalated_by TEXT;
