//! Reading rows of which some may be damaged: bytes that are no text, a time out of range. All are read at once;
//! only where that fails each is read by itself, so that one that cannot be read is named and takes no other
//! with it. A failure of the database or of the disk is none of a row, and stays one.

use crate::store::StoreError;
use crate::store::db::{DbConnection, DbRow};
use model::RemoteId;
use sqlx::{AssertSqlSafe, Row as _};
use std::borrow::Cow;

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DamagedRow {
    /// The number of what it hangs on.
    pub(crate) owner: i64,
    /// Its id; where that cannot be read either, a name made of its number.
    pub(crate) id: RemoteId,
}

/// The statements by which rows of a table are read.
pub(crate) struct RowStatements {
    /// The rows.
    pub(crate) all: Cow<'static, str>,
    /// Their numbers, and the numbers of what they hang on: the same rows in the same order.
    pub(crate) numbers: Cow<'static, str>,
    /// One of them, by its number, with the same columns.
    pub(crate) one: &'static str,
    /// The id of one, by its number.
    pub(crate) id: &'static str,
}

impl RowStatements {
    /// The rows, each as it is or by its name.
    pub(crate) async fn read<T>(
        &self,
        connection: &mut DbConnection,
        binds: &[i64],
        read: fn(&DbRow) -> sqlx::Result<T>,
    ) -> Result<Vec<Result<T, DamagedRow>>, StoreError> {
        let rows = fetch(connection, self.all.clone(), binds).await;
        let all = rows.and_then(|rows| rows.iter().map(read).collect::<sqlx::Result<Vec<_>>>());
        match all {
            Ok(all) => Ok(all.into_iter().map(Ok).collect()),
            Err(error) if is_damage(&error) => self.read_each(connection, binds, read).await,
            Err(error) => Err(error.into()),
        }
    }

    async fn read_each<T>(
        &self,
        connection: &mut DbConnection,
        binds: &[i64],
        read: fn(&DbRow) -> sqlx::Result<T>,
    ) -> Result<Vec<Result<T, DamagedRow>>, StoreError> {
        let mut rows = Vec::new();
        for row in fetch(connection, self.numbers.clone(), binds).await? {
            let (number, owner) = (row.try_get::<i64, _>(0)?, row.try_get(1)?);
            let one = sqlx::query(self.one)
                .bind(number)
                .fetch_one(&mut *connection);
            match one.await.and_then(|row| read(&row)) {
                Ok(row) => rows.push(Ok(row)),
                Err(error) if is_damage(&error) => {
                    let id = self.name(connection, number).await?;
                    rows.push(Err(DamagedRow { owner, id }));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(rows)
    }

    async fn name(
        &self,
        connection: &mut DbConnection,
        number: i64,
    ) -> Result<RemoteId, StoreError> {
        let id = sqlx::query_scalar::<_, String>(self.id).bind(number);
        match id.fetch_one(&mut *connection).await {
            Ok(id) => Ok(RemoteId(id)),
            Err(error) if is_damage(&error) => Ok(RemoteId(format!("row-{number}"))),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether a value could not be read that was there.
pub(crate) fn is_damage(error: &sqlx::Error) -> bool {
    matches!(
        error,
        sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. }
    )
}

async fn fetch(
    connection: &mut DbConnection,
    sql: Cow<'static, str>,
    binds: &[i64],
) -> sqlx::Result<Vec<DbRow>> {
    let mut query = match sql {
        Cow::Borrowed(sql) => sqlx::query(sql),
        Cow::Owned(sql) => sqlx::query(AssertSqlSafe(sql)).persistent(false),
    };
    for bind in binds {
        query = query.bind(*bind);
    }
    query.fetch_all(&mut *connection).await
}
