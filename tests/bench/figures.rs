//! The figures of one size, and how many become one.

use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;

/// Everything measured at one size.
#[derive(Default)]
pub(crate) struct Size {
    pub(crate) conversations: u32,
    pub(crate) messages: f64,
    pub(crate) sync_rates: Vec<f64>,
    pub(crate) first_rows_ms: Vec<f64>,
    pub(crate) nothing_new_ms: Vec<f64>,
    pub(crate) sync_peak_bytes: Vec<f64>,
    pub(crate) limit_rates: Vec<f64>,
    /// First syncs of the same conversations from the Nexudus mock.
    pub(crate) nexudus_rates: Vec<f64>,
    pub(crate) disk_bytes: u64,
    /// Each reading by its name, one value a round.
    pub(crate) reads: BTreeMap<String, Vec<f64>>,
    pub(crate) start_ms: Vec<f64>,
    /// From the process to the beginning of its page, and to its first painted rows.
    pub(crate) window_page_ms: Vec<f64>,
    pub(crate) window_rows_ms: Vec<f64>,
    pub(crate) scroll: Value,
    /// From a key to what it changes, painted.
    pub(crate) keys: Value,
    pub(crate) crowded: Value,
    pub(crate) peers: Vec<Value>,
}

impl Size {
    /// Takes in one first sync.
    pub(crate) fn add_sync(&mut self, line: &Value) -> Result<()> {
        self.messages = number(line, "messages")?;
        self.sync_rates
            .push(self.messages / number(line, "seconds")?);
        self.first_rows_ms.push(number(line, "first_rows_ms")?);
        self.nothing_new_ms.push(number(line, "nothing_new_ms")?);
        self.sync_peak_bytes.push(number(line, "peak_bytes")?);
        Ok(())
    }

    /// Takes in one first sync from the Nexudus mock.
    pub(crate) fn add_nexudus(&mut self, line: &Value) -> Result<()> {
        self.nexudus_rates
            .push(number(line, "messages")? / number(line, "seconds")?);
        Ok(())
    }

    /// Takes in one run of the limit.
    pub(crate) fn add_limit(&mut self, line: &Value) -> Result<()> {
        self.limit_rates
            .push(number(line, "messages")? / number(line, "seconds")?);
        Ok(())
    }

    /// Takes in one run of a reader.
    pub(crate) fn add_read(&mut self, line: &Value) {
        for (name, value) in line.as_object().into_iter().flatten() {
            self.reads
                .entry(name.clone())
                .or_default()
                .extend(value.as_f64());
        }
    }

    /// Takes in one start.
    pub(crate) fn add_start(&mut self, line: &Value) -> Result<()> {
        self.start_ms.push(number(line, "first_list_ms")?);
        Ok(())
    }

    /// Takes in one start of the window.
    pub(crate) fn add_window(&mut self, line: &Value) -> Result<()> {
        self.window_page_ms.push(number(line, "page_ms")?);
        self.window_rows_ms.push(number(line, "rows_ms")?);
        Ok(())
    }

    /// One reading, in the unit of its name.
    pub(crate) fn read(&self, name: &str) -> f64 {
        self.reads
            .get(name)
            .map_or(f64::NAN, |values| median(values))
    }
}

/// A number of a worker's line.
pub(crate) fn number(line: &Value, name: &str) -> Result<f64> {
    line[name]
        .as_f64()
        .with_context(|| format!("the worker told no {name}: {line}"))
}

/// The middle value; the mean of the two middle ones of an even number.
pub(crate) fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which this share of the values lies, between ranks by a straight line.
pub(crate) fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let place = share * last as f64;
    let below = sorted[place.floor() as usize];
    let above = sorted[place.ceil() as usize];
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_ranks() {
        let cases = [
            (&[3.0, 1.0, 2.0][..], 0.5, 2.0),
            (&[1.0, 2.0], 0.5, 1.5),
            (&[0.0, 10.0], 0.9, 9.0),
        ];
        for (values, share, wanted) in cases {
            assert!(
                (quantile(values, share) - wanted).abs() < 1e-12,
                "{share} of {values:?}"
            );
        }
        assert!(median(&[]).is_nan());
    }
}
