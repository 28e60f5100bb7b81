-- What the sender of a mail hid from its readers: found by a search, never shown as said.
ALTER TABLE message ADD COLUMN hidden TEXT;
-- Texts made before this hid nothing, and lost words in angle brackets. A hash that no record has lets the
-- next full sync make them anew.
UPDATE message SET hash = 0 WHERE format IN ('html', 'markdown');
