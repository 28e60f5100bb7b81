//! What the server was asked, and how fast.

use chrono::{DateTime, Utc};

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeteredRequest {
    /// The verb.
    pub method: String,
    /// The path, `/api/` included.
    pub path: String,
    /// The query, as it came.
    pub query: String,
    /// When, by the server's clock.
    pub at: DateTime<Utc>,
}

/// Everything that was asked.
#[derive(Debug, Default)]
pub struct RequestMeter {
    asked: Vec<MeteredRequest>,
}

impl RequestMeter {
    pub(crate) fn note(&mut self, asked: MeteredRequest) {
        self.asked.push(asked);
    }

    /// Every request, in order.
    #[must_use]
    pub fn asked(&self) -> &[MeteredRequest] {
        &self.asked
    }

    /// Requests of a verb whose path ends so.
    #[must_use]
    pub fn count(&self, method: &str, path: &str) -> usize {
        self.asked
            .iter()
            .filter(|asked| asked.method == method && asked.path.ends_with(path))
            .count()
    }

    /// Requests that could change something: all but GET, and but the sign-in.
    #[must_use]
    pub fn writes(&self) -> usize {
        let is_harmless =
            |asked: &&MeteredRequest| asked.method == "GET" || asked.path == "/api/token";
        self.asked.len() - self.asked.iter().filter(is_harmless).count()
    }

    /// The most requests that any span of so many milliseconds held, wherever it began. Both ends
    /// belong to it.
    #[must_use]
    pub fn most_within(&self, millis: i64) -> usize {
        let times: Vec<i64> = self
            .asked
            .iter()
            .map(|asked| asked.at.timestamp_millis())
            .collect();
        let (mut first, mut most) = (0, 0);
        for (last, at) in times.iter().enumerate() {
            while times[first] + millis <= *at {
                first += 1;
            }
            most = most.max(last - first + 1);
        }
        most
    }

    /// Forgets everything.
    pub fn reset(&mut self) {
        self.asked.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busiest_span_is_found_wherever_it_begins() {
        let mut meter = RequestMeter::default();
        for millis in [0, 900, 1_000, 1_100, 5_000] {
            meter.note(MeteredRequest {
                method: "GET".to_owned(),
                path: "/api/x".to_owned(),
                query: String::new(),
                at: DateTime::UNIX_EPOCH + chrono::TimeDelta::milliseconds(millis),
            });
        }
        assert_eq!(meter.most_within(1_000), 3);
        assert_eq!(meter.most_within(100), 1);
        assert_eq!(meter.most_within(10_000), 5);
        assert_eq!(meter.writes(), 0);
    }
}
