-- Where the links of messages lead, where their words do not say it: found by a search.
ALTER TABLE message ADD COLUMN links TEXT;
-- Messages of before this tell no addresses. A hash that no record has lets the next full sync make them anew.
UPDATE message SET hash = 0 WHERE format IN ('html', 'markdown');
-- One more column of the full text. The program makes the documents again.
DROP TABLE search_word;
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5 (
    subject, ids, customer, company, customer_said, ai_said, operator_said, other_said, numbers, links,
    content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2'
);
-- As before: a leaf that fits into one encrypted page, bigger segments, merged late.
INSERT INTO search (search, rank) VALUES ('pgsz', 3940);
INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);
INSERT INTO search (search, rank) VALUES ('crisismerge', 256);
INSERT INTO search (search, rank) VALUES ('automerge', 64);
CREATE VIRTUAL TABLE search_word USING fts5vocab (search, row);
UPDATE meta SET reindex_from = 1 WHERE EXISTS (SELECT 1 FROM conversation);
