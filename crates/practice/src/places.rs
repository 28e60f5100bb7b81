//! The three spaces and their facts: rooms, plans, prices, hours, the team. Every scenario takes its
//! facts from here, so that no two conversations contradict each other.

use super::rng::SeededRng;
use zone::Zone;

/// A room for hire.
#[derive(Debug)]
pub(super) struct MeetingRoom {
    pub(super) name: &'static str,
    pub(super) seats: u32,
    /// Per hour, in the space's currency.
    pub(super) price: u32,
    pub(super) gear: &'static str,
}

/// A membership.
#[derive(Debug)]
pub(super) struct MembershipPlan {
    pub(super) name: &'static str,
    /// Per month, in the space's currency.
    pub(super) price: u32,
    pub(super) about: &'static str,
}

/// Where people write from.
#[derive(Debug)]
pub(super) struct HomeCity {
    pub(super) name: &'static str,
    pub(super) region: &'static str,
    pub(super) country: &'static str,
    /// The beginning of a phone number; the last digits are drawn.
    pub(super) dial: &'static str,
    pub(super) weight: u32,
}

/// A space.
#[derive(Debug)]
pub(super) struct PracticePlace {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) time_zone: &'static str,
    pub(super) city: &'static str,
    pub(super) host: &'static str,
    pub(super) currency: &'static str,
    pub(super) agent: &'static str,
    pub(super) colour: &'static str,
    pub(super) operators: &'static [&'static str],
    pub(super) address: &'static str,
    /// Staffed hours, as a clause.
    pub(super) hours: &'static str,
    pub(super) saturday: &'static str,
    /// Staffed hours of a weekday, for sentences in other languages.
    pub(super) open: (&'static str, &'static str),
    pub(super) rooms: &'static [MeetingRoom],
    pub(super) hall: MeetingRoom,
    pub(super) plans: &'static [MembershipPlan],
    /// Per desk and month in a private office.
    pub(super) office: u32,
    pub(super) day_pass: u32,
    pub(super) parking: &'static str,
    pub(super) transit: &'static str,
    pub(super) dogs: &'static str,
    pub(super) bikes: &'static str,
    pub(super) lunch: &'static str,
    pub(super) tax: &'static str,
    pub(super) cities: &'static [HomeCity],
    /// Shares of the languages, in the order of `Lang::ALL`.
    pub(super) languages: [u32; 6],
    /// Its share of all conversations.
    pub(super) share: f64,
}

const fn room(name: &'static str, seats: u32, price: u32, gear: &'static str) -> MeetingRoom {
    MeetingRoom {
        name,
        seats,
        price,
        gear,
    }
}

const fn plan(name: &'static str, price: u32, about: &'static str) -> MembershipPlan {
    MembershipPlan { name, price, about }
}

const fn city(
    name: &'static str,
    region: &'static str,
    country: &'static str,
    dial: &'static str,
    weight: u32,
) -> HomeCity {
    HomeCity {
        name,
        region,
        country,
        dial,
        weight,
    }
}

/// The spaces, in a fixed order.
pub(super) static PLACES: [PracticePlace; 3] = [
    PracticePlace {
        id: "harbour-works",
        name: "Harbour Works",
        time_zone: "Europe/London",
        city: "Bristol",
        host: "harbourworks.example",
        currency: "£",
        agent: "Robin",
        colour: "#0f766e",
        operators: &["Megan Pryce", "Tom Adeyemi", "Ffion Walters"],
        address: "14 Tollgate Quay, Bristol BS1 9XA",
        hours: "Monday to Friday, 8am to 6:30pm",
        saturday: "Saturday 9am to 1pm",
        open: ("8:00", "18:30"),
        rooms: &[
            room("Avon", 4, 18, "a 43\" screen and a whiteboard"),
            room(
                "Frome",
                6,
                24,
                "a screen, a conference speaker and a view of the water",
            ),
            room(
                "Severn",
                8,
                32,
                "a 65\" screen, a camera bar and two whiteboards",
            ),
            room(
                "Brunel Boardroom",
                14,
                55,
                "a 75\" screen, room microphones and its own coffee machine",
            ),
        ],
        hall: room(
            "Quay Loft",
            60,
            140,
            "a projector, a PA with two handheld mics and a kitchen bar",
        ),
        plans: &[
            plan("Ten Days", 110, "ten days a month, any desk"),
            plan(
                "Hot Desk",
                165,
                "unlimited weekdays, any desk, 2 hours of room credit",
            ),
            plan(
                "Fixed Desk",
                265,
                "your own desk and locker, 24/7 access, 5 hours of room credit",
            ),
            plan(
                "Virtual Office",
                35,
                "business address, post scanning, two day passes a month",
            ),
        ],
        office: 270,
        day_pass: 22,
        parking: "we don't have a car park of our own, but the Prince Street NCP is four minutes away and members get 20% off",
        transit: "ten minutes on foot from Temple Meads, and the 76 stops right outside",
        dogs: "well-behaved dogs are welcome on the ground floor on Fridays",
        bikes: "a locked bike store for 30 bikes behind the building, and two showers on the first floor",
        lunch: "a community lunch every Wednesday at 12:30, £6 a head",
        tax: "plus VAT",
        cities: &[
            city("Bristol", "England", "GB", "+44 7700 900", 52),
            city("Bath", "England", "GB", "+44 1632 960 ", 9),
            city("Cardiff", "Wales", "GB", "+44 29 2018 0", 7),
            city("London", "England", "GB", "+44 20 7946 0", 12),
            city("Gloucester", "England", "GB", "+44 7700 900", 4),
            city("Exeter", "England", "GB", "+44 7700 900", 4),
            city("Swindon", "England", "GB", "+44 7700 900", 3),
            city("Birmingham", "England", "GB", "+44 121 496 0", 4),
            city("Manchester", "England", "GB", "+44 161 496 0", 3),
            city("Edinburgh", "Scotland", "GB", "+44 131 496 0", 2),
            city("Dublin", "Leinster", "IE", "+44 28 9649 6", 2),
            city("Utrecht", "Utrecht", "NL", "+44 7700 900", 1),
        ],
        languages: [905, 14, 26, 24, 12, 19],
        share: 0.37,
    },
    PracticePlace {
        id: "canal-street-studios",
        name: "Canal Street Studios",
        time_zone: "America/New_York",
        city: "New York",
        host: "canalstreetstudios.example",
        currency: "$",
        agent: "Maya",
        colour: "#b45309",
        operators: &[
            "Denise Okafor",
            "Luis Herrera",
            "Katie Brandt",
            "Sam Whitlock",
        ],
        address: "391 Canal Street, 4th floor, New York, NY 10013",
        hours: "Monday to Friday, 8am to 7pm",
        saturday: "Saturday 10am to 4pm",
        open: ("8:00", "19:00"),
        rooms: &[
            room("Walker", 4, 35, "a 50\" screen and a whiteboard wall"),
            room(
                "Mercer",
                8,
                65,
                "a 65\" screen, a camera and a whiteboard wall",
            ),
            room(
                "Lispenard",
                12,
                95,
                "dual screens, ceiling mics and a credenza for catering",
            ),
            room(
                "Podcast Room",
                3,
                60,
                "four mics, headphones and acoustic panels",
            ),
        ],
        hall: room(
            "The Skylight",
            80,
            260,
            "a 12-foot projection screen, a PA, a bar and folding chairs",
        ),
        plans: &[
            plan("Ten Pack", 240, "ten days a month, open seating"),
            plan(
                "Flex Desk",
                325,
                "unlimited weekdays, open seating, 3 hours of room credit",
            ),
            plan(
                "Dedicated Desk",
                550,
                "your own desk and file drawer, 24/7 access, 8 hours of room credit",
            ),
            plan(
                "Mail & Address",
                75,
                "NYC business address, mail handling and scanning",
            ),
        ],
        office: 640,
        day_pass: 45,
        parking: "there's no parking on site; the garage on Lafayette is a two-minute walk and we validate after 5pm",
        transit: "half a block from the Canal St stop (6, N, Q, R, W, J and Z)",
        dogs: "dogs are okay in private offices and on the east side of the open floor, with a quick form first",
        bikes: "bike hooks by the freight elevator and one shower on our floor",
        lunch: "bagels every Tuesday morning and a happy hour on the last Thursday of the month",
        tax: "plus sales tax",
        cities: &[
            city("New York", "NY", "US", "+1 212 555 01", 350),
            city("Brooklyn", "NY", "US", "+1 718 555 01", 190),
            city("Albany", "NY", "US", "+1 518 555 01", 9),
            city("Jersey City", "NJ", "US", "+1 201 555 01", 90),
            city("Newark", "NJ", "US", "+1 973 555 01", 24),
            city("Stamford", "CT", "US", "+1 203 555 01", 27),
            city("Boston", "MA", "US", "+1 617 555 01", 34),
            city("Philadelphia", "PA", "US", "+1 215 555 01", 36),
            city("Pittsburgh", "PA", "US", "+1 412 555 01", 8),
            city("Washington", "DC", "US", "+1 202 555 01", 20),
            city("Baltimore", "MD", "US", "+1 410 555 01", 14),
            city("Richmond", "VA", "US", "+1 804 555 01", 12),
            city("Charlotte", "NC", "US", "+1 704 555 01", 15),
            city("Raleigh", "NC", "US", "+1 919 555 01", 9),
            city("Charleston", "SC", "US", "+1 843 555 01", 5),
            city("Atlanta", "GA", "US", "+1 404 555 01", 26),
            city("Miami", "FL", "US", "+1 305 555 01", 32),
            city("Tampa", "FL", "US", "+1 813 555 01", 11),
            city("Nashville", "TN", "US", "+1 615 555 01", 11),
            city("Columbus", "OH", "US", "+1 614 555 01", 13),
            city("Detroit", "MI", "US", "+1 313 555 01", 12),
            city("Indianapolis", "IN", "US", "+1 317 555 01", 6),
            city("Chicago", "IL", "US", "+1 312 555 01", 38),
            city("Milwaukee", "WI", "US", "+1 414 555 01", 5),
            city("Minneapolis", "MN", "US", "+1 612 555 01", 11),
            city("St. Louis", "MO", "US", "+1 314 555 01", 6),
            city("New Orleans", "LA", "US", "+1 504 555 01", 5),
            city("Austin", "TX", "US", "+1 512 555 01", 27),
            city("Houston", "TX", "US", "+1 713 555 01", 18),
            city("Dallas", "TX", "US", "+1 214 555 01", 14),
            city("Denver", "CO", "US", "+1 303 555 01", 20),
            city("Salt Lake City", "UT", "US", "+1 801 555 01", 7),
            city("Phoenix", "AZ", "US", "+1 602 555 01", 10),
            city("Las Vegas", "NV", "US", "+1 702 555 01", 5),
            city("Los Angeles", "CA", "US", "+1 310 555 01", 44),
            city("San Francisco", "CA", "US", "+1 415 555 01", 33),
            city("San Diego", "CA", "US", "+1 619 555 01", 9),
            city("Portland", "OR", "US", "+1 503 555 01", 10),
            city("Seattle", "WA", "US", "+1 206 555 01", 21),
            city("Burlington", "VT", "US", "+1 802 555 01", 3),
            city("Portland", "ME", "US", "+1 207 555 01", 4),
            city("Providence", "RI", "US", "+1 401 555 01", 6),
            city("Honolulu", "HI", "US", "+1 808 555 01", 2),
            city("Toronto", "ON", "CA", "+1 416 555 01", 14),
            city("Montréal", "QC", "CA", "+1 514 555 01", 7),
        ],
        languages: [872, 4, 84, 16, 18, 6],
        share: 0.38,
    },
    PracticePlace {
        id: "lumen-yard",
        name: "Lumen Yard",
        time_zone: "Europe/Berlin",
        city: "Berlin",
        host: "lumenyard.example",
        currency: "€",
        agent: "Juno",
        colour: "#4338ca",
        operators: &["Annika Vogt", "Emre Aydin", "Clara Lindqvist"],
        address: "Gerberhof 7, 2. Hinterhof, 10999 Berlin",
        hours: "Monday to Friday, 8:30 to 19:00",
        saturday: "Saturday 10:00 to 15:00",
        open: ("8:30", "19:00"),
        rooms: &[
            room("Spree", 4, 22, "a 50\" screen and a flip chart"),
            room(
                "Panke",
                6,
                28,
                "a screen, a whiteboard and a window onto the courtyard",
            ),
            room(
                "Havel",
                8,
                38,
                "a 65\" screen, a camera bar and a whiteboard",
            ),
            room(
                "Müggelsee",
                12,
                60,
                "a 75\" screen, ceiling microphones and moderation kit",
            ),
        ],
        hall: room(
            "Remise",
            70,
            180,
            "a stage, a projector, a PA and a bar that opens onto the courtyard",
        ),
        plans: &[
            plan("Flex 10", 129, "ten days a month, any desk"),
            plan(
                "Flex",
                189,
                "unlimited weekdays, any desk, 3 hours of room credit",
            ),
            plan(
                "Fix Desk",
                310,
                "your own desk and locker, 24/7 access, 6 hours of room credit",
            ),
            plan(
                "Business Address",
                39,
                "address for your Impressum and mail forwarding",
            ),
        ],
        office: 340,
        day_pass: 25,
        parking: "there are no parking spaces in the courtyard, only a loading bay for 15 minutes; the garage on Ritterstraße is five minutes away",
        transit: "six minutes on foot from U Kottbusser Tor (U1, U3, U8)",
        dogs: "quiet dogs are welcome, please ask the desk neighbours and keep them off the sofa",
        bikes: "a covered bike rack for about 40 bikes in the courtyard and one shower next to the kitchen",
        lunch: "soup every Thursday at 13:00, pay what you like",
        tax: "plus 19% VAT",
        cities: &[
            city("Berlin", "Berlin", "DE", "+49 30 23125 ", 60),
            city("Potsdam", "Brandenburg", "DE", "+49 30 23125 ", 5),
            city("Hamburg", "Hamburg", "DE", "+49 40 66969 ", 7),
            city("Leipzig", "Sachsen", "DE", "+49 30 23125 ", 4),
            city("München", "Bayern", "DE", "+49 89 99998 ", 5),
            city("Köln", "Nordrhein-Westfalen", "DE", "+49 221 4710 ", 4),
            city("Wien", "Wien", "AT", "+49 30 23125 ", 3),
            city("Zürich", "Zürich", "CH", "+49 89 99998 ", 2),
            city("Warszawa", "Mazowieckie", "PL", "+49 30 23125 ", 2),
            city("Paris", "Île-de-France", "FR", "+33 6 39 98 0", 3),
            city("Lisboa", "Lisboa", "PT", "+49 30 23125 ", 3),
            city("Madrid", "Madrid", "ES", "+49 40 66969 ", 2),
        ],
        languages: [560, 262, 44, 52, 46, 36],
        share: 0.25,
    },
];

impl HomeCity {
    /// A phone number there, out of ranges that reach nobody.
    pub(super) fn phone(&self, dice: &mut SeededRng) -> String {
        let digits = if self.country == "US" || self.country == "CA" {
            2
        } else {
            3
        };
        let bound = if digits == 2 { 100 } else { 1000 };
        format!("{}{:0digits$}", self.dial, dice.below(bound))
    }
}

impl PracticePlace {
    /// The zone of its clocks.
    pub(super) fn zone(&self) -> Zone {
        Zone::named(self.time_zone).unwrap_or(Zone::UTC)
    }

    /// A city that members come from: near enough for a working day.
    pub(super) fn home(&'static self, dice: &mut SeededRng) -> &'static HomeCity {
        let near = &self.cities[..2];
        if dice.chance(6) {
            return self.origin(dice);
        }
        &near[dice.weighted(near.iter().map(|city| city.weight))]
    }

    /// A city that people write to this space from.
    pub(super) fn origin(&'static self, dice: &mut SeededRng) -> &'static HomeCity {
        &self.cities[dice.weighted(self.cities.iter().map(|city| city.weight))]
    }
}
