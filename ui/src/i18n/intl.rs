//! Numbers, plurals and times through the browser's `Intl`. Formatters are costly to make, so each is
//! made once and kept.

use crate::i18n::relative_time::{RelativeTime, ago};
use crate::i18n::zone_clock::{ClockReading, reading};
use crate::i18n::{LocaleFormats, PluralCategory, TextKey, TimeStyle, text};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use js_sys::{Array, Function, Object, Reflect};
use model::zone_view::ZoneView;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use wasm_bindgen::{JsCast, JsValue};

type FormatOptions<'a> = &'a [(&'a str, &'a str)];

/// The browser's formats for one language.
pub(crate) struct BrowserFormats {
    locale: String,
    now: Cell<DateTime<Utc>>,
    made: RefCell<HashMap<String, JsValue>>,
    zones: RefCell<HashMap<String, ZoneView>>,
}

thread_local! {
    static INTL: BrowserFormats = BrowserFormats::of_this_browser();
}

/// Lends the formats.
pub(crate) fn with<T>(use_them: impl FnOnce(&BrowserFormats) -> T) -> T {
    INTL.with(use_them)
}

impl BrowserFormats {
    fn of_this_browser() -> Self {
        let language = web_sys::window()
            .and_then(|window| window.navigator().language())
            .unwrap_or_default();
        // The words are English; formats of another language between them would read oddly.
        let locale = if language.starts_with("en") {
            language
        } else {
            "en-GB".to_owned()
        };
        Self {
            locale,
            now: Cell::new(crate::browser::clock()),
            made: RefCell::default(),
            zones: RefCell::default(),
        }
    }

    /// Sets the instant from which distances are counted.
    pub(crate) fn set_now(&self, now: DateTime<Utc>) {
        self.now.set(now);
    }

    /// Takes up a zone: its times are told by its own offsets from then on, not by the browser's.
    pub(crate) fn learn_zone(&self, zone: ZoneView) {
        self.zones.borrow_mut().insert(zone.name.clone(), zone);
    }

    /// Whether a zone was taken up.
    pub(crate) fn knows_zone(&self, name: &str) -> bool {
        self.zones.borrow().contains_key(name)
    }

    /// Whether the back end has no zone of this name, so that its times are those of UTC.
    pub(crate) fn is_nobodys_zone(&self, name: &str) -> bool {
        let zones = self.zones.borrow();
        zones.get(name).is_some_and(|zone| zone.steps.is_none())
    }

    /// The name of this laptop's zone.
    pub(crate) fn zone_here(&self) -> String {
        let format = self.formatter("DateTimeFormat", &self.locale, &[]);
        let resolved = format
            .as_ref()
            .and_then(|format| method(format, "resolvedOptions", &[]));
        let zone = resolved.and_then(|options| Reflect::get(&options, &"timeZone".into()).ok());
        zone.and_then(|zone| zone.as_string())
            .unwrap_or_else(|| "UTC".to_owned())
    }

    /// Whether a name is one of a zone.
    pub(crate) fn is_zone(&self, name: &str) -> bool {
        self.formatter("DateTimeFormat", "en-GB", &[("timeZone", name)])
            .is_some()
    }

    /// The calendar day of an instant in a zone, counted from year one.
    pub(crate) fn day(&self, at: DateTime<Utc>, zone: Option<&str>) -> i64 {
        let options = [
            ("year", "numeric"),
            ("month", "2-digit"),
            ("day", "2-digit"),
        ];
        let written = self.date(at, zone, "sv-SE", &options);
        i64::from(
            calendar_day(&written)
                .unwrap_or_else(|| at.date_naive())
                .num_days_from_ce(),
        )
    }

    /// The name of a country.
    pub(crate) fn country(&self, code: &str) -> String {
        let names = self.formatter("DisplayNames", &self.locale, &[("type", "region")]);
        let name = names.and_then(|names| method(&names, "of", &[code.into()]));
        name.and_then(|name| name.as_string())
            .unwrap_or_else(|| code.to_owned())
    }

    fn formatter(&self, kind: &str, locale: &str, options: FormatOptions<'_>) -> Option<JsValue> {
        let mut name = format!("{kind} {locale}");
        for (key, value) in options {
            name.push_str(key);
            name.push_str(value);
        }
        if let Some(made) = self.made.borrow().get(&name) {
            return Some(made.clone());
        }
        let made = construct(kind, locale, options)?;
        self.made.borrow_mut().insert(name, made.clone());
        Some(made)
    }

    fn date(
        &self,
        at: DateTime<Utc>,
        zone: Option<&str>,
        locale: &str,
        options: FormatOptions<'_>,
    ) -> String {
        let learnt = zone.and_then(|zone| {
            let zones = self.zones.borrow();
            zones.get(zone).map(|zone| reading(zone, at))
        });
        if let Some(reading) = learnt {
            return self.read_off(&reading, locale, options);
        }
        let zoned: Vec<_> = options
            .iter()
            .copied()
            .chain(zone.map(|zone| ("timeZone", zone)))
            .collect();
        // A zone that this browser does not know is shown as UTC rather than not at all.
        let utc: Vec<_> = options
            .iter()
            .copied()
            .chain([("timeZone", "UTC"), ("timeZoneName", "short")])
            .collect();
        let made = self
            .formatter("DateTimeFormat", locale, &zoned)
            .or_else(|| self.formatter("DateTimeFormat", locale, &utc));
        let date = js_sys::Date::new(&JsValue::from_f64(millis(at)));
        made.and_then(|format| call_format(&format, &date))
            .unwrap_or_else(|| at.to_rfc3339())
    }

    /// What a clock shows, with the name of its offset where that is asked for.
    fn read_off(&self, reading: &ClockReading, locale: &str, options: FormatOptions<'_>) -> String {
        let is_name = |option: &&(&str, &str)| option.0 == "timeZoneName";
        let plain = options.iter().filter(|option| !is_name(option)).copied();
        let plain: Vec<_> = plain.chain([("timeZone", "UTC")]).collect();
        let made = self.formatter("DateTimeFormat", locale, &plain);
        let date = js_sys::Date::new(&JsValue::from_f64(millis(reading.local)));
        let said = made
            .and_then(|format| call_format(&format, &date))
            .unwrap_or_else(|| reading.local.to_rfc3339());
        match options.iter().find(is_name) {
            Some(_) => format!("{said} {}", reading.abbreviation),
            None => said,
        }
    }

    fn digits(&self, value: f64, options: FormatOptions<'_>) -> String {
        let made = self.formatter("NumberFormat", &self.locale, options);
        made.and_then(|format| call_format(&format, &value.into()))
            .unwrap_or_else(|| value.to_string())
    }

    fn relative(&self, amount: i64, unit: &str) -> String {
        let made = self.formatter(
            "RelativeTimeFormat",
            &self.locale,
            &[("numeric", "auto"), ("style", "short")],
        );
        let said =
            made.and_then(|format| method(&format, "format", &[whole(-amount), unit.into()]));
        let said = said
            .and_then(|said| said.as_string())
            .unwrap_or_else(|| amount.to_string());
        // American short forms carry full stops ("15 min. ago"), which a dense column does not want.
        if self.locale.starts_with("en") {
            said.replace(". ", " ")
        } else {
            said
        }
    }

    fn dated(
        &self,
        at: DateTime<Utc>,
        zone: Option<&str>,
        weekday: &[(&str, &str)],
        month: &str,
    ) -> String {
        let this_year = self.year(at, zone) == self.year(self.now.get(), zone);
        let year: &[(&str, &str)] = if this_year {
            &[]
        } else {
            &[("year", "numeric")]
        };
        let options: Vec<_> = weekday
            .iter()
            .chain(&[("day", "numeric"), ("month", month)])
            .chain(year)
            .copied()
            .collect();
        self.date(at, zone, &self.locale, &options)
    }

    fn year(&self, at: DateTime<Utc>, zone: Option<&str>) -> String {
        self.date(at, zone, "sv-SE", &[("year", "numeric")])
    }

    fn exact(&self, at: DateTime<Utc>, zone: Option<&str>) -> String {
        let options = [
            ("weekday", "short"),
            ("day", "numeric"),
            ("month", "short"),
            ("year", "numeric"),
            ("hour", "numeric"),
            ("minute", "2-digit"),
            ("second", "2-digit"),
            ("timeZoneName", "short"),
        ];
        self.date(at, zone, &self.locale, &options)
    }

    fn ago(&self, at: DateTime<Utc>, zone: Option<&str>) -> String {
        let now = self.now.get();
        match ago(at, now, self.day(now, zone) - self.day(at, zone)) {
            RelativeTime::JustNow => text(TextKey::JustNow).to_owned(),
            RelativeTime::Minutes(minutes) => self.relative(minutes, "minute"),
            RelativeTime::Hours(hours) => self.relative(hours, "hour"),
            RelativeTime::Days(days) => self.relative(days, "day"),
            RelativeTime::Date => self.dated(at, zone, &[], "short"),
        }
    }
}

impl LocaleFormats for BrowserFormats {
    fn number(&self, value: i64) -> String {
        self.digits(wide(value), &[])
    }

    fn decimal(&self, value: f64) -> String {
        self.digits(
            value,
            &[
                ("minimumFractionDigits", "1"),
                ("maximumFractionDigits", "1"),
            ],
        )
    }

    fn percent(&self, share: f64) -> String {
        let options = [
            ("style", "percent"),
            ("minimumFractionDigits", "1"),
            ("maximumFractionDigits", "1"),
        ];
        self.digits(share, &options)
    }

    fn category(&self, value: i64) -> PluralCategory {
        let rules = self.formatter("PluralRules", &self.locale, &[]);
        let name = rules.and_then(|rules| method(&rules, "select", &[whole(value)]));
        PluralCategory::named(&name.and_then(|name| name.as_string()).unwrap_or_default())
    }

    fn moment(&self, at: DateTime<Utc>, zone: Option<&str>, style: TimeStyle) -> String {
        match style {
            TimeStyle::Time => self.date(
                at,
                zone,
                &self.locale,
                &[("hour", "numeric"), ("minute", "2-digit")],
            ),
            TimeStyle::Date => self.dated(at, zone, &[], "short"),
            TimeStyle::Day => self.dated(at, zone, &[("weekday", "long")], "long"),
            TimeStyle::DateTime => {
                let options = [
                    ("day", "numeric"),
                    ("month", "short"),
                    ("hour", "numeric"),
                    ("minute", "2-digit"),
                ];
                self.date(at, zone, &self.locale, &options)
            }
            TimeStyle::Exact => self.exact(at, zone),
            TimeStyle::Ago => self.ago(at, zone),
        }
    }
}

/// `new Intl[kind](locale, options)`; `None` where the browser refuses the options.
fn construct(kind: &str, locale: &str, options: FormatOptions<'_>) -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let constructor: Function = Reflect::get(&intl, &kind.into()).ok()?.dyn_into().ok()?;
    let chosen = Object::new();
    for (key, value) in options {
        Reflect::set(&chosen, &(*key).into(), &(*value).into()).ok()?;
    }
    Reflect::construct(&constructor, &Array::of2(&locale.into(), &chosen)).ok()
}

fn method(object: &JsValue, name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let function: Function = Reflect::get(object, &name.into()).ok()?.dyn_into().ok()?;
    function
        .apply(object, &arguments.iter().collect::<Array>())
        .ok()
}

fn call_format(format: &JsValue, value: &JsValue) -> Option<String> {
    method(format, "format", std::slice::from_ref(value))?.as_string()
}

/// Reads "2026-11-21", which is how Swedes write a day.
fn calendar_day(written: &str) -> Option<NaiveDate> {
    let mut parts = written.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let (month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    NaiveDate::from_ymd_opt(year, month, day)
}

fn whole(value: i64) -> JsValue {
    JsValue::from_f64(wide(value))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts and milliseconds stay below 2^53"
)]
const fn wide(value: i64) -> f64 {
    value as f64
}

const fn millis(at: DateTime<Utc>) -> f64 {
    wide(at.timestamp_millis())
}
