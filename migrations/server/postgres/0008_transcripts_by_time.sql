-- How many transcripts were asked for within the hour, of a space and of the whole server.

CREATE INDEX transcript_by_time ON transcript (requested_at);
