-- The longest silence between two messages that a reader sees, in seconds: `gap:` asks for it.
ALTER TABLE conversation ADD COLUMN longest_gap INTEGER NOT NULL DEFAULT 0;
UPDATE conversation SET longest_gap = coalesce((
    SELECT max(silence) / 1000 FROM (
        SELECT sent_at - lag(sent_at) OVER (ORDER BY sent_at, id) AS silence FROM message
        WHERE message.id BETWEEN (conversation.id << 20) AND ((conversation.id << 20) | 1048575)
            AND sender NOT IN ('system', 'tool')
    )
), 0);
CREATE INDEX conversation_by_gap ON conversation (longest_gap);
