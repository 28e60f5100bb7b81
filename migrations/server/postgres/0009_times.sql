-- A time that cannot be (before the year 2000, or more than a day ahead of the clock) is kept beside that
-- of arrival. What was taken before that rule came with no time of arrival: the last that was heard of its
-- conversation stands for it.

ALTER TABLE message ADD COLUMN time_said BIGINT; -- what was sent, where that cannot be
ALTER TABLE conversion ADD COLUMN time_said BIGINT;
ALTER TABLE conversion ADD COLUMN taken_back_at BIGINT; -- it counts no more
ALTER TABLE conversion ADD COLUMN counted_in TEXT; -- the id of the conversation in which it counts, where that is another

UPDATE conversation SET started_at = CASE
        WHEN last_activity_at BETWEEN 946684800000000 AND (SELECT CAST((extract(epoch FROM now()) + 86400) * 1000000 AS BIGINT))
            THEN last_activity_at ELSE CAST(extract(epoch FROM now()) * 1000000 AS BIGINT) END
    WHERE started_at NOT BETWEEN 946684800000000 AND (SELECT CAST((extract(epoch FROM now()) + 86400) * 1000000 AS BIGINT));
UPDATE conversation SET last_activity_at = started_at
    WHERE last_activity_at NOT BETWEEN 946684800000000 AND (SELECT CAST((extract(epoch FROM now()) + 86400) * 1000000 AS BIGINT));
UPDATE conversation SET ended_at = last_activity_at
    WHERE ended_at NOT BETWEEN 946684800000000 AND (SELECT CAST((extract(epoch FROM now()) + 86400) * 1000000 AS BIGINT));
UPDATE message SET time_said = sent_at,
        sent_at = (SELECT last_activity_at FROM conversation WHERE key = message.conversation)
    WHERE sent_at NOT BETWEEN 946684800000000 AND (SELECT CAST((extract(epoch FROM now()) + 86400) * 1000000 AS BIGINT));
UPDATE conversion SET time_said = occurred_at,
        occurred_at = (SELECT last_activity_at FROM conversation WHERE key = conversion.conversation)
    WHERE occurred_at NOT BETWEEN 946684800000000 AND (SELECT CAST((extract(epoch FROM now()) + 86400) * 1000000 AS BIGINT));
