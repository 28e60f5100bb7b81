-- What an exchange is looked up by among the open conversations, who ended a conversation, and which
-- have gone quiet by the time of their channel. The indexes hold open conversations alone: an exchange
-- that begins must not walk those that are over, nor those of other threads.

ALTER TABLE conversation ADD COLUMN number TEXT; -- on WhatsApp, the external identifier however it is written: the digits of a number
ALTER TABLE conversation ADD COLUMN ended_by TEXT; -- visitor, operator, api, clean_up; null where nobody said
UPDATE conversation SET number = regexp_replace(replace(external_identifier, '(0)', ''), '[^0-9]', '', 'g')
    WHERE channel = 'whatsapp' AND status = 'active' AND external_identifier ~ '[0-9]';

DROP INDEX conversation_by_thread;
DROP INDEX conversation_by_status;
CREATE INDEX conversation_open_thread ON conversation (thread, channel, last_activity_at)
    WHERE status = 'active' AND thread IS NOT NULL;
CREATE INDEX conversation_open_number ON conversation (number, last_activity_at)
    WHERE status = 'active' AND number IS NOT NULL;
CREATE INDEX conversation_quiet_email ON conversation (last_activity_at)
    WHERE status = 'active' AND channel = 'email';
CREATE INDEX conversation_quiet_whatsapp ON conversation (last_activity_at)
    WHERE status = 'active' AND channel = 'whatsapp';
CREATE INDEX conversation_quiet_other ON conversation (last_activity_at)
    WHERE status = 'active' AND channel <> 'email' AND channel <> 'whatsapp';
