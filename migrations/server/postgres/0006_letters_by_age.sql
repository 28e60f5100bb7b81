-- Dead letters that nobody replays go after a while: those that are due are found without reading all.

CREATE INDEX dead_letter_by_age ON dead_letter (received_at);
