//! The editor of opening hours as plain data: a field for each day of the week and one for closed days, what of them
//! cannot be used, and how many hours a week they are.

use crate::i18n::{Phrase, PhraseArg, TextKey};
use chrono::{NaiveDate, Weekday};
use model::opening_hours::{HoursFault, HoursProblem, OpeningHours, OpeningSpan};
use model::search::weekday_name;

/// Days of a week, from Monday.
pub const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// What stands in the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoursForm {
    /// The times of each day from Monday on; empty where it is closed.
    pub days: [String; 7],
    /// Closed days by date.
    pub closed: String,
}

/// A field that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Which.
    pub field: HoursField,
    /// Why.
    pub fault: HoursFault,
}

/// A field of the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoursField {
    /// The times of a day, from Monday.
    Day(usize),
    /// The closed days.
    Closed,
    /// All of them together.
    Week,
}

impl HoursForm {
    /// The form of what is known of a space.
    #[must_use]
    pub fn of(hours: Option<&OpeningHours>) -> Self {
        let Some(hours) = hours else {
            return Self::default();
        };
        Self {
            days: std::array::from_fn(|day| hours.day_text(day)),
            closed: hours.closed_text(),
        }
    }

    /// The hours that it says.
    ///
    /// # Errors
    /// [`FieldFault`] for the first field that cannot be used, and for a week in which nothing opens: that is a form that
    /// nobody filled in.
    pub fn read(&self) -> Result<OpeningHours, FieldFault> {
        let mut hours = OpeningHours::default();
        for (day, text) in self.days.iter().enumerate() {
            let field = HoursField::Day(day);
            let spans = OpeningSpan::read_day(text);
            hours.week[day] = spans.map_err(|fault| FieldFault { field, fault })?;
        }
        hours.closed = self.closed_days()?;
        if hours.week.iter().all(Vec::is_empty) {
            return Err(FieldFault {
                field: HoursField::Week,
                fault: HoursFault {
                    part: String::new(),
                    problem: HoursProblem::Empty,
                },
            });
        }
        Ok(hours)
    }

    fn closed_days(&self) -> Result<std::collections::BTreeSet<NaiveDate>, FieldFault> {
        if self.closed.trim().is_empty() {
            return Ok(Default::default());
        }
        let read: Result<OpeningHours, HoursFault> = format!("closed {}", self.closed).parse();
        let field = HoursField::Closed;
        let hours = read.map_err(|fault| FieldFault { field, fault })?;
        if hours.closed.is_empty() {
            let fault = HoursFault {
                part: self.closed.trim().to_owned(),
                problem: HoursProblem::UnknownWord,
            };
            return Err(FieldFault { field, fault });
        }
        Ok(hours.closed)
    }

    /// The same times from Tuesday to Friday as on Monday.
    pub fn repeat_monday(&mut self) {
        let monday = self.days[0].clone();
        for day in &mut self.days[1..5] {
            day.clone_from(&monday);
        }
    }

    /// One more closed day.
    pub fn close(&mut self, day: NaiveDate) {
        let known = self.closed.trim().trim_end_matches(',');
        self.closed = if known.is_empty() {
            day.to_string()
        } else {
            format!("{known}, {day}")
        };
    }
}

/// How long it is open a week, in hours.
#[must_use]
pub fn open_a_week(hours: &OpeningHours) -> Phrase {
    let spans = hours.week.iter().flatten();
    let minutes: u32 = spans.map(|it| u32::from(it.closes - it.opens)).sum();
    Phrase::new(TextKey::HoursAWeek).with("hours", PhraseArg::Decimal(f64::from(minutes) / 60.0))
}

/// The name of a day of the week.
#[must_use]
pub fn weekday_label(day: Weekday) -> String {
    let name = weekday_name(day);
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::PlainFormats;

    fn form(monday: &str, closed: &str) -> HoursForm {
        let mut form = HoursForm {
            closed: closed.to_owned(),
            ..HoursForm::default()
        };
        form.days[0] = monday.to_owned();
        form
    }

    #[test]
    fn what_is_known_comes_back_from_its_fields() {
        let text =
            "mon-fri 09:00-12:00, 13:00-18:00; sat 22:00-02:00; closed 2026-12-24..2026-12-26";
        let hours: OpeningHours = text.parse().expect("opening hours");
        let form = HoursForm::of(Some(&hours));
        assert_eq!(form.days[0], "09:00-12:00, 13:00-18:00");
        assert_eq!(
            (form.days[6].as_str(), form.closed.as_str()),
            ("", "2026-12-24..2026-12-26")
        );
        assert_eq!(form.read().expect("it is read"), hours);
        assert_eq!(
            open_a_week(&hours).say(&PlainFormats),
            "Open 44.0 hours a week."
        );
        assert_eq!(HoursForm::of(None), HoursForm::default());
    }

    #[test]
    fn a_field_that_cannot_be_used_is_named() {
        let fault = |form: &HoursForm| {
            let fault = form.read().expect_err("refused");
            (fault.field, fault.fault.problem)
        };
        let wrong = form("09:00-25:00", "");
        assert_eq!(
            fault(&wrong),
            (HoursField::Day(0), HoursProblem::NoSuchTime)
        );
        let word = form("mon 09:00-10:00", "");
        assert_eq!(
            fault(&word),
            (HoursField::Day(0), HoursProblem::UnknownWord)
        );
        let closed = form("9-18", "christmas");
        assert_eq!(
            fault(&closed),
            (HoursField::Closed, HoursProblem::UnknownWord)
        );
        let weekday = form("9-18", "sun");
        assert_eq!(
            fault(&weekday),
            (HoursField::Closed, HoursProblem::UnknownWord)
        );
        let empty = HoursForm::default();
        assert_eq!(fault(&empty), (HoursField::Week, HoursProblem::Empty));
    }

    #[test]
    fn days_are_filled_and_closed_by_a_press() {
        let mut form = form("9-18", "2026-12-24,");
        form.repeat_monday();
        form.close("2026-12-25".parse().expect("a day"));
        let hours = form.read().expect("it is read");
        assert_eq!(
            hours.to_string(),
            "mon-fri 09:00-18:00; closed 2026-12-24..2026-12-25"
        );
        assert_eq!(weekday_label(Weekday::Wed), "Wednesday");
    }
}
