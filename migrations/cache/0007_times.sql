-- A time that cannot be is kept beside that of arrival; an outcome can be taken back, or count in another
-- conversation. Rows with such times were refused before, or taken as they came: their sources are asked
-- for everything once more.
ALTER TABLE message ADD COLUMN time_said INTEGER;
ALTER TABLE conversion ADD COLUMN time_said INTEGER;
ALTER TABLE conversion ADD COLUMN taken_back_at INTEGER;
ALTER TABLE conversion ADD COLUMN counted_in TEXT;
DELETE FROM cursor WHERE source_id IN (
    SELECT source_id FROM quarantine WHERE reason LIKE 'a time lies outside%'
    UNION
    SELECT source_id FROM conversation
        WHERE started_at < 946684800000 OR last_activity_at < 946684800000
    UNION
    SELECT source_id FROM conversation JOIN conversion ON conversation.id = conversation_id
        WHERE occurred_at < 946684800000);
