//! When people write: the rhythm of weekdays and opening hours in each space's own zone, slow growth,
//! a few busy days, holidays. It maps the number of a conversation to its moment and its space.

use super::places::PLACES;
use super::rng::SeededRng;
use chrono::{DateTime, Datelike, Duration, NaiveDate, Timelike, Utc, Weekday};

/// The length of the history, in days.
pub(super) const DAYS: i64 = 180;
const HOURS: i64 = DAYS * 24;

/// How much is written in each hour of a working day, from midnight on, in the space's zone.
const WORKDAY: [u32; 24] = [
    4, 2, 1, 1, 1, 3, 9, 26, 62, 96, 104, 98, 74, 78, 92, 88, 78, 60, 40, 30, 28, 24, 16, 8,
];
/// The same at the weekend.
const WEEKEND: [u32; 24] = [
    4, 2, 1, 1, 1, 1, 3, 6, 12, 20, 26, 25, 21, 18, 17, 16, 15, 14, 13, 14, 14, 12, 8, 5,
];
/// Tuesday is the busiest; Friday afternoon is quiet.
const WEEKDAY: [f64; 7] = [1.04, 1.14, 1.08, 1.02, 0.80, 0.95, 0.72];

/// The intensity of every hour of the history.
#[derive(Clone, Debug)]
pub(super) struct ActivityCalendar {
    seed: u64,
    pub(super) conversations: u32,
    start: DateTime<Utc>,
    /// Running totals, one for each hour and space: hour-major.
    running: Vec<f64>,
}

/// A conversation's moment and place.
#[derive(Clone, Copy, Debug)]
pub(super) struct CalendarSlot {
    pub(super) at: DateTime<Utc>,
    /// Position in `PLACES`.
    pub(super) space: usize,
}

impl ActivityCalendar {
    /// The rhythm of the 180 days before `until`.
    pub(super) fn new(seed: u64, conversations: u32, until: DateTime<Utc>) -> Self {
        let start = until - Duration::days(DAYS);
        let mut running = Vec::with_capacity(HOURS as usize * PLACES.len());
        let mut total = 0.0;
        for hour in 0..HOURS {
            for space in 0..PLACES.len() {
                total += intensity(seed, start + Duration::hours(hour), space, hour);
                running.push(total);
            }
        }
        Self {
            seed,
            conversations,
            start,
            running,
        }
    }

    /// The moment and space of conversation `index`. Moments never fall as `index` rises.
    pub(super) fn slot(&self, index: u32) -> CalendarSlot {
        let mut dice = SeededRng::new(self.seed, 1, u64::from(index));
        let total = self.running.last().copied().unwrap_or(1.0);
        let share = (f64::from(index) + dice.unit()) / f64::from(self.conversations.max(1));
        let mark = share * total;
        let hour = self.hour_of(mark);
        let (from, to) = self.edges(hour);
        let inside = ((mark - from) / (to - from)).clamp(0.0, 0.999_9);
        let at =
            self.start + Duration::hours(hour as i64) + Duration::seconds((inside * 3600.0) as i64);
        CalendarSlot {
            at,
            space: self.space_of(&mut dice, hour),
        }
    }

    /// The first conversation that began at `at` or later.
    pub(super) fn first_since(&self, at: DateTime<Utc>) -> u32 {
        let (mut low, mut high) = (0, self.conversations);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.slot(middle).at < at {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn hour_of(&self, mark: f64) -> usize {
        let at = self.running.partition_point(|sum| *sum <= mark);
        at.min(self.running.len() - 1) / PLACES.len()
    }

    fn edges(&self, hour: usize) -> (f64, f64) {
        let first = hour * PLACES.len();
        let from = if first == 0 {
            0.0
        } else {
            self.running[first - 1]
        };
        (from, self.running[first + PLACES.len() - 1])
    }

    fn space_of(&self, dice: &mut SeededRng, hour: usize) -> usize {
        let (from, to) = self.edges(hour);
        let mark = from + dice.unit() * (to - from);
        let first = hour * PLACES.len();
        let sums = &self.running[first..first + PLACES.len()];
        sums.partition_point(|sum| *sum <= mark)
            .min(PLACES.len() - 1)
    }
}

fn intensity(seed: u64, at: DateTime<Utc>, space: usize, hour: i64) -> f64 {
    let place = &PLACES[space];
    let local = at.with_timezone(&place.zone());
    let date = local.date_naive();
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    let curve = if weekend { WEEKEND } else { WORKDAY };
    let growth = 0.78 + 0.44 * hour as f64 / HOURS as f64;
    let weekday = WEEKDAY[date.weekday().num_days_from_monday() as usize];
    let base = f64::from(curve[local.hour() as usize]);
    base * weekday * growth * place.share * mood(seed, date, space) * holiday(date, space)
}

/// Days differ; one in about forty is a busy one (a newsletter, a strike, a conference in town).
fn mood(seed: u64, date: NaiveDate, space: usize) -> f64 {
    let day = u64::from(date.num_days_from_ce().unsigned_abs());
    let mut dice = SeededRng::new(seed, 2 + space as u64, day);
    let busy = if dice.below(41) == 0 { 1.9 } else { 1.0 };
    busy * (0.84 + 0.32 * dice.unit())
}

fn holiday(date: NaiveDate, space: usize) -> f64 {
    let quiet = match (date.month(), date.day()) {
        (1, 1) | (12, 25) => true,
        (12, 24 | 26 | 31) => space != 1,
        (7, 4) => space == 1,
        (10, 3) | (5, 1) => space == 2,
        _ => false,
    };
    if quiet { 0.22 } else { 1.0 }
}
