//! Makes a conversation from its number: when and where, who, on which channel, by which scenario;
//! then has it played and closes it.

use super::calendar::Slot;
use super::cast::Cast;
use super::content;
use super::dice::Dice;
use super::facts::Facts;
use super::letter::Program;
use super::people::{self, Person, Typing};
use super::phrase::Words;
use super::places::PLACES;
use super::play::{Player, State};
use super::scenario::{Lang, Road, Scenario, Start, Who};
use crate::store::patience;
use chrono::{DateTime, Duration, Timelike, Utc};
use model::feed::ConversationChange;
use model::record::{ConversationRecord, ConversionRecord, GeoPlace as Whereabouts};
use model::{ConversionKind, Escalation, RemoteId, Status};

/// Shares of the channels, in the order of `Road::ALL`.
const CHANNELS: [u32; 6] = [46, 17, 16, 9, 6, 6];
/// A conversation without activity for so long is ended by the clean-up of a server that was not told
/// otherwise, unless its channel has more patience.
const QUIET: Duration = Duration::hours(crate::settings::STALE_HOURS as i64);

/// Everything that is needed to make any conversation of a script.
#[derive(Debug)]
pub(super) struct Stage {
    cast: Cast,
    until: DateTime<Utc>,
    /// Scenarios by channel, language and kind of person.
    repertoire: Vec<Vec<&'static Scenario>>,
}

/// Who writes, as decided before the scenario is.
struct Casting {
    person: Person,
    who: Who,
    customer: Option<u32>,
}

impl Stage {
    pub(super) fn new(cast: Cast, until: DateTime<Utc>) -> Self {
        let mut repertoire = Vec::new();
        for road in Road::ALL {
            for lang in Lang::ALL {
                for who in [Who::Member, Who::Guest, Who::Newcomer] {
                    repertoire.push(fitting(road, lang, who));
                }
            }
        }
        Self {
            cast,
            until,
            repertoire,
        }
    }

    /// Conversation number `index`, complete.
    pub(super) fn conversation(&self, index: u32) -> ConversationChange {
        let mut dice = Dice::new(self.cast.seed, 21, u64::from(index));
        let slot = self.cast.calendar.slot(index);
        let mut casting = self.casting(&mut dice, index, slot);
        let road = road(&mut dice, slot, casting.who);
        let scenario = self.scenario(&mut dice, slot, road, &mut casting);
        let mut player = self.player(dice, index, slot, &casting, scenario, road);
        player.perform(scenario);
        player.settle();
        self.close(player, &casting, scenario)
    }

    fn casting(&self, dice: &mut Dice, index: u32, slot: Slot) -> Casting {
        if let Some(number) = self.cast.newcomer(index) {
            return Casting {
                person: self.cast.person(number),
                who: Who::Newcomer,
                customer: Some(number),
            };
        }
        if dice.chance(44) {
            let number = self.cast.regular(dice, index, slot);
            return Casting {
                person: self.cast.person(number),
                who: Who::Member,
                customer: Some(number),
            };
        }
        let place = &PLACES[slot.space];
        let lang = people::language(dice, place);
        let city = place.origin(dice);
        Casting {
            person: Person::drawn(dice, city, slot.space, lang),
            who: Who::Guest,
            customer: None,
        }
    }

    /// A scenario that fits; where a language has none, people make do with English.
    fn scenario(
        &self,
        dice: &mut Dice,
        slot: Slot,
        road: Road,
        casting: &mut Casting,
    ) -> &'static Scenario {
        let spoken = self.fitting(road, casting.person.lang, casting.who);
        let options = if spoken.is_empty() {
            casting.person.lang = Lang::En;
            self.fitting(road, Lang::En, casting.who)
        } else {
            spoken
        };
        if is_staffed(slot) {
            return drawn(dice, options);
        }
        // At night nobody of the space writes first.
        let theirs =
            |scenario: &&'static Scenario| matches!(scenario.start, Start::Inbound | Start::Reply);
        let quiet: Vec<_> = options.iter().copied().filter(theirs).collect();
        drawn(dice, if quiet.is_empty() { options } else { &quiet })
    }

    fn fitting(&self, road: Road, lang: Lang, who: Who) -> &[&'static Scenario] {
        let who = match who {
            Who::Member => 0,
            Who::Newcomer => 2,
            _ => 1,
        };
        &self.repertoire[(road as usize * Lang::ALL.len() + lang as usize) * 3 + who]
    }

    fn player(
        &self,
        mut dice: Dice,
        index: u32,
        slot: Slot,
        casting: &Casting,
        scenario: &'static Scenario,
        road: Road,
    ) -> Player {
        let place = &PLACES[slot.space];
        let session = Dice::new(self.cast.seed, 22, u64::from(index)).hex(32);
        let facts = Facts::drawn(&mut dice, place, slot.at);
        let company = casting
            .person
            .company
            .unwrap_or(people::any_company(&mut dice));
        let head = head(&mut dice, index, slot, &session, casting, scenario, road);
        let words = Words {
            place,
            person: casting.person.clone(),
            facts,
            lang: scenario.lang,
            session,
            known: casting.who == Who::Member,
            company,
        };
        Player {
            program: program(&mut dice, casting.person.typing),
            dice,
            words,
            road,
            start: scenario.start,
            customer: casting.customer.map(Cast::id),
            number: u64::from(index),
            until: self.until,
            clock: slot.at,
            last_outcome: None,
            last_letter: None,
            greeted: (false, false),
            state: State::GoesOn,
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
        mut player: Player,
        casting: &Casting,
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
        if casting.who == Who::Newcomer && change.conversions.iter().any(joined) {
            change.conversation.customer_id = casting.customer.map(Cast::id);
        }
        change
    }

    /// When the conversation ended, if it did: hung up, closed by the visitor, or by the clean-up.
    fn ending(&self, player: &mut Player) -> Option<DateTime<Utc>> {
        let over = player.state != State::Now;
        if over && player.road == Road::Voice {
            player.note_text("Call ended");
            return Some(player.clock);
        }
        if over && player.road == Road::Chat && player.dice.chance(24) {
            let at = player.clock + Duration::seconds(player.dice.between(8, 150));
            if at <= self.until {
                player.clock = at;
                player.note_text("Visitor closed the conversation");
                return Some(at);
            }
        }
        let stale = player.clock + patience(&player.road.channel(), QUIET);
        let swept = stale + Duration::minutes(player.dice.between(0, 58));
        (stale <= self.until).then(|| swept.min(self.until))
    }
}

fn drawn(dice: &mut Dice, options: &[&'static Scenario]) -> &'static Scenario {
    options[dice.weighted(options.iter().map(|scenario| scenario.weight))]
}

/// Whether it is a time at which the space itself writes to people.
fn is_staffed(slot: Slot) -> bool {
    let hour = slot.at.with_timezone(&PLACES[slot.space].zone).hour();
    (8..19).contains(&hour)
}

fn fitting(road: Road, lang: Lang, who: Who) -> Vec<&'static Scenario> {
    let fits = |scenario: &&'static Scenario| {
        let person = match scenario.who {
            Who::Anyone => who != Who::Newcomer,
            other => other == who,
        };
        person && scenario.lang == lang && scenario.roads.contains(&road)
    };
    content::all().filter(fits).collect()
}

/// The channel. Few people phone at night, and newcomers sign up where there are links.
fn road(dice: &mut Dice, slot: Slot, who: Who) -> Road {
    let road = Road::ALL[dice.weighted(CHANNELS.into_iter())];
    let hour = slot.at.with_timezone(&PLACES[slot.space].zone).hour();
    match road {
        Road::Voice if !(8..20).contains(&hour) => Road::Chat,
        Road::Voice | Road::EmailMessage | Road::HelpDesk if who == Who::Newcomer => Road::Chat,
        // The help desk and the message tool are for customers; others come by the open channels.
        Road::HelpDesk if who == Who::Guest => Road::Email,
        road => road,
    }
}

fn program(dice: &mut Dice, typing: Typing) -> Program {
    let weights = match typing {
        Typing::Proper => [28, 24, 38, 10],
        Typing::Relaxed => [30, 38, 14, 18],
        Typing::Lower => [30, 26, 4, 40],
    };
    [
        Program::Plain,
        Program::Web,
        Program::Desktop,
        Program::Phone,
    ][dice.weighted(weights.into_iter())]
}

fn head(
    dice: &mut Dice,
    index: u32,
    slot: Slot,
    session: &str,
    casting: &Casting,
    scenario: &Scenario,
    road: Road,
) -> ConversationRecord {
    let guest = casting.who != Who::Member;
    let token = Dice::new(dice.word(), 23, 0).hex(20);
    ConversationRecord {
        id: RemoteId(format!("c{:07}", 100_000 + index)),
        session_id: session.to_owned(),
        space_id: RemoteId::from(PLACES[slot.space].id),
        channel: road.channel(),
        origin: scenario.start.origin(),
        subject: None,
        customer_id: casting.customer.filter(|_| !guest).map(Cast::id),
        external_identifier: identifier(casting, road).filter(|_| guest),
        visitor_token: (guest && road == Road::Chat).then(|| format!("v_{token}")),
        place: whereabouts(casting, road, scenario.start),
        status: None,
        escalation: Escalation::None,
        started_at: slot.at,
        last_activity_at: slot.at,
        ended_at: None,
    }
}

fn identifier(casting: &Casting, road: Road) -> Option<String> {
    match road {
        Road::Chat => None,
        Road::WhatsApp | Road::Voice => Some(casting.person.phone.clone()),
        Road::Email | Road::EmailMessage | Road::HelpDesk => Some(casting.person.email.clone()),
    }
}

/// A chat tells the city, a phone number the region, a letter nothing.
fn whereabouts(casting: &Casting, road: Road, start: Start) -> Whereabouts {
    let city = casting.person.city;
    let mut place = Whereabouts::default();
    if road.is_mail() || start == Start::Outbound {
        return place;
    }
    place.country = Some(city.country.to_owned());
    place.region = Some(city.region.to_owned());
    if road == Road::Chat {
        place.city = Some(city.name.to_owned());
    }
    place
}
