//! The keys under which persons are looked up, made anew where the rule of identity is another than it was
//! when the store was last opened. One transaction: a server that is killed meanwhile begins again.

use super::StoreError;
use super::db::{DatabaseEngine, DbConnection};
use super::table::{meta, total};
use model::identity::{KEY_VERSION, lookup_key};
use sqlx::{AssertSqlSafe, Connection as _, Row as _};

const RULE: &str = "identity_rule";
/// Rows that are read at once.
const BATCH: i64 = 1_000;

/// A column with an address or a number, and the one with its key.
struct KeyedColumn {
    table: &'static str,
    /// By which rows are told apart, a number.
    row: &'static str,
    text: &'static str,
    key: &'static str,
}

const NUMBERED: [KeyedColumn; 4] = [
    KeyedColumn {
        table: "conversation",
        row: "key",
        text: "external_identifier",
        key: "identity",
    },
    KeyedColumn {
        table: "lead",
        row: "place",
        text: "email",
        key: "email_key",
    },
    KeyedColumn {
        table: "lead",
        row: "place",
        text: "phone",
        key: "phone_key",
    },
    KeyedColumn {
        table: "customer",
        row: "key",
        text: "email",
        key: "email_key",
    },
];

/// Columns of tables whose rows have no number: each text is asked for once.
const UNNUMBERED: [(&str, &str, &str); 3] = [
    ("record", "email", "email_key"),
    ("record", "phone", "phone_key"),
    ("transcript", "email", "email_key"),
];

/// Makes the keys anew, if need be.
pub(super) async fn renew(connection: &mut DbConnection) -> Result<(), StoreError> {
    let rule = KEY_VERSION.to_string();
    if meta::get(connection, RULE).await?.as_deref() == Some(rule.as_str()) {
        return Ok(());
    }
    let engine = DatabaseEngine::of(connection);
    let mut transaction = connection.begin_with(engine.begin_write()).await?;
    total::lock(&mut transaction, engine).await?;
    for column in &NUMBERED {
        column.renew(&mut transaction).await?;
    }
    for (table, text, key) in UNNUMBERED {
        renew_texts(&mut transaction, table, text, key).await?;
    }
    meta::set(&mut transaction, RULE, &rule).await?;
    transaction.commit().await?;
    Ok(())
}

impl KeyedColumn {
    async fn renew(&self, connection: &mut DbConnection) -> Result<(), StoreError> {
        let Self {
            table,
            row,
            text,
            key,
        } = self;
        let read = format!(
            "SELECT {row}, {text} FROM {table} WHERE {text} IS NOT NULL AND {row} > $1 ORDER BY {row} LIMIT $2"
        );
        let write = format!("UPDATE {table} SET {key} = $1 WHERE {row} = $2");
        let mut after = i64::MIN;
        loop {
            let rows = sqlx::query(AssertSqlSafe(read.clone()));
            let rows = rows.bind(after).bind(BATCH);
            let rows = rows.fetch_all(&mut *connection).await?;
            for it in &rows {
                after = it.try_get(0)?;
                let update = sqlx::query(AssertSqlSafe(write.clone()));
                let update = update.bind(lookup_key(it.try_get(1)?)).bind(after);
                update.execute(&mut *connection).await?;
            }
            if rows.is_empty() {
                return Ok(());
            }
        }
    }
}

async fn renew_texts(
    connection: &mut DbConnection,
    table: &str,
    text: &str,
    key: &str,
) -> Result<(), StoreError> {
    let read = format!("SELECT DISTINCT {text} FROM {table} WHERE {text} IS NOT NULL");
    let write = format!("UPDATE {table} SET {key} = $1 WHERE {text} = $2");
    let texts = sqlx::query_scalar::<_, String>(AssertSqlSafe(read));
    for it in texts.fetch_all(&mut *connection).await? {
        let update = sqlx::query(AssertSqlSafe(write.clone()));
        let update = update.bind(lookup_key(&it)).bind(it);
        update.execute(&mut *connection).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use model::Reach;
    use unicode_normalization::UnicodeNormalization as _;

    /// The rule of the model has its own small table of letters; this is Unicode's.
    #[test]
    fn a_letter_has_one_key_however_its_accents_are_put_together() {
        let letters = ('\u{a1}'..='\u{1fff}').filter(|it| it.nfc().eq([*it]));
        for letter in letters.filter(|it| it.is_alphabetic()) {
            let (composed, apart) = (letter.to_string(), letter.nfd().collect::<String>());
            assert_eq!(
                lookup_key(&composed),
                lookup_key(&apart),
                "{letter} {:x}",
                letter as u32
            );
        }
    }

    #[tokio::test]
    async fn what_was_kept_under_another_rule_is_found_after_an_upgrade() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let store = Store::open(&path).await.unwrap();
        let (script, conversations) =
            practice::script(7, 60, "2026-11-21T09:00:00Z".parse().unwrap());
        store.put_spaces(&script.spaces).await.unwrap();
        store.put_customers(&script.customers).await.unwrap();
        store
            .put_many(&conversations.collect::<Vec<_>>())
            .await
            .unwrap();
        let names = script.customers.iter().filter_map(|it| it.email.clone());
        let names = names
            .map(|it| it.to_uppercase())
            .take(20)
            .collect::<Vec<_>>();
        let everywhere = Reach::Everywhere;
        let all = store.bound_to(&everywhere);
        let mut expected = Vec::new();
        for name in &names {
            expected.push(all.person(name).await.unwrap().conversations.len());
        }
        assert!(expected.iter().sum::<usize>() > 0);
        let mut pen = store.lock_for_write().await.unwrap();
        let old = "UPDATE conversation SET identity = 'x'; UPDATE lead SET email_key = NULL, phone_key = NULL; \
            UPDATE customer SET email_key = NULL; UPDATE meta SET value = '0' WHERE name = 'identity_rule'";
        let connection = pen.connection().unwrap();
        sqlx::raw_sql(old)
            .execute(&mut connection.connection)
            .await
            .unwrap();
        drop(pen);
        let lost = all.person(&names[0]).await.unwrap().conversations.len();
        assert_eq!(lost, 0, "the keys are those of another rule");
        store.close().await.unwrap();

        let store = Store::open(&path).await.unwrap();
        let all = store.bound_to(&everywhere);
        for (name, expected) in names.iter().zip(expected) {
            let found = all.person(name).await.unwrap().conversations.len();
            assert_eq!(found, expected, "{name}");
        }
    }
}
