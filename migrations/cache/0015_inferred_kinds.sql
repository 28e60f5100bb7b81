-- Of which kinds the inferred outcomes of a conversation are: from bit 2 of other_kinds on, one bit a known kind, and
-- byte 23 of its packed record, which was the highest byte of a count of messages that never reaches it.
-- With a key: each chunk of records looks 120 conversations up.
CREATE TEMP TABLE inferred_kinds (id INTEGER PRIMARY KEY, mask INTEGER NOT NULL);
INSERT INTO inferred_kinds
    SELECT conversation_id AS id, sum(DISTINCT CASE lower(replace(replace(replace(kind, '_', ''), '-', ''), ' ', ''))
        WHEN 'tour' THEN 1 WHEN 'customer' THEN 2 WHEN 'contract' THEN 4 WHEN 'booking' THEN 8 WHEN 'daypass' THEN 16
        ELSE 0 END) AS mask
    FROM conversion WHERE confirmed = 0 AND taken_back_at IS NULL AND counted_in IS NULL GROUP BY conversation_id;
DELETE FROM inferred_kinds WHERE mask = 0;
UPDATE conversation SET other_kinds = other_kinds | (SELECT mask << 2 FROM inferred_kinds WHERE inferred_kinds.id = conversation.id)
    WHERE id IN (SELECT id FROM inferred_kinds);
-- A record is 32 bytes, and a row has 120 of them.
CREATE TEMP TABLE record_place AS
    WITH RECURSIVE place (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM place WHERE n < 119) SELECT n FROM place;
UPDATE spine SET facts = (
    SELECT unhex(group_concat(
        hex(substr(facts, n * 32 + 1, 23))
            || printf('%02X', coalesce((SELECT mask FROM inferred_kinds WHERE id = chunk * 120 + n), 0))
            || hex(substr(facts, n * 32 + 25, 8)), '' ORDER BY n))
    FROM record_place)
    WHERE length(facts) = 3840 AND chunk IN (SELECT id / 120 FROM inferred_kinds);
DROP TABLE record_place;
DROP TABLE inferred_kinds;
