//! Counting a scope: facts of one conversation after another in, the metric strip out. Adding is a
//! handful of additions without branches on data, because a scope may hold a million conversations.

use crate::rate::share;
use model::metrics::{ChannelCount, Share, TrendDay};
use model::{Channel, ConversionKind};

/// Days that a trend can have at most.
pub const MAX_TREND_DAYS: u16 = 90;

/// Masks that the five known kinds can make.
const MASKS: usize = 32;

/// What counts of one conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConversationFacts {
    /// Outcomes, one bit per known kind: `1 << ConversionKind::bit()`.
    pub kinds: u8,
    /// An outcome of a kind that this version does not know.
    pub other_kind: bool,
    /// A lead was captured.
    pub lead: bool,
    /// Escalated, whether pending, active or resolved.
    pub escalated: bool,
    /// Status, where the source has it.
    pub status: StatusFact,
    /// Messages that a reader sees.
    pub visible_messages: u32,
    /// The caller's number of the channel: its place in the list given to [`MetricTally::finish`].
    pub channel: u16,
    /// The day of the start in the space's zone, as days since 1970-01-01.
    pub day: i32,
}

/// Status of one conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatusFact {
    /// The source has no such thing, or the value is unknown.
    #[default]
    None,
    /// Messages may still arrive.
    Active,
    /// Closed.
    Ended,
}

/// The days of the trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrendWindow {
    /// The last day, as days since 1970-01-01.
    pub last_day: i32,
    /// How many days; more than [`MAX_TREND_DAYS`] count as that many.
    pub days: u16,
}

/// The counts of a scope so far.
#[derive(Clone, Debug)]
pub struct MetricTally {
    pub(crate) total: u64,
    masks: [u64; MASKS],
    pub(crate) any: u64,
    pub(crate) leads: u64,
    pub(crate) escalated: u64,
    statuses: [u64; 3],
    messages: u64,
    pub(crate) channels: Vec<u64>,
    first_day: i64,
    /// Per day of the trend, conversations by mask of outcomes.
    days: Vec<[u32; MASKS]>,
}

impl MetricTally {
    /// An empty scope.
    #[must_use]
    pub fn new(trend: TrendWindow) -> Self {
        let days = trend.days.min(MAX_TREND_DAYS);
        Self {
            total: 0,
            masks: [0; MASKS],
            any: 0,
            leads: 0,
            escalated: 0,
            statuses: [0; 3],
            messages: 0,
            channels: vec![0; 16],
            first_day: i64::from(trend.last_day) - i64::from(days) + 1,
            days: vec![[0; MASKS]; usize::from(days)],
        }
    }

    /// Counts one conversation.
    #[inline]
    pub fn add(&mut self, facts: &ConversationFacts) {
        self.add_alike(facts, 1, u64::from(facts.visible_messages));
    }

    /// Counts so many conversations of which all is alike but their messages; `visible_messages` is
    /// what they have together, and stands in for what the facts say.
    #[inline]
    pub fn add_alike(
        &mut self,
        facts: &ConversationFacts,
        conversations: u64,
        visible_messages: u64,
    ) {
        let mask = usize::from(facts.kinds) % MASKS;
        let counted = |yes: bool| conversations * u64::from(yes);
        self.total += conversations;
        self.masks[mask] += conversations;
        self.any += counted(facts.other_kind | (mask != 0));
        self.leads += counted(facts.lead);
        self.escalated += counted(facts.escalated);
        self.statuses[facts.status as usize] += conversations;
        self.messages += visible_messages;
        self.add_channel(usize::from(facts.channel), conversations);
        let day = usize::try_from(i64::from(facts.day) - self.first_day);
        if let Some(masks) = day.ok().and_then(|day| self.days.get_mut(day)) {
            masks[mask] += u32::try_from(conversations).unwrap_or(u32::MAX);
        }
    }

    #[inline]
    fn add_channel(&mut self, channel: usize, conversations: u64) {
        if channel >= self.channels.len() {
            self.channels.resize(channel + 1, 0);
        }
        self.channels[channel] += conversations;
    }

    /// The share of a kind; of one that this version does not know it is nothing.
    pub(crate) fn with_kind(&self, kind: &ConversionKind) -> Share {
        let Some(bit) = kind.bit() else {
            return share(0, self.total);
        };
        let with_kind = self
            .masks
            .iter()
            .enumerate()
            .filter(|(mask, _)| mask >> bit & 1 == 1);
        share(with_kind.map(|(_, count)| count).sum(), self.total)
    }

    /// A status that no conversation in scope has is not zero but unknown.
    pub(crate) fn with_status(&self, status: StatusFact) -> Option<u64> {
        let known = self.total - self.statuses[StatusFact::None as usize];
        (known > 0).then_some(self.statuses[status as usize])
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of messages are far below 2^53"
    )]
    /// The mean; none in an empty scope.
    pub(crate) fn average_messages(&self) -> Option<f64> {
        (self.total > 0).then(|| self.messages as f64 / self.total as f64)
    }

    /// The days of the trend, oldest first.
    pub(crate) fn trend(&self) -> Vec<TrendDay> {
        let days = (self.first_day..).zip(&self.days);
        days.filter_map(|(day, masks)| Some(trend_day(i32::try_from(day).ok()?, masks)))
            .collect()
    }
}

fn trend_day(day: i32, masks: &[u32; MASKS]) -> TrendDay {
    let of_bit = |bit: usize| {
        masks
            .iter()
            .enumerate()
            .filter(|(mask, _)| mask >> bit & 1 == 1)
            .map(|(_, n)| n)
            .sum()
    };
    TrendDay {
        day,
        total: masks.iter().sum(),
        by_kind: std::array::from_fn(of_bit),
    }
}

/// Channels with conversations: the known ones in the order of display, then the others by name.
pub(crate) fn by_channel(counts: &[u64], channels: &[Channel]) -> Vec<ChannelCount> {
    let present = channels.iter().zip(counts).filter(|(_, count)| **count > 0);
    let mut found: Vec<ChannelCount> = present
        .map(|(channel, &conversations)| ChannelCount {
            channel: channel.clone(),
            conversations,
        })
        .collect();
    // The derived order of the open set is just that: known variants as declared, `Other` by its text.
    found.sort_by(|a, b| a.channel.cmp(&b.channel));
    found.dedup_by(|later, kept| {
        let same = later.channel == kept.channel;
        kept.conversations += if same { later.conversations } else { 0 };
        same
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::wilson;
    use model::metrics::Metrics;
    use proptest::prelude::*;

    const LAST_DAY: i32 = 20_000;
    const TREND: TrendWindow = TrendWindow {
        last_day: LAST_DAY,
        days: 30,
    };

    fn tallied(facts: &[ConversationFacts], channels: &[Channel]) -> Metrics {
        let mut tally = MetricTally::new(TREND);
        facts.iter().for_each(|facts| tally.add(facts));
        tally.finish(channels)
    }

    fn bit(kind: &ConversionKind) -> u8 {
        1 << kind.bit().expect("a known kind")
    }

    #[test]
    fn many_that_are_alike_count_as_each_of_them() {
        let facts = ConversationFacts {
            kinds: bit(&ConversionKind::Tour),
            lead: true,
            status: StatusFact::Ended,
            visible_messages: 7,
            day: LAST_DAY,
            ..ConversationFacts::default()
        };
        let mut together = MetricTally::new(TREND);
        together.add_alike(&facts, 30, 30 * 7);
        assert_eq!(
            together.finish(&[Channel::Chat]),
            tallied(&[facts; 30], &[Channel::Chat])
        );
    }

    #[test]
    fn an_empty_scope_has_counts_and_no_rates() {
        let metrics = tallied(&[], &[Channel::Chat]);
        assert_eq!(metrics.total, 0);
        assert_eq!(
            metrics.bookings,
            Share {
                conversations: 0,
                rate: None,
                interval: None
            }
        );
        assert_eq!(
            (metrics.active, metrics.ended, metrics.average_messages),
            (None, None, None)
        );
        assert_eq!(metrics.by_channel, []);
        assert_eq!(metrics.trend.len(), 30, "its days are there, and empty");
    }

    #[test]
    fn each_kind_counts_into_its_own_share() {
        for kind in ConversionKind::KNOWN {
            let facts = ConversationFacts {
                kinds: bit(kind),
                ..ConversationFacts::default()
            };
            let metrics = tallied(&[facts, ConversationFacts::default()], &[]);
            for other in ConversionKind::KNOWN {
                let expected = u64::from(other == kind);
                assert_eq!(
                    metrics.share(other).map(|share| share.conversations),
                    Some(expected),
                    "{kind} in {other}"
                );
            }
            assert_eq!(metrics.any_conversion.rate, Some(0.5));
        }
    }

    #[test]
    fn several_outcomes_of_one_conversation_are_one_conversion() {
        let kinds = bit(&ConversionKind::Contract) | bit(&ConversionKind::Customer);
        let metrics = tallied(
            &[ConversationFacts {
                kinds,
                other_kind: true,
                ..ConversationFacts::default()
            }],
            &[],
        );
        assert_eq!(metrics.any_conversion.conversations, 1);
        assert_eq!(
            metrics.contracts.conversations + metrics.customers.conversations,
            2
        );
    }

    #[test]
    fn an_unknown_kind_counts_into_any_conversion_alone() {
        let metrics = tallied(
            &[ConversationFacts {
                other_kind: true,
                ..ConversationFacts::default()
            }],
            &[],
        );
        let known: u64 = ConversionKind::KNOWN
            .iter()
            .filter_map(|kind| metrics.share(kind))
            .map(|it| it.conversations)
            .sum();
        assert_eq!((metrics.any_conversion.conversations, known), (1, 0));
    }

    #[test]
    fn a_status_is_shown_where_some_conversation_has_one() {
        let with = |status| ConversationFacts {
            status,
            ..ConversationFacts::default()
        };
        let cases: [(&[ConversationFacts], _, _); 3] = [
            (&[with(StatusFact::None)], None, None),
            (
                &[with(StatusFact::None), with(StatusFact::Ended)],
                Some(0),
                Some(1),
            ),
            (
                &[with(StatusFact::Active), with(StatusFact::Active)],
                Some(2),
                Some(0),
            ),
        ];
        for (facts, active, ended) in cases {
            let metrics = tallied(facts, &[]);
            assert_eq!(
                (metrics.active, metrics.ended),
                (active, ended),
                "{facts:?}"
            );
        }
    }

    #[test]
    fn channels_stand_in_the_order_of_display() {
        let channels = [
            Channel::from("zulu"),
            Channel::Voice,
            Channel::from("Alpha"),
            Channel::Chat,
            Channel::Email,
            Channel::Voice,
        ];
        let facts: Vec<ConversationFacts> = [0, 1, 2, 2, 3, 5, 9]
            .map(|channel| ConversationFacts {
                channel,
                ..ConversationFacts::default()
            })
            .to_vec();
        let metrics = tallied(&facts, &channels);
        let found: Vec<(&str, u64)> = metrics
            .by_channel
            .iter()
            .map(|it| (it.channel.as_str(), it.conversations))
            .collect();
        assert_eq!(
            found,
            [("chat", 1), ("voice", 2), ("Alpha", 2), ("zulu", 1)]
        );
        assert_eq!(
            metrics.total, 7,
            "a channel without a name stays in the total"
        );
    }

    #[test]
    fn the_trend_holds_the_last_days_and_no_others() {
        let on = |day| ConversationFacts {
            day,
            kinds: bit(&ConversionKind::Tour),
            ..ConversationFacts::default()
        };
        let days = [
            LAST_DAY + 1,
            LAST_DAY,
            LAST_DAY,
            LAST_DAY - 29,
            LAST_DAY - 30,
            i32::MIN,
            i32::MAX,
        ];
        let metrics = tallied(&days.map(on), &[]);
        let filled: Vec<(i32, u32, [u32; 5])> = metrics
            .trend
            .iter()
            .filter(|day| day.total > 0)
            .map(|day| (day.day, day.total, day.by_kind))
            .collect();
        assert_eq!(
            filled,
            [
                (LAST_DAY - 29, 1, [1, 0, 0, 0, 0]),
                (LAST_DAY, 2, [2, 0, 0, 0, 0])
            ]
        );
        assert_eq!(
            metrics.trend.first().map(|day| day.day),
            Some(LAST_DAY - 29),
            "oldest first"
        );
    }

    #[test]
    fn a_trend_has_its_limits() {
        let days = |last_day, days| {
            MetricTally::new(TrendWindow { last_day, days })
                .finish(&[])
                .trend
                .len()
        };
        assert_eq!(days(LAST_DAY, 0), 0);
        assert_eq!(days(LAST_DAY, 9_999), usize::from(MAX_TREND_DAYS));
        assert_eq!(
            days(i32::MIN, 3),
            1,
            "days before the first that can be written are left out"
        );
    }

    fn any_facts() -> impl Strategy<Value = ConversationFacts> {
        let status = prop_oneof![
            Just(StatusFact::None),
            Just(StatusFact::Active),
            Just(StatusFact::Ended)
        ];
        let flags = (any::<bool>(), any::<bool>(), any::<bool>());
        (
            0_u8..32,
            flags,
            status,
            0_u32..200,
            0_u16..20,
            LAST_DAY - 40..LAST_DAY + 5,
        )
            .prop_map(
                |(kinds, (other_kind, lead, escalated), status, visible_messages, channel, day)| {
                    ConversationFacts {
                        kinds,
                        other_kind,
                        lead,
                        escalated,
                        status,
                        visible_messages,
                        channel,
                        day,
                    }
                },
            )
    }

    /// The definitions, word for word and with no thought for speed.
    fn naive(facts: &[ConversationFacts], channels: &[Channel]) -> Metrics {
        let count = |wanted: &dyn Fn(&ConversationFacts) -> bool| {
            facts.iter().filter(|facts| wanted(facts)).count() as u64
        };
        let total = facts.len() as u64;
        let share = |wanted: &dyn Fn(&ConversationFacts) -> bool| Share {
            conversations: count(wanted),
            rate: (total > 0).then(|| count(wanted) as f64 / total as f64),
            interval: wilson(count(wanted), total),
        };
        let has = |facts: &ConversationFacts, kind: &ConversionKind| facts.kinds & bit(kind) != 0;
        let of_kind = |kind: &ConversionKind| share(&|facts| has(facts, kind));
        let with_status = count(&|facts| facts.status != StatusFact::None);
        let status = |status| (with_status > 0).then(|| count(&|facts| facts.status == status));
        let messages: u64 = facts
            .iter()
            .map(|facts| u64::from(facts.visible_messages))
            .sum();
        let mut by_channel: Vec<ChannelCount> = (0..)
            .zip(channels)
            .map(|(code, channel)| ChannelCount {
                channel: channel.clone(),
                conversations: count(&|facts| facts.channel == code),
            })
            .filter(|it| it.conversations > 0)
            .collect();
        by_channel.sort_by_key(|it| {
            let known = Channel::KNOWN
                .iter()
                .position(|channel| *channel == it.channel);
            (known.unwrap_or(usize::MAX), it.channel.as_str().to_owned())
        });
        let trend = (LAST_DAY - 29..=LAST_DAY).map(|day| TrendDay {
            day,
            total: count(&|facts| facts.day == day) as u32,
            by_kind: std::array::from_fn(|at| {
                count(&|facts| facts.day == day && has(facts, &ConversionKind::KNOWN[at])) as u32
            }),
        });
        Metrics {
            total,
            bookings: of_kind(&ConversionKind::Booking),
            customers: of_kind(&ConversionKind::Customer),
            tours: of_kind(&ConversionKind::Tour),
            contracts: of_kind(&ConversionKind::Contract),
            day_passes: of_kind(&ConversionKind::DayPass),
            any_conversion: share(&|facts| facts.kinds != 0 || facts.other_kind),
            leads: share(&|facts| facts.lead),
            escalated: count(&|facts| facts.escalated),
            active: status(StatusFact::Active),
            ended: status(StatusFact::Ended),
            average_messages: (total > 0).then(|| messages as f64 / total as f64),
            by_channel,
            trend: trend.collect(),
        }
    }

    proptest! {
        #[test]
        fn a_tally_is_what_the_definitions_say(facts in proptest::collection::vec(any_facts(), 0..200)) {
            let names = (0..20).map(|code| match code {
                0..6 => Channel::KNOWN[code % Channel::KNOWN.len()].clone(),
                other => Channel::from(format!("channel {:02}", 40 - other).as_str()),
            });
            let channels: Vec<Channel> = names.collect();
            prop_assert_eq!(tallied(&facts, &channels), naive(&facts, &channels));
        }

        #[test]
        fn the_order_of_conversations_does_not_matter(facts in proptest::collection::vec(any_facts(), 0..50)) {
            let backwards: Vec<ConversationFacts> = facts.iter().rev().copied().collect();
            prop_assert_eq!(tallied(&facts, &[]), tallied(&backwards, &[]));
        }
    }
}
