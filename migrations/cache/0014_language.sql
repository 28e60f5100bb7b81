-- In which language a conversation is held, by its code of ISO 639-1, or `unknown`; empty where nobody has looked yet.
-- The program does so, from the messages that are here.
ALTER TABLE conversation ADD COLUMN language TEXT NOT NULL DEFAULT '';
CREATE INDEX conversation_untold ON conversation (id) WHERE language = '';
