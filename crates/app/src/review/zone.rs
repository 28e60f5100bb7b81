//! The time zones of spaces, for the page. The database of zones is asked, and nothing else.

use model::zone_view::{ZoneStep, ZoneView};
use zone::{OffsetStep, Zone};

/// Offsets of before this are not told one by one: 1970-01-01.
const FIRST: i64 = 0;

/// A zone of a space.
pub(crate) fn view(name: String) -> ZoneView {
    let zone = Zone::named(&name).ok();
    ZoneView {
        name,
        database: zone::database_version().to_owned(),
        steps: zone.map(|zone| steps(zone.steps())),
    }
}

fn steps(all: &[OffsetStep]) -> Vec<ZoneStep> {
    let before = all.partition_point(|step| step.from <= FIRST);
    let told = all.iter().skip(before.saturating_sub(1));
    told.map(|step| ZoneStep {
        // The first one holds for all time before it, and a page counts in numbers of 53 bits.
        from: step.from.max(FIRST),
        offset: step.offset,
        abbreviation: step.abbreviation.as_str().to_owned(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_what_the_numbers_are_counted_by() {
        let view = view("America/Vancouver".to_owned());
        assert_eq!(view.database, zone::database_version());
        let zone = Zone::named("America/Vancouver").expect("a zone");
        for at in [-1, 0, 1_790_000_000, 1_796_000_000, 4_000_000_000] {
            let told = view.step_at(at).map(|step| step.offset);
            assert_eq!(told, Some(zone.offset_at(at.max(0))), "{at}");
        }
    }

    #[test]
    fn of_an_unknown_zone_nothing_is_told() {
        assert_eq!(view("Mars/Olympus".to_owned()).steps, None);
        let utc = view("UTC".to_owned());
        assert_eq!(utc.step_at(1_790_000_000).map(|step| step.offset), Some(0));
    }
}
