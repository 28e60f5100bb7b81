-- Known words of channels and kinds are understood in any spelling: what was taken as a word of its own is
-- asked for once more, and is then counted as what it means.
DELETE FROM cursor WHERE source_id IN (
    SELECT source_id FROM conversation JOIN channel ON code = channel
        WHERE name NOT IN ('chat', 'email', 'whatsapp', 'voice', 'email_message', 'help_desk')
    UNION
    SELECT source_id FROM conversation JOIN conversion ON conversation.id = conversation_id
        WHERE kind NOT IN ('tour', 'customer', 'contract', 'booking', 'day_pass'));
