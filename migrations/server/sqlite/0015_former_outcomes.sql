-- What was said of an outcome before it was said otherwise: a JSON array of its former states. One that who
-- reported it moved to another session is taken back where it was.
ALTER TABLE conversion ADD COLUMN earlier TEXT;
ALTER TABLE conversion ADD COLUMN moved_to TEXT; -- the id of the conversation that it was moved to
