-- Full text with a column for each who speaks and each kind of name, so that a search can say who said a
-- word, and one for the digits of telephone numbers, backwards. The documents are made again from the rows
-- that are here, by the program: `reindex_from` is the first conversation whose document is not.
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5 (
    subject, ids, customer, company, customer_said, ai_said, operator_said, other_said, numbers,
    content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2'
);
-- As before: a leaf that fits into one encrypted page, bigger segments, merged late.
INSERT INTO search (search, rank) VALUES ('pgsz', 3940);
INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);
INSERT INTO search (search, rank) VALUES ('crisismerge', 256);
INSERT INTO search (search, rank) VALUES ('automerge', 64);
-- Every word of the index, for searches of the inside of words.
CREATE VIRTUAL TABLE search_word USING fts5vocab (search, row);
-- NULL: every document is there.
ALTER TABLE meta ADD COLUMN reindex_from INTEGER;
UPDATE meta SET reindex_from = 1 WHERE EXISTS (SELECT 1 FROM conversation);
