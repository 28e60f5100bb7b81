//! The dashboard: every number of a scope over a period, and beside the period before, of one state of the data.

use crate::comparison::{ComparisonRow, ComparisonSide, ControlCurve, RateBesideRest, RateShift};
use crate::conversion_time::ConversionTime;
use crate::metrics::{Metrics, Share};
use crate::request::ListFilter;
use crate::search::{DaySpan, FieldTest, SearchDiagnosis, SearchMeaning};
use crate::trend::{TrendBucket, TrendStep};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Which days are counted, by the calendar of each conversation's space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DashboardPeriod {
    /// So many days up to today.
    LastDays(u16),
    /// A calendar week from Monday, so many weeks before the one that today is in.
    Week(u16),
    /// A calendar month, so many months before the one that today is in.
    Month(u16),
    /// From a day to a day.
    Span(DaySpan),
    /// Everything.
    All,
}

/// Asks for a dashboard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DashboardRequest {
    /// Of which conversations. Where its search asks for days, those are the period.
    pub filter: ListFilter,
    /// Of which days.
    pub period: DashboardPeriod,
    /// By what the trend counts.
    pub step: TrendStep,
    /// What is compared.
    pub side: ComparisonSide,
}

/// Who said which days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodOrigin {
    /// The period that was asked for.
    Period,
    /// The search.
    Search,
}

/// The days that are counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedDays {
    /// From when to when; an end that is open is none.
    pub span: DaySpan,
    /// Whether the last of them is over, so that nothing more can start in them.
    pub is_over: bool,
    /// Who said so.
    pub origin: PeriodOrigin,
}

/// The period before, as far as it is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeriodBefore {
    /// Its days.
    pub span: DaySpan,
    /// What lists its conversations.
    pub scope: ListFilter,
    /// Its numbers. The trend is left out.
    pub metrics: Metrics,
    /// Each rate of now beside that of then.
    pub rates: Vec<RateBesideRest>,
    /// Why each moved, by the channels.
    pub by_channel: Vec<RateShift>,
    /// Why each moved, by the side that is compared.
    pub by_side: Vec<RateShift>,
}

/// The conversations of a state or a country.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaceCount {
    /// What asks for it.
    pub place: FieldTest,
    /// How many.
    pub conversations: u64,
    /// Of these, with an outcome of any kind.
    pub converted: Share,
}

/// Where visitors were.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlaceCounts {
    /// States and territories of the United States, the most conversations first.
    pub states: Vec<PlaceCount>,
    /// Countries, the most conversations first.
    pub countries: Vec<PlaceCount>,
    /// Conversations of which no country is known.
    pub without_country: u64,
    /// Conversations of which no state or territory of the United States is known.
    pub without_state: u64,
}

/// Every number of a scope, counted over one state of the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DashboardView {
    /// Which state: it grows with every change of the data.
    pub generation: u64,
    /// When it was counted.
    pub counted_at: DateTime<Utc>,
    /// Which days.
    pub days: CountedDays,
    /// What lists exactly the conversations that are counted.
    pub scope: ListFilter,
    /// What the search asks; none where nothing is asked.
    pub meaning: Option<SearchMeaning>,
    /// What of it was not understood.
    pub diagnoses: Vec<SearchDiagnosis>,
    /// The numbers.
    pub metrics: Metrics,
    /// The period before; none where one end of the period is open.
    pub before: Option<PeriodBefore>,
    /// Conversations with inferred outcomes and no confirmed one. Where the scope counts inferred outcomes they are
    /// among the converted; else they are in no number.
    pub only_inferred: u64,
    /// Of the conversations with a lead, those with an outcome of any kind.
    pub leads_converted: Share,
    /// When how many began.
    pub trend: Vec<TrendBucket>,
    /// The first day whose conversations may still convert: by the time in which nineteen of twenty that convert had
    /// done so. None where too few converted to tell.
    pub converting_from: Option<NaiveDate>,
    /// The parts of one side.
    pub comparison: Vec<ComparisonRow>,
    /// The limits of its rates over the size of a part, where its parts are spaces or sources and three have enough
    /// conversations to speak of rates.
    pub control: Vec<ControlCurve>,
    /// How long it takes to convert.
    pub conversion_times: Vec<ConversionTime>,
    /// Where visitors were.
    pub places: PlaceCounts,
    /// The zones of the spaces whose conversations are counted, by name.
    pub zones: Vec<String>,
    /// Which database of zones says what a day is.
    pub zone_database: String,
}

/// Days of a dashboard of which nothing else is asked.
pub const USUAL_DAYS: u16 = 30;

impl Default for DashboardPeriod {
    fn default() -> Self {
        Self::LastDays(USUAL_DAYS)
    }
}
