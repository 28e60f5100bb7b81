//! The people who write: known customers, who stay who they are, and passers-by. A person is a pure
//! function of the seed and a number; no list of people is kept.

use super::places::{HomeCity, PracticePlace};
use super::rng::SeededRng;
use super::scenario::SpokenLanguage;

/// First and last names that go together.
struct NamePool {
    first: &'static [&'static str],
    last: &'static [&'static str],
}

/// How somebody types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypingHabit {
    /// With capitals and full stops.
    Proper,
    /// With capitals, without the last full stop.
    Relaxed,
    /// Without either.
    Lower,
}

/// Somebody who writes.
#[derive(Clone, Debug)]
pub(super) struct InventedPerson {
    pub(super) first: &'static str,
    pub(super) last: &'static str,
    pub(super) company: Option<&'static str>,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) city: &'static HomeCity,
    pub(super) lang: SpokenLanguage,
    pub(super) typing: TypingHabit,
}

const BRITISH: NamePool = NamePool {
    first: &[
        "Sarah", "Oliver", "Hannah", "Callum", "Priya", "Joe", "Beth", "Rhys", "Eleanor", "Dan",
        "Zara", "Marcus", "Imogen", "Kieran", "Alice", "Nathan", "Holly", "Gareth",
    ],
    last: &[
        "Johnson",
        "Whitcombe",
        "Davies",
        "Marsh",
        "Patel",
        "Ashworth",
        "Bevan",
        "Clarke",
        "Fenwick",
        "Hargreaves",
        "Llewellyn",
        "Osborne",
        "Pike",
        "Rowe",
        "Sutton",
        "Thorne",
        "Underhill",
        "Wren",
    ],
};
const AMERICAN: NamePool = NamePool {
    first: &[
        "Emily", "Jordan", "Tyler", "Rachel", "DeShawn", "Megan", "Brandon", "Alexis", "Kayla",
        "Noah", "Simone", "Derek", "Hailey", "Malik", "Lauren", "Ethan", "Tasha", "Greg",
    ],
    last: &[
        "Miller",
        "Washington",
        "Kowalski",
        "Bennett",
        "Jefferson",
        "Romano",
        "Cooper",
        "Goldberg",
        "Hayes",
        "Sullivan",
        "Price",
        "Delgado",
        "Foster",
        "Nguyen",
        "Reeves",
        "Stein",
        "Vaughn",
        "Whitaker",
    ],
};
const GERMAN: NamePool = NamePool {
    first: &[
        "Lena",
        "Jonas",
        "Katharina",
        "Felix",
        "Svenja",
        "Tobias",
        "Miriam",
        "Lukas",
        "Heike",
        "Moritz",
        "Anja",
        "Florian",
        "Greta",
        "Sebastian",
    ],
    last: &[
        "Hartmann", "Krüger", "Vogel", "Brandt", "Seidel", "Lorenz", "Albrecht", "Kühn", "Pohl",
        "Jansen", "Bergmann", "Dietrich", "Engel", "Roth",
    ],
};
const SPANISH: NamePool = NamePool {
    first: &[
        "Lucía",
        "Javier",
        "Carmen",
        "Diego",
        "Valentina",
        "Andrés",
        "Marisol",
        "Mateo",
        "Paola",
        "Sergio",
        "Ximena",
        "Rafael",
    ],
    last: &[
        "García",
        "Morales",
        "Fernández",
        "Rojas",
        "Castillo",
        "Ibáñez",
        "Navarro",
        "Peña",
        "Quintero",
        "Salazar",
        "Vega",
        "Zamora",
    ],
};
const FRENCH: NamePool = NamePool {
    first: &[
        "Camille", "Julien", "Aurélie", "Thomas", "Inès", "Mathieu", "Chloé", "Antoine", "Margaux",
        "Bastien",
    ],
    last: &[
        "Lefèvre",
        "Moreau",
        "Girard",
        "Dubois",
        "Fontaine",
        "Mercier",
        "Chevalier",
        "Garnier",
        "Rousseau",
        "Perrin",
    ],
};
const PORTUGUESE: NamePool = NamePool {
    first: &[
        "Inês", "Tiago", "Beatriz", "João", "Mariana", "Rui", "Catarina", "Bruno", "Larissa",
        "Thiago",
    ],
    last: &[
        "Almeida",
        "Carvalho",
        "Ferreira",
        "Moura",
        "Nogueira",
        "Pinto",
        "Ribeiro",
        "Teixeira",
        "Vasconcelos",
        "Lopes",
    ],
};
const ARABIC: NamePool = NamePool {
    first: &[
        "Layla", "Omar", "Nour", "Karim", "Hala", "Yousef", "Rania", "Tariq", "Salma", "Bilal",
    ],
    last: &[
        "Haddad", "Mansour", "Khalil", "Nasser", "Darwish", "Sabbagh", "Aziz", "Hamdan", "Farouk",
        "Saleh",
    ],
};
const SOUTH_ASIAN: NamePool = NamePool {
    first: &[
        "Ananya", "Rohan", "Meera", "Arjun", "Fatima", "Imran", "Kavya", "Vikram", "Nadia",
        "Sanjay",
    ],
    last: &[
        "Sharma", "Iyer", "Khan", "Mehta", "Rahman", "Desai", "Kapoor", "Nair", "Chaudhry", "Bose",
    ],
};
const EAST_ASIAN: NamePool = NamePool {
    first: &[
        "Mei", "Kenji", "Grace", "Jun", "Yuki", "Daniel", "Sora", "Hana", "Wei", "Minh",
    ],
    last: &[
        "Chen", "Tanaka", "Kim", "Lin", "Park", "Tran", "Wong", "Sato", "Zhao", "Lim",
    ],
};
const WEST_AFRICAN: NamePool = NamePool {
    first: &[
        "Chidi", "Ama", "Kwame", "Ngozi", "Tunde", "Abena", "Femi", "Adaeze", "Kofi", "Yewande",
    ],
    last: &[
        "Okonkwo", "Mensah", "Adebayo", "Boateng", "Eze", "Owusu", "Balogun", "Asante", "Nwosu",
        "Diallo",
    ],
};
const EAST_EUROPEAN: NamePool = NamePool {
    first: &[
        "Kasia",
        "Piotr",
        "Olena",
        "Marek",
        "Ivana",
        "Andrei",
        "Zuzana",
        "Taras",
        "Agnieszka",
        "Milan",
    ],
    last: &[
        "Nowak",
        "Kovač",
        "Shevchenko",
        "Horváth",
        "Wójcik",
        "Popescu",
        "Marić",
        "Bondar",
        "Zielińska",
        "Novotná",
    ],
};
const NORDIC: NamePool = NamePool {
    first: &[
        "Astrid", "Mikkel", "Freja", "Lars", "Aino", "Elias", "Signe", "Oskar",
    ],
    last: &[
        "Lindgren",
        "Nielsen",
        "Virtanen",
        "Dahl",
        "Bergström",
        "Holm",
        "Eriksen",
        "Salo",
    ],
};

/// Who speaks English here, by the space's order in `PLACES`.
const ENGLISH: [&[(u32, &NamePool)]; 3] = [
    &[
        (58, &BRITISH),
        (11, &SOUTH_ASIAN),
        (7, &WEST_AFRICAN),
        (7, &EAST_EUROPEAN),
        (6, &EAST_ASIAN),
        (4, &NORDIC),
        (3, &SPANISH),
        (2, &ARABIC),
        (2, &FRENCH),
    ],
    &[
        (55, &AMERICAN),
        (11, &EAST_ASIAN),
        (9, &SPANISH),
        (9, &SOUTH_ASIAN),
        (7, &WEST_AFRICAN),
        (4, &EAST_EUROPEAN),
        (3, &ARABIC),
        (2, &BRITISH),
    ],
    &[
        (22, &GERMAN),
        (18, &EAST_EUROPEAN),
        (13, &NORDIC),
        (12, &BRITISH),
        (10, &AMERICAN),
        (9, &SOUTH_ASIAN),
        (6, &EAST_ASIAN),
        (5, &ARABIC),
        (5, &PORTUGUESE),
    ],
];

const COMPANIES: &[&str] = &[
    "Fern & Copse",
    "Brightwater Analytics",
    "Tidal Type",
    "Halden Legal",
    "Marrow Design",
    "Northlight Films",
    "Kestrel Robotics",
    "Saltmarsh Foods",
    "Peregrine Tax",
    "Oakum Software",
    "Little Ledger",
    "Cobalt & Sons",
    "Redstart Research",
    "Juniper Architects",
    "Wayfinder PR",
    "Copperfield Health",
    "Slate Street Capital",
    "Paper Lantern Games",
    "Holloway Translations",
    "Mosaic Recruitment",
    "Tangent Energy",
    "Blue Door Therapy",
    "Orchard Lane Learning",
    "Quill & Compass",
    "Verdant Mobility",
    "Lowtide Audio",
    "Hartwell Insurance Brokers",
    "Signal Hill Studio",
    "Amberley Consulting",
    "Foxglove Skincare",
    "Granite Bay Systems",
    "Understory",
    "Bellwether Data",
    "Cinder Block Coffee",
    "Meridian Grants",
    "Nightjar Security",
    "Open Fields Trust",
    "Parallel Surveying",
    "Riverbank Accounting",
    "Stanhope Events",
    "Thistle Interactive",
    "Umbra Lighting",
    "Vantage Point Maps",
    "Willow Bend Textiles",
    "Yonder Travel",
    "Zephyr Freight",
    "Arbor Clinical",
    "Basalt Labs",
    "Cartwheel Kids",
    "Driftwood Records",
    "Everline Logistics",
    "Flint Advisory",
    "Gable & Grey",
    "Hopscotch Media",
    "Ironbark Ventures",
    "Kite Engineering",
    "Loomwork",
    "Magpie Payments",
    "Nutmeg Catering",
    "Octave Music School",
];

const MAILBOXES: &[&str] = &[
    "postbox.example",
    "mailhaven.example",
    "inbox.example",
    "letterfold.example",
    "webpost.example",
];

impl InventedPerson {
    /// Somebody of `city`, drawn from `dice`; `space` is the position in `PLACES`.
    pub(super) fn drawn(
        dice: &mut SeededRng,
        city: &'static HomeCity,
        space: usize,
        lang: SpokenLanguage,
    ) -> Self {
        let names = names(dice, space, lang);
        let (first, last) = (*dice.pick(names.first), *dice.pick(names.last));
        let company = dice.chance(62).then(|| *dice.pick(COMPANIES));
        Self {
            first,
            last,
            company,
            email: email(dice, first, last, company),
            phone: city.phone(dice),
            city,
            lang,
            typing: *dice.pick(&[
                TypingHabit::Proper,
                TypingHabit::Proper,
                TypingHabit::Relaxed,
                TypingHabit::Relaxed,
                TypingHabit::Lower,
            ]),
        }
    }

    /// First and last name.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }
}

/// A language as this space hears it.
pub(super) fn language(dice: &mut SeededRng, place: &PracticePlace) -> SpokenLanguage {
    SpokenLanguage::ALL[dice.weighted(place.languages.iter().copied())]
}

fn names(dice: &mut SeededRng, space: usize, lang: SpokenLanguage) -> &'static NamePool {
    match lang {
        SpokenLanguage::En => {
            let table = ENGLISH[space];
            table[dice.weighted(table.iter().map(|(weight, _)| *weight))].1
        }
        SpokenLanguage::De => &GERMAN,
        SpokenLanguage::Es => &SPANISH,
        SpokenLanguage::Fr => &FRENCH,
        SpokenLanguage::Pt => &PORTUGUESE,
        SpokenLanguage::Ar => &ARABIC,
    }
}

fn email(dice: &mut SeededRng, first: &str, last: &str, company: Option<&str>) -> String {
    let (first, last) = (ascii(first), ascii(last));
    match company {
        Some(company) if dice.chance(72) => {
            let local = if dice.chance(60) {
                first
            } else {
                format!("{first}.{last}")
            };
            format!("{local}@{}.example", ascii(company))
        }
        _ => match dice.below(4) {
            0 => format!("{first}.{last}@{}", dice.pick(MAILBOXES)),
            1 => format!(
                "{first}{last}{}@{}",
                dice.between(71, 99),
                dice.pick(MAILBOXES)
            ),
            2 => format!("{}{last}@{}", &first[..1], dice.pick(MAILBOXES)),
            _ => format!("{last}.{first}@{}", dice.pick(MAILBOXES)),
        },
    }
}

/// Lower-case ASCII letters of a name, as an address has them.
pub(super) fn ascii(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            'a'..='z' => plain.push(letter),
            'A'..='Z' => plain.push(letter.to_ascii_lowercase()),
            'á' | 'ã' | 'à' | 'â' => plain.push('a'),
            'é' | 'è' | 'ê' => plain.push('e'),
            'í' | 'î' => plain.push('i'),
            'ó' | 'õ' | 'ô' => plain.push('o'),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ú' => plain.push('u'),
            'ç' | 'č' | 'ć' => plain.push('c'),
            'ñ' | 'ń' => plain.push('n'),
            _ => {}
        }
    }
    plain
}

/// A company's name, for whoever has none of their own to speak of.
pub(super) fn any_company(dice: &mut SeededRng) -> &'static str {
    COMPANIES[dice.below(COMPANIES.len())]
}
