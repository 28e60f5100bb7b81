//! English, of the dashboard and of what stands behind its numbers. The texts join those of [`crate::english`] in one
//! list of keys.

/// Hands the texts, behind those that are given, to the macro that makes the list.
macro_rules! with_dashboard_texts {
    ($receiver:ident { $($texts:tt)* }) => {
        with_number_texts! { $receiver {
            $($texts)*

            // the page
            NavDashboard = "Dashboard";
            DoDashboard = "The dashboard";
            DashboardWaiting = "Counting…";
            DashboardNothing = "No conversation is in this period. Choose a longer one, or another search.";
            DashboardStale = "Newer data is here";
            DashboardAgain = "Count again";
            DashboardCounted = "Counted {when}";
            DashboardSearchHint = "Search narrows every number";
            DashboardRows = "List these conversations";
            DashboardEvidence = "How {what} is counted";
            DashboardFew = "{k} of {n}";
            DashboardKeys = "Arrow keys go from one to the next, Enter lists its conversations";

            // its period
            DayPeriodLabel = "Period";
            DayPeriod7 = "Last 7 days";
            DayPeriod30 = "Last 30 days";
            DayPeriod90 = "Last 90 days";
            DayPeriodThisWeek = "This week";
            DayPeriodLastWeek = "Last week";
            DayPeriodThisMonth = "This month";
            DayPeriodLastMonth = "Last month";
            DayPeriodAll = "All time";
            DayPeriodCustom = "From … until …";
            DayPeriodFrom = "From";
            DayPeriodUntil = "Until";
            DayPeriodAgainst = "against {days}";
            DayPeriodOfSearch = "The search asks for these days";
            DaySpan = "{first} – {last}";
            DaySpanFrom = "from {first}";
            DaySpanUntil = "until {last}";
            DaySpanAll = "all days";
            DayBusiest = "peak {n} a day";

            // numbers against the period before
            ChangeHigher = "Higher";
            ChangeLower = "Lower";
            ChangeNone = "No clear change";
            ChangeTooFew = "one=Too few: ~{n} more | other=Too few: ~{n} more";
            ChangePoints = "{points} pts";
            ChangeTotal = "{change} on {before}";
            ChangeSoFar = "{change} so far on {before}";
            ChangeNoBefore = "No period before";
            ChangeRange = "{low}–{high}";
            ChangeHelp = "Before: {before}. Difference {points} pts, 95 % interval {low} to {high}.";
            TotalSplit = "{converted} converted, {inferred} only inferred";
            TotalSplitWithInferred = "{converted} converted with inferred, {inferred} of them only so";
            WithInferred = "with inferred";
            TerminalWithInferred = "Inferred outcomes are counted.";
            InferredSwitch = "Inferred";
            InferredSwitchName = "Count inferred outcomes";
            InferredSwitchHelp = "Count outcomes that were only inferred: the same person did it within the stated window, and the server did not confirm the link. Every number then says so.";

            // the trend
            TrendTitle = "Conversations over time";
            TrendStarted = "Started";
            TrendConverted = "Converted";
            TrendDay = "Day";
            TrendWeek = "Week";
            TrendMonth = "Month";
            TrendStep = "Counted by";
            TrendTable = "Table";
            TrendChart = "Chart";
            TrendStillConverting = "still converting";
            TrendPoint = "{days}: {started} started, {converted} converted so far";
            TrendRead = "{started} started · {converted} converted, {rate}";
            TrendReadFew = "{started} started · {converted} converted";
            TrendFrom = "From";

            // comparisons
            CompareTitle = "Compared";
            CompareBy = "Compare by";
            CompareOutcome = "Rate of";
            CompareRest = "Beside the rest";
            CompareRate = "Rate, 95 %";
            CompareConversations = "Conv.";
            CompareAll = "All";
            CompareUnknown = "Not known";
            CompareMore = "More";
            CompareFewer = "Fewer";
            CompareNone = "No difference seen";
            CompareTooFew = "one=Too few: ~{n} more | other=Too few: ~{n} more";
            CompareAlone = "All there is";
            CompareNote = "Newcombe, guarded for many";
            ComparePlotNote = "Exact binomial limits";
            ComparePlot = "Funnel plot";
            CompareTable = "Table";
            ControlFarBelow = "below 99.8 %";
            ControlBelow = "below 95 %";
            ControlWithin = "within limits";
            ControlAbove = "above 95 %";
            ControlFarAbove = "above 99.8 %";
            ControlTitle = "Funnel plot: {outcome} by {side}";
            ControlDescription = "The rate of each over its conversations. All together have {target}. Where chance alone makes the difference, 95 of 100 lie between the inner limits and 998 of 1000 between the outer ones. {outside} of {n} lie outside of the inner limits.";
            ControlMark = "{name}: {rate} of {n}, {standing}";
            ControlNote = "Limits of the binomial distribution about {target}: dashed 95 %, solid 99.8 %";
            ControlLeftOut = "one={n} with fewer than 20 conversations is in the table alone | other={n} with fewer than 20 conversations are in the table alone";
            ControlLimits = "95 % limits";
            ControlStanding = "In the funnel";
            ControlSize = "Conversations";
            ControlTarget = "all";
            ShiftLine = "Against {days}: {verdict}, {points}: {within} from the rates within the parts, {mix} from their mix.";
            ShiftEvidence = "Of these, {within} from the rates within the channels, {mix} from their mix.";
            ShiftMostlyMix = "mostly mix";
            SideChannel = "Channel";
            SideSpace = "Space";
            SideSource = "Source";
            SideOrigin = "Origin";
            SideLanguage = "Language";
            SideContact = "First or returning";
            SideOperator = "AI or operator";
            SideEscalation = "Escalation";
            SideStatus = "Status";
            SideCountry = "Country";
            SideOpening = "Opening hours";
            SideHour = "Hour of the day";
            SideWeekday = "Day of the week";
            SideMonth = "Month";
            PartFirst = "First contact";
            PartReturning = "Returning";
            PartOperator = "With an operator";
            PartAiAlone = "AI alone";
            PartInside = "While open";
            PartOutside = "After hours";

            // time to convert
            TimesTitle = "Time to convert";
            TimesNoteConfirmed = "Confirmed outcomes only: of those who convert, how many had by then (Kaplan–Meier)";
            TimesNote = "Of those who convert, how many had by then (Kaplan–Meier)";
            TimesOutcome = "Outcome";
            TimesChannel = "Channel";
            TimesAllChannels = "All channels";
            TimesConverted = "With it";
            TimesMedian = "Median";
            TimesP75 = "P75";
            TimesP95 = "P95";
            TimesCurve = "{outcome}: {share} have it within {time}";
            TimesSeconds = "{n} s";
            TimesMinutes = "{n} min";
            TimesHours = "{n} h";
            TimesDays = "{n} d";

            // status and leads
            BreakdownTitle = "Status and leads";
            BreakdownOf = "one=of {n} conversation | other=of {n} conversations";
            BreakdownUnconverted = "Unconverted";
            BreakdownInferred = "Only inferred";
            BreakdownConfirmed = "Confirmed";
            BreakdownLeads = "Leads that converted";
            BreakdownLeadsOf = "of {n} with a lead";

            // places
            PlacesTitle = "Where from";
            PlacesKnown = "{n} of {of} known";
            PlacesStates = "States";
            PlacesCountries = "Countries";
            PlacesKind = "Places";
            PlacesMeasure = "Coloured by";
            PlacesCount = "Count";
            PlacesRate = "Rate";
            PlacesState = "State";
            PlacesCountry = "Country";
            PlacesUnknown = "No place known";
            PlacesNoState = "No state known";
            PlacesConverted = "Any";
            PlacesMap = "Map of the United States";
            PlacesMark = "one={name}: {n} conversation, {rate} converted | other={name}: {n} conversations, {rate} converted";
            PlacesMarkFew = "one={name}: {n} conversation, {k} converted | other={name}: {n} conversations, {k} converted";
            PlacesNone = "one={name}: {n} conversation | other={name}: {n} conversations";
            PlacesTooFew = "under 20";
            PlacesSmall = "Small states and territories";
            PlacesNowhere = "The sources say of no conversation here where the visitor was.";

            // evidence
            EvidenceClose = "Close the evidence";
            EvidenceDefinition = "Definition";
            EvidenceUnit = "Unit";
            EvidenceTime = "Timestamp";
            EvidenceDenominator = "Denominator";
            EvidenceLeftOut = "Left out";
            EvidenceConverting = "Still converting";
            EvidenceZones = "Zones";
            EvidenceSnapshot = "Snapshot";
            EvidenceCoverage = "Coverage";
            EvidenceUnitConversation = "conversation: one session between a person and the assistant, on one channel";
            EvidenceUnitMessages = "messages that a reader sees, for each conversation";
            EvidenceTimeStart = "when the conversation started, in the zone of its space";
            EvidenceOutcomeNow = "when the conversation started, in the zone of its space; an outcome counts whenever it came, up to now";
            EvidenceScope = "one={n} conversation started {days} | other={n} conversations started {days}";
            EvidenceScopeAsked = "one={n} conversation started {days}, searched for {text} | other={n} conversations started {days}, searched for {text}";
            EvidenceInferred = "one={n} only inferred: it counts as nothing | other={n} only inferred: they count as nothing";
            EvidenceInferredName = "Inferred";
            EvidenceWithInferred = "one=counted as confirmed ones, as you chose; {n} conversation converted only so | other=counted as confirmed ones, as you chose; {n} conversations converted only so";
            EvidenceTimesConfirmed = "not counted here: an outcome is inferred for coming soon, so its time says nothing";
            EvidenceConvertingFrom = "those from {day} on: of conversations that convert, 19 of 20 had within {time}";
            EvidenceConvertingUnknown = "not measured yet: fewer than 20 converted";
            EvidenceZonesOf = "{zones} · time zone database {version}";
            EvidenceSnapshotOf = "{generation}, counted {when}";
            EvidenceCoverageOf = "one={n} source, last synced {when}. Which days and channels are whole is told in the status bar. | other={n} sources, the newest synced {when}. Which days and channels are whole is told in the status bar.";
            EvidenceCoverageNever = "nothing was synced to its end yet";
            EvidenceBefore = "Before: {before}. Difference {points} pts ({low} to {high}): {verdict}";
            EvidenceOf = "one=of {n} conversation | other=of {n} conversations";
            EvidenceInterval = "95 % interval {low}–{high}";
            EvidenceOpen = "one=List its {n} conversation | other=List its {n} conversations";
            EvidenceRecount = "Recount from the rows";
            EvidenceRecounting = "Counting from the rows of messages, outcomes and leads…";
            EvidenceAgrees = "Recounted from the rows: {shown} = {recounted}";
            EvidenceDiffers = "The rows say {recounted}, and {shown} is shown. `daybook-cli repair` makes the copy anew; please report it.";
            EvidenceDisturbed = "Something was synced while it was counted. Count again.";
            DefineTotal = "Conversations that started in the period and that the search finds.";
            DefineKind = "Conversations with at least one confirmed outcome of this kind that was not taken back. Several of one conversation count once.";
            DefineAny = "Conversations with at least one confirmed outcome of any kind that was not taken back. It is not the sum of the kinds.";
            DefineKindWithInferred = "Conversations with at least one outcome of this kind, confirmed or inferred, that was not taken back. Several of one conversation count once.";
            DefineAnyWithInferred = "Conversations with at least one outcome of any kind, confirmed or inferred, that was not taken back. It is not the sum of the kinds.";
            DefineLeads = "Conversations in which contact details were captured.";
            DefineEscalated = "Conversations in which a person had to step in: pending, active or resolved.";
            DefineStatus = "Conversations by their status, where the source has one.";
            DefineMessages = "Messages that a reader sees, system and tool messages left out, divided by conversations.";
            DefineTrend = "Conversations by the day, the week from Monday or the month of their start, and those of them with a confirmed outcome by now. Recent ones have had less time.";
            DefineTrendWithInferred = "Conversations by the day, the week from Monday or the month of their start, and those of them with an outcome by now, confirmed or inferred. Recent ones have had less time.";
            DefineComparison = "The rate of each part, with Wilson’s 95 % interval. Beside it, what may be said of its difference from all other parts together: Newcombe’s interval and a test, adjusted for the number of parts after Benjamini and Hochberg. Under 20 conversations there is a count and no rate. Spaces and sources stand in a funnel plot: the limits within which 95 and 99.8 of 100 lie if all have the rate of all together, by the binomial distribution (Spiegelhalter 2005). The change since the days before is split after Kitagawa (1955).";
            DefineTimes = "From the start of a conversation to its first confirmed outcome of a kind. The share that has converted by a time is estimated after Kaplan and Meier, so that conversations that had no time yet are accounted for. Median, P75 and P95 are of those that convert; of fewer than 20 there is none.";
            DefinePlaces = "Conversations by the country and the state that the source names for the visitor. Names and codes of one place are one place.";
            DefineBreakdown = "Parts of the conversations in the period. Those that converted, those with inferred outcomes only and the unconverted make up all of them.";
        }}
    };
}
pub(crate) use with_dashboard_texts;
