//! Rows as structs, column by column of the same name. The derive of sqlx would do the same, but brings the
//! whole driver with it a second time, SQLCipher included, compiled for its macros.

/// Makes a struct readable from a row whose columns are called as its fields are. A field that is left out
/// does not compile.
macro_rules! from_row {
    ($name:ident: $($field:ident),* $(,)?) => {
        impl sqlx::FromRow<'_, sqlx::sqlite::SqliteRow> for $name {
            fn from_row(row: &sqlx::sqlite::SqliteRow) -> sqlx::Result<Self> {
                Ok(Self {
                    $($field: sqlx::Row::try_get(row, stringify!($field))?,)*
                })
            }
        }
    };
}
pub(crate) use from_row;
