-- What a message said before its sender changed it: a JSON array of format, body and until.
ALTER TABLE message ADD COLUMN earlier TEXT;
