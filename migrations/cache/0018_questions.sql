-- What customers asked (insights::QuestionReader), by conversation: a JSON array of texts, in the order in which they were
-- asked. A conversation that asks nothing has no row. It is of the version that derived text_facts, and is derived with it.
CREATE TABLE question (
    -- conversation.id
    conversation INTEGER PRIMARY KEY,
    asked TEXT NOT NULL
) STRICT;
