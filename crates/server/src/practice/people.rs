//! The people who write: known customers, who stay who they are, and passers-by. A person is a pure
//! function of the seed and a number; no list of people is kept.

use super::dice::Dice;
use super::places::{City, Place};
use super::scenario::Lang;

/// First and last names that go together.
struct Names {
    first: &'static [&'static str],
    last: &'static [&'static str],
}

/// How somebody types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typing {
    /// With capitals and full stops.
    Proper,
    /// With capitals, without the last full stop.
    Relaxed,
    /// Without either.
    Lower,
}

/// Somebody who writes.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) first: &'static str,
    pub(super) last: &'static str,
    pub(super) company: Option<&'static str>,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) city: &'static City,
    pub(super) lang: Lang,
    pub(super) typing: Typing,
}

const BRITISH: Names = Names {
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
const AMERICAN: Names = Names {
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
const GERMAN: Names = Names {
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
const SPANISH: Names = Names {
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
const FRENCH: Names = Names {
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
const PORTUGUESE: Names = Names {
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
const ARABIC: Names = Names {
    first: &[
        "Layla", "Omar", "Nour", "Karim", "Hala", "Yousef", "Rania", "Tariq", "Salma", "Bilal",
    ],
    last: &[
        "Haddad", "Mansour", "Khalil", "Nasser", "Darwish", "Sabbagh", "Aziz", "Hamdan", "Farouk",
        "Saleh",
    ],
};
const SOUTH_ASIAN: Names = Names {
    first: &[
        "Ananya", "Rohan", "Meera", "Arjun", "Fatima", "Imran", "Kavya", "Vikram", "Nadia",
        "Sanjay",
    ],
    last: &[
        "Sharma", "Iyer", "Khan", "Mehta", "Rahman", "Desai", "Kapoor", "Nair", "Chaudhry", "Bose",
    ],
};
const EAST_ASIAN: Names = Names {
    first: &[
        "Mei", "Kenji", "Grace", "Jun", "Yuki", "Daniel", "Sora", "Hana", "Wei", "Minh",
    ],
    last: &[
        "Chen", "Tanaka", "Kim", "Lin", "Park", "Tran", "Wong", "Sato", "Zhao", "Lim",
    ],
};
const WEST_AFRICAN: Names = Names {
    first: &[
        "Chidi", "Ama", "Kwame", "Ngozi", "Tunde", "Abena", "Femi", "Adaeze", "Kofi", "Yewande",
    ],
    last: &[
        "Okonkwo", "Mensah", "Adebayo", "Boateng", "Eze", "Owusu", "Balogun", "Asante", "Nwosu",
        "Diallo",
    ],
};
const EAST_EUROPEAN: Names = Names {
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
const NORDIC: Names = Names {
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
const ENGLISH: [&[(u32, &Names)]; 3] = [
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

impl Person {
    /// Somebody of `city`, drawn from `dice`; `space` is the position in `PLACES`.
    pub(super) fn drawn(dice: &mut Dice, city: &'static City, space: usize, lang: Lang) -> Self {
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
                Typing::Proper,
                Typing::Proper,
                Typing::Relaxed,
                Typing::Relaxed,
                Typing::Lower,
            ]),
        }
    }

    /// First and last name.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }
}

/// A language as this space hears it.
pub(super) fn language(dice: &mut Dice, place: &Place) -> Lang {
    Lang::ALL[dice.weighted(place.languages.iter().copied())]
}

fn names(dice: &mut Dice, space: usize, lang: Lang) -> &'static Names {
    match lang {
        Lang::En => {
            let table = ENGLISH[space];
            table[dice.weighted(table.iter().map(|(weight, _)| *weight))].1
        }
        Lang::De => &GERMAN,
        Lang::Es => &SPANISH,
        Lang::Fr => &FRENCH,
        Lang::Pt => &PORTUGUESE,
        Lang::Ar => &ARABIC,
    }
}

fn email(dice: &mut Dice, first: &str, last: &str, company: Option<&str>) -> String {
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
pub(super) fn any_company(dice: &mut Dice) -> &'static str {
    COMPANIES[dice.below(COMPANIES.len())]
}
