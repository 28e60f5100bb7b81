-- The words of the full text, each once: a word that holds letters inside is found here, and not by reading the whole
-- index with the list of conversations of each word. Identifiers, of which each conversation has its own, are left out.
CREATE TABLE word (term TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
-- The word after which the table is still to be made anew from the index; none where it agrees.
ALTER TABLE meta ADD COLUMN words_from TEXT;
-- Whether every word of the index is in it. Until those of an older store are, whoever asks reads the index.
ALTER TABLE meta ADD COLUMN words_whole INTEGER NOT NULL DEFAULT 1;
UPDATE meta SET words_from = '', words_whole = 0 WHERE EXISTS (SELECT 1 FROM conversation);
