-- What rules ask of a conversation's words and links (insights::TextFacts), with the version that derived it. 0: not
-- derived yet; the program does so, from the messages that are here.
ALTER TABLE conversation ADD COLUMN text_facts INTEGER NOT NULL DEFAULT 0;
-- All of a rule's conversations are read from here alone.
CREATE INDEX conversation_by_text_facts ON conversation (text_facts);
