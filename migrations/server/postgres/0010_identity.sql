-- Whom an address or a number names is decided by one rule, in code. What stands here is the key under which
-- it is looked up, made by the same code on every write; the keys of what was there before are made when the
-- store is opened the first time by a version with another rule (`identity_rule` in meta).

DROP INDEX conversation_open_number;
DROP INDEX conversation_by_person;
ALTER TABLE conversation RENAME COLUMN number TO identity; -- of the external identifier, on every channel
CREATE INDEX conversation_by_identity ON conversation (identity, last_activity_at) WHERE identity IS NOT NULL;

DROP INDEX lead_by_email;
DROP INDEX lead_by_phone;
ALTER TABLE lead ADD COLUMN email_key TEXT;
ALTER TABLE lead ADD COLUMN phone_key TEXT;
CREATE INDEX lead_by_email ON lead (email_key) WHERE email_key IS NOT NULL;
CREATE INDEX lead_by_phone ON lead (phone_key) WHERE phone_key IS NOT NULL;

DROP INDEX record_by_email;
DROP INDEX record_by_phone;
ALTER TABLE record ADD COLUMN email_key TEXT;
ALTER TABLE record ADD COLUMN phone_key TEXT;
CREATE INDEX record_by_email ON record (email_key) WHERE email_key IS NOT NULL;
CREATE INDEX record_by_phone ON record (phone_key) WHERE phone_key IS NOT NULL;

DROP INDEX customer_by_email;
ALTER TABLE customer ADD COLUMN email_key TEXT;
CREATE INDEX customer_by_email ON customer (email_key) WHERE email_key IS NOT NULL;

ALTER TABLE transcript ADD COLUMN email_key TEXT;
CREATE INDEX transcript_by_key ON transcript (email_key) WHERE email_key IS NOT NULL;
