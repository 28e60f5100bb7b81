-- What the manager decided of questions: names of their groups, wordings that were put apart, groups that were made one.
-- A wording is known by a hash of its stems, which is the same in every cache, and no word of it is here.
CREATE TABLE question_decision (
    -- insights::QuestionKey, as it is typed.
    wording TEXT NOT NULL,
    -- model::theme::ThemeDecisionKind.
    kind TEXT NOT NULL,
    -- The name, or the wording that leads it, or the one of whose group it is a part.
    value TEXT NOT NULL,
    PRIMARY KEY (wording, kind)
) STRICT, WITHOUT ROWID;
