-- Two customers that are one person: the conversations of the one are the other's, until they are separated.

ALTER TABLE customer ADD COLUMN merged_into TEXT; -- the id of the customer whose its conversations are
CREATE INDEX customer_by_merge ON customer (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE merged_conversation (
    conversation INTEGER PRIMARY KEY REFERENCES conversation (key) ON DELETE CASCADE,
    customer     TEXT NOT NULL -- the id of the customer whose it was
) STRICT;
CREATE INDEX merged_conversation_by_customer ON merged_conversation (customer);
