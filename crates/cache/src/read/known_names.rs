//! Every name that the records know, of people, companies and operators: what is to be masked is known from here.
//! What names are masked by is not decided here.

use super::reader::CacheReader;
use crate::error::Result;

/// Names, each once, in no order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordedNames {
    /// Customers, leads, and whoever wrote as a customer.
    pub people: Vec<String>,
    /// Companies of customers.
    pub companies: Vec<String>,
    /// Operators.
    pub staff: Vec<String>,
}

const PEOPLE: &str = "SELECT name FROM customer WHERE name IS NOT NULL
    UNION SELECT name FROM lead WHERE name IS NOT NULL
    UNION SELECT sender_name FROM message WHERE sender = 'customer' AND sender_name IS NOT NULL";
const COMPANIES: &str = "SELECT DISTINCT company FROM customer WHERE company IS NOT NULL";
const STAFF: &str = "SELECT DISTINCT sender_name FROM message WHERE sender = 'operator' AND sender_name IS NOT NULL";

impl CacheReader {
    /// Every name that the records of all sources know. It looks at every message once.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn recorded_names(&self) -> Result<RecordedNames> {
        let mut conn = self.shared.pool.lease().await?;
        let mut names = RecordedNames::default();
        for (sql, list) in [
            (PEOPLE, &mut names.people),
            (COMPANIES, &mut names.companies),
            (STAFF, &mut names.staff),
        ] {
            *list = sqlx::query_scalar(sql).fetch_all(&mut *conn).await?;
        }
        conn.whole(names).await
    }
}
