//! The views that auditors ask: their columns are documented in docs/handover.md, and are a promise. Times are text,
//! RFC 3339 in UTC.

use model::SourceId;

/// Statements that make the views over the rows of some sources.
pub(crate) fn create(only: &[SourceId]) -> String {
    let ids: Vec<String> = only.iter().map(ToString::to_string).collect();
    let sources = ids.join(", ");
    VIEWS.replace("{sources}", &sources)
}

const VIEWS: &str = "
CREATE TEMP VIEW v_source AS SELECT id AS source_id, kind, name
    FROM main.source WHERE id IN ({sources});
CREATE TEMP VIEW v_space AS SELECT id AS space_id, source_id, remote_id, coalesce(name, remote_id) AS name, time_zone
    FROM main.space WHERE source_id IN ({sources});
CREATE TEMP VIEW v_conversation AS SELECT c.id AS conversation_id, c.remote_id, c.session_id, c.source_id,
        c.space_id, coalesce(s.name, s.remote_id) AS space, s.time_zone, ch.name AS channel, c.status, c.escalation,
        c.origin, c.subject, c.first_line, cu.name AS customer, cu.company, cu.email AS customer_email,
        c.external_identifier, c.visitor_token, c.city, c.region, c.country,
        strftime('%Y-%m-%dT%H:%M:%fZ', c.started_at / 1000.0, 'unixepoch') AS started_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', c.last_activity_at / 1000.0, 'unixepoch') AS last_activity_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', c.ended_at / 1000.0, 'unixepoch') AS ended_at,
        c.messages AS all_messages, c.visible_messages AS messages, c.leads
    FROM main.conversation AS c JOIN main.space AS s ON s.id = c.space_id
        LEFT JOIN main.channel AS ch ON ch.code = c.channel LEFT JOIN main.customer AS cu ON cu.id = c.customer_id
    WHERE c.source_id IN ({sources});
CREATE TEMP VIEW v_message AS SELECT m.id AS message_id, m.id >> 20 AS conversation_id, m.remote_id,
        strftime('%Y-%m-%dT%H:%M:%fZ', m.sent_at / 1000.0, 'unixepoch') AS sent_at,
        m.sender, m.sender_name, m.delivery, coalesce(m.text, m.body) AS text, m.hidden AS hidden_text
    FROM main.message AS m JOIN main.conversation AS c ON c.id = m.id >> 20 WHERE c.source_id IN ({sources});
CREATE TEMP VIEW v_outcome AS SELECT o.conversation_id, o.remote_id, o.kind, o.record, o.url,
        strftime('%Y-%m-%dT%H:%M:%fZ', o.occurred_at / 1000.0, 'unixepoch') AS occurred_at, o.confirmed,
        strftime('%Y-%m-%dT%H:%M:%fZ', o.taken_back_at / 1000.0, 'unixepoch') AS taken_back_at, o.counted_in,
        o.confirmed = 1 AND o.taken_back_at IS NULL AND o.counted_in IS NULL AS counts
    FROM main.conversion AS o JOIN main.conversation AS c ON c.id = o.conversation_id
    WHERE c.source_id IN ({sources});
CREATE TEMP VIEW v_lead AS SELECT l.conversation_id, l.remote_id, l.name, l.email, l.phone, l.note,
        strftime('%Y-%m-%dT%H:%M:%fZ', l.created_at / 1000.0, 'unixepoch') AS created_at
    FROM main.lead AS l JOIN main.conversation AS c ON c.id = l.conversation_id WHERE c.source_id IN ({sources});
CREATE TEMP VIEW v_ticket AS SELECT t.conversation_id, t.remote_id, t.subject, t.url,
        strftime('%Y-%m-%dT%H:%M:%fZ', t.created_at / 1000.0, 'unixepoch') AS created_at, t.escalated_by
    FROM main.ticket AS t JOIN main.conversation AS c ON c.id = t.conversation_id WHERE c.source_id IN ({sources});
CREATE TEMP VIEW v_inbox_item AS SELECT i.conversation_id, i.remote_id, i.title, i.status, i.url,
        strftime('%Y-%m-%dT%H:%M:%fZ', i.created_at / 1000.0, 'unixepoch') AS created_at
    FROM main.inbox_item AS i JOIN main.conversation AS c ON c.id = i.conversation_id
    WHERE c.source_id IN ({sources});
";
