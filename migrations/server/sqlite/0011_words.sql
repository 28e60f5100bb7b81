-- Known words of channels and kinds are understood in any case and in the spellings of the systems that send
-- them. What was taken before that as words of its own is counted as what it means; the numbers of the
-- dashboard are then made anew.

UPDATE conversation SET channel = CASE lower(replace(replace(replace(replace(replace(channel, '_', ''), '-', ''), ' ', ''), '(', ''), ')', ''))
        WHEN 'chat' THEN 'chat'
        WHEN 'email' THEN 'email'
        WHEN 'emailai' THEN 'email'
        WHEN 'whatsapp' THEN 'whatsapp'
        WHEN 'voice' THEN 'voice'
        WHEN 'emailmessage' THEN 'email_message'
        WHEN 'helpdesk' THEN 'help_desk' END
    WHERE channel NOT IN ('chat', 'email', 'email_message', 'help_desk', 'voice', 'whatsapp')
    AND lower(replace(replace(replace(replace(replace(channel, '_', ''), '-', ''), ' ', ''), '(', ''), ')', '')) IN ('chat', 'email', 'emailai', 'whatsapp', 'voice', 'emailmessage', 'helpdesk');
UPDATE conversion SET kind = CASE lower(replace(replace(replace(replace(replace(kind, '_', ''), '-', ''), ' ', ''), '(', ''), ')', ''))
        WHEN 'tour' THEN 'tour'
        WHEN 'visitor' THEN 'tour'
        WHEN 'customer' THEN 'customer'
        WHEN 'coworker' THEN 'customer'
        WHEN 'contract' THEN 'contract'
        WHEN 'coworkercontract' THEN 'contract'
        WHEN 'booking' THEN 'booking'
        WHEN 'daypass' THEN 'day_pass'
        WHEN 'coworkerproduct' THEN 'day_pass' END
    WHERE kind NOT IN ('booking', 'contract', 'customer', 'day_pass', 'tour')
    AND lower(replace(replace(replace(replace(replace(kind, '_', ''), '-', ''), ' ', ''), '(', ''), ')', '')) IN ('tour', 'visitor', 'customer', 'coworker', 'contract', 'coworkercontract', 'booking', 'daypass', 'coworkerproduct')
    AND NOT EXISTS (SELECT 1 FROM conversion AS held
        WHERE held.conversation = conversion.conversation AND held.record = conversion.record
        AND held.id <> conversion.id);
DELETE FROM fact;
DELETE FROM meta WHERE name = 'facts_upto';
