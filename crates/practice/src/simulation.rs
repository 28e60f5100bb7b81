//! Makes a conversation from its number: when and where, who, on which channel, by which scenario;
//! then has it played and closes it.

use super::calendar::CalendarSlot;
use super::content;
use super::customers::CustomerRoster;
use super::email_text::MailProgram;
use super::open_numbers::OpenNumbers;
use super::people::{self, InventedPerson, TypingHabit};
use super::phrasing::PhraseContext;
use super::places::PLACES;
use super::player::{PlayState, ScenarioPlayer};
use super::rng::SeededRng;
use super::scenario::{ChannelKey, ConversationStart, PersonKind, Scenario, SpokenLanguage};
use super::scenario_facts::ScenarioFacts;
use chrono::{DateTime, Duration, Timelike, Utc};
use model::feed::ConversationChange;
use model::record::{ConversationRecord, ConversionRecord, GeoPlace as Whereabouts};
use model::session::{STALE_HOURS, quiet_limit};
use model::{ConversionKind, Escalation, RemoteId, Status};

/// Shares of the channels, in the order of `Road::ALL`.
const CHANNELS: [u32; 6] = [46, 17, 16, 9, 6, 6];
/// A conversation without activity for so long is ended by the clean-up of a server that was not told
/// otherwise, unless its channel has more patience.
const QUIET: Duration = Duration::hours(STALE_HOURS as i64);

/// Nobody's exchange on WhatsApp lasts longer: one that would is had in the chat window.
const RECENT: Duration = Duration::days(7);

/// Everything that is needed to make any conversation of a script.
#[derive(Debug)]
pub(super) struct ConversationSimulation {
    cast: CustomerRoster,
    until: DateTime<Utc>,
    /// Scenarios by channel, language and kind of person.
    repertoire: Vec<Vec<&'static Scenario>>,
    /// Whose WhatsApp conversations are open in the end.
    open_numbers: OpenNumbers,
}

/// Who writes, as decided before the scenario is.
struct ChosenWriter {
    person: InventedPerson,
    who: PersonKind,
    customer: Option<u32>,
}

impl ConversationSimulation {
    pub(super) fn new(cast: CustomerRoster, until: DateTime<Utc>) -> Self {
        let mut repertoire = Vec::new();
        for road in ChannelKey::ALL {
            for lang in SpokenLanguage::ALL {
                for who in [PersonKind::Member, PersonKind::Guest, PersonKind::Newcomer] {
                    repertoire.push(fitting(road, lang, who));
                }
            }
        }
        let mut stage = Self {
            cast,
            until,
            repertoire,
            open_numbers: OpenNumbers::default(),
        };
        stage.open_numbers = stage.count_open_numbers();
        stage
    }

    /// Conversation number `index`, complete. Who has an open one on WhatsApp goes on in that one, as on every
    /// server: a second one takes place in the chat window.
    pub(super) fn conversation(&self, index: u32) -> ConversationChange {
        let drawn = self.conversation_on(index, None);
        if self.open_numbers.admit(index, &drawn) {
            return drawn;
        }
        self.conversation_on(index, Some(ChannelKey::Chat))
    }

    /// Plays what may be open on WhatsApp in the end, and keeps the first one of each person.
    fn count_open_numbers(&self) -> OpenNumbers {
        let mut open = OpenNumbers::default();
        let first = self.cast.calendar.first_since(self.until - RECENT);
        let recent = first..self.cast.calendar.conversations;
        for index in recent.filter(|index| self.road_of(*index) == ChannelKey::WhatsApp) {
            open.hold(index, &self.conversation_on(index, None));
        }
        open
    }

    /// The channel that conversation `index` has drawn.
    fn road_of(&self, index: u32) -> ChannelKey {
        let mut dice = self.dice(index);
        let slot = self.cast.calendar.slot(index);
        let who = self.casting(&mut dice, index, slot).who;
        road(&mut dice, slot, who)
    }

    /// What decides conversation `index`.
    fn dice(&self, index: u32) -> SeededRng {
        SeededRng::new(self.cast.seed, 21, u64::from(index))
    }

    /// Conversation number `index`, on the channel that is named or the one that it draws.
    fn conversation_on(&self, index: u32, named: Option<ChannelKey>) -> ConversationChange {
        let mut dice = self.dice(index);
        let slot = self.cast.calendar.slot(index);
        let mut casting = self.casting(&mut dice, index, slot);
        let drawn = road(&mut dice, slot, casting.who);
        let road = named.unwrap_or(drawn);
        let scenario = self.scenario(&mut dice, slot, road, &mut casting);
        let mut player = self.player(dice, index, slot, &casting, scenario, road);
        player.perform(scenario);
        player.settle();
        self.close(player, &casting, scenario)
    }

    fn casting(&self, dice: &mut SeededRng, index: u32, slot: CalendarSlot) -> ChosenWriter {
        if let Some(number) = self.cast.newcomer(index) {
            return ChosenWriter {
                person: self.cast.person(number),
                who: PersonKind::Newcomer,
                customer: Some(number),
            };
        }
        if dice.chance(44) {
            let number = self.cast.regular(dice, index, slot);
            return ChosenWriter {
                person: self.cast.person(number),
                who: PersonKind::Member,
                customer: Some(number),
            };
        }
        let place = &PLACES[slot.space];
        let lang = people::language(dice, place);
        let city = place.origin(dice);
        ChosenWriter {
            person: InventedPerson::drawn(dice, city, slot.space, lang),
            who: PersonKind::Guest,
            customer: None,
        }
    }

    /// A scenario that fits; where a language has none, people make do with English.
    fn scenario(
        &self,
        dice: &mut SeededRng,
        slot: CalendarSlot,
        road: ChannelKey,
        casting: &mut ChosenWriter,
    ) -> &'static Scenario {
        let spoken = self.fitting(road, casting.person.lang, casting.who);
        let options = if spoken.is_empty() {
            casting.person.lang = SpokenLanguage::En;
            self.fitting(road, SpokenLanguage::En, casting.who)
        } else {
            spoken
        };
        if is_staffed(slot) {
            return drawn(dice, options);
        }
        // At night nobody of the space writes first.
        let theirs = |scenario: &&'static Scenario| {
            matches!(
                scenario.start,
                ConversationStart::Inbound | ConversationStart::Reply
            )
        };
        let quiet: Vec<_> = options.iter().copied().filter(theirs).collect();
        drawn(dice, if quiet.is_empty() { options } else { &quiet })
    }

    fn fitting(
        &self,
        road: ChannelKey,
        lang: SpokenLanguage,
        who: PersonKind,
    ) -> &[&'static Scenario] {
        let who = match who {
            PersonKind::Member => 0,
            PersonKind::Newcomer => 2,
            _ => 1,
        };
        &self.repertoire[(road as usize * SpokenLanguage::ALL.len() + lang as usize) * 3 + who]
    }

    fn player(
        &self,
        mut dice: SeededRng,
        index: u32,
        slot: CalendarSlot,
        casting: &ChosenWriter,
        scenario: &'static Scenario,
        road: ChannelKey,
    ) -> ScenarioPlayer {
        let place = &PLACES[slot.space];
        let session = SeededRng::new(self.cast.seed, 22, u64::from(index)).hex(32);
        let facts = ScenarioFacts::drawn(&mut dice, place, slot.at);
        let company = casting
            .person
            .company
            .unwrap_or(people::any_company(&mut dice));
        // Drawn for the sake of what is drawn behind it, which nobody wants to see change.
        let _spare = dice.word();
        let token = SeededRng::new(self.cast.seed, 23, u64::from(index)).hex(20);
        let ids = [session.as_str(), token.as_str()];
        let head = head(index, slot, ids, casting, scenario, road);
        let words = PhraseContext {
            place,
            person: casting.person.clone(),
            facts,
            lang: scenario.lang,
            session,
            known: casting.who == PersonKind::Member,
            company,
        };
        ScenarioPlayer {
            program: program(&mut dice, casting.person.typing),
            dice,
            words,
            road,
            start: scenario.start,
            customer: casting.customer.map(CustomerRoster::id),
            number: u64::from(index),
            until: self.until,
            clock: slot.at,
            last_outcome: None,
            last_letter: None,
            greeted: (false, false),
            state: PlayState::GoesOn,
            change: ConversationChange {
                conversation: head,
                messages: Vec::with_capacity(12),
                conversions: Vec::new(),
                leads: Vec::new(),
                tickets: Vec::new(),
                inbox_items: Vec::new(),
            },
        }
    }

    fn close(
        &self,
        mut player: ScenarioPlayer,
        casting: &ChosenWriter,
        scenario: &'static Scenario,
    ) -> ConversationChange {
        if player.road.is_mail() {
            let subject = player.words.line(&mut player.dice, scenario.subjects);
            player.change.conversation.subject = Some(subject);
        }
        let ending = self.ending(&mut player);
        let mut change = player.change;
        let last = change
            .messages
            .last()
            .map_or(change.conversation.started_at, |message| message.sent_at);
        change.conversation.last_activity_at = last;
        change.conversation.ended_at = ending;
        change.conversation.status = Some(if ending.is_some() {
            Status::Ended
        } else {
            Status::Active
        });
        let joined = |made: &ConversionRecord| made.kind == ConversionKind::Customer;
        if casting.who == PersonKind::Newcomer && change.conversions.iter().any(joined) {
            change.conversation.customer_id = casting.customer.map(CustomerRoster::id);
        }
        change
    }

    /// When the conversation ended, if it did: hung up, closed by the visitor, or by the clean-up.
    fn ending(&self, player: &mut ScenarioPlayer) -> Option<DateTime<Utc>> {
        let over = player.state != PlayState::Now;
        if over && player.road == ChannelKey::Voice {
            player.note_text("Call ended");
            return Some(player.clock);
        }
        if over && player.road == ChannelKey::Chat && player.dice.chance(24) {
            let at = player.clock + Duration::seconds(player.dice.between(8, 150));
            if at <= self.until {
                player.clock = at;
                player.note_text("Visitor closed the conversation");
                return Some(at);
            }
        }
        let stale = player.clock + quiet_limit(&player.road.channel(), QUIET);
        let swept = stale + Duration::minutes(player.dice.between(0, 58));
        (stale <= self.until).then(|| swept.min(self.until))
    }
}

fn drawn(dice: &mut SeededRng, options: &[&'static Scenario]) -> &'static Scenario {
    options[dice.weighted(options.iter().map(|scenario| scenario.weight))]
}

/// Whether it is a time at which the space itself writes to people.
fn is_staffed(slot: CalendarSlot) -> bool {
    let hour = slot.at.with_timezone(&PLACES[slot.space].zone()).hour();
    (8..19).contains(&hour)
}

fn fitting(road: ChannelKey, lang: SpokenLanguage, who: PersonKind) -> Vec<&'static Scenario> {
    let fits = |scenario: &&'static Scenario| {
        let person = match scenario.who {
            PersonKind::Anyone => who != PersonKind::Newcomer,
            other => other == who,
        };
        person && scenario.lang == lang && scenario.roads.contains(&road)
    };
    content::all().filter(fits).collect()
}

/// The channel. Few people phone at night, and newcomers sign up where there are links.
fn road(dice: &mut SeededRng, slot: CalendarSlot, who: PersonKind) -> ChannelKey {
    let road = ChannelKey::ALL[dice.weighted(CHANNELS.into_iter())];
    let hour = slot.at.with_timezone(&PLACES[slot.space].zone()).hour();
    match road {
        ChannelKey::Voice if !(8..20).contains(&hour) => ChannelKey::Chat,
        ChannelKey::Voice | ChannelKey::EmailMessage | ChannelKey::HelpDesk
            if who == PersonKind::Newcomer =>
        {
            ChannelKey::Chat
        }
        // The help desk and the message tool are for customers; others come by the open channels.
        ChannelKey::HelpDesk if who == PersonKind::Guest => ChannelKey::Email,
        road => road,
    }
}

fn program(dice: &mut SeededRng, typing: TypingHabit) -> MailProgram {
    let weights = match typing {
        TypingHabit::Proper => [28, 24, 38, 10],
        TypingHabit::Relaxed => [30, 38, 14, 18],
        TypingHabit::Lower => [30, 26, 4, 40],
    };
    [
        MailProgram::Plain,
        MailProgram::Web,
        MailProgram::Desktop,
        MailProgram::Phone,
    ][dice.weighted(weights.into_iter())]
}

/// The head, with the ids of its session and of its visitor.
fn head(
    index: u32,
    slot: CalendarSlot,
    [session, token]: [&str; 2],
    casting: &ChosenWriter,
    scenario: &Scenario,
    road: ChannelKey,
) -> ConversationRecord {
    let guest = casting.who != PersonKind::Member;
    ConversationRecord {
        id: RemoteId(format!("c{:07}", 100_000 + u64::from(index))),
        session_id: session.to_owned(),
        space_id: RemoteId::from(PLACES[slot.space].id),
        channel: road.channel(),
        origin: scenario.start.origin(),
        subject: None,
        customer_id: casting.customer.filter(|_| !guest).map(CustomerRoster::id),
        external_identifier: identifier(casting, road).filter(|_| guest),
        visitor_token: (guest && road == ChannelKey::Chat).then(|| format!("v_{token}")),
        place: whereabouts(casting, road, scenario.start),
        status: None,
        escalation: Escalation::None,
        started_at: slot.at,
        last_activity_at: slot.at,
        ended_at: None,
    }
}

fn identifier(casting: &ChosenWriter, road: ChannelKey) -> Option<String> {
    match road {
        ChannelKey::Chat => None,
        ChannelKey::WhatsApp | ChannelKey::Voice => Some(casting.person.phone.clone()),
        ChannelKey::Email | ChannelKey::EmailMessage | ChannelKey::HelpDesk => {
            Some(casting.person.email.clone())
        }
    }
}

/// A chat tells the city, a phone number the region, a letter nothing.
fn whereabouts(casting: &ChosenWriter, road: ChannelKey, start: ConversationStart) -> Whereabouts {
    let city = casting.person.city;
    let mut place = Whereabouts::default();
    if road.is_mail() || start == ConversationStart::Outbound {
        return place;
    }
    place.country = Some(city.country.to_owned());
    place.region = Some(city.region.to_owned());
    if road == ChannelKey::Chat {
        place.city = Some(city.name.to_owned());
    }
    place
}
