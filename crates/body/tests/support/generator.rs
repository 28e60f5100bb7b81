//! Hostile bodies that multiply. Whoever wants a message to become far more than it is puts shapes into
//! each other: a wide row over many short ones, one long address around a thousand cells, lists of
//! quotations of tables. A seed makes a body, so that a fault is a number.

use model::BodyFormat;

/// Bytes of the largest message that a server takes.
pub(crate) const LARGEST: usize = 256 << 10;

/// Numbers out of a seed; the same ones for ever.
pub(crate) struct BodyRandom(u64);

impl BodyRandom {
    /// A source of numbers.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }

    /// A number up to a most, small ones as often as great ones.
    fn scaled(&mut self, most: usize) -> usize {
        let bits = most.max(1).ilog2() as usize + 1;
        let most_now = 1_usize << self.below(bits + 1).min(bits);
        (1 + self.below(most_now)).min(most.max(1))
    }

    fn one_of<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len())]
    }
}

/// The body of a seed, of some bytes at most.
pub(crate) fn body(seed: u64, most: usize) -> (BodyFormat, String) {
    let mut random = BodyRandom::new(seed);
    let room = random.scaled(most);
    match random.below(8) {
        0 => (BodyFormat::Plain, plain(&mut random, room)),
        1 | 2 => (BodyFormat::Markdown, markdown(&mut random, room)),
        _ => (BodyFormat::Html, html(&mut random, room, 0)),
    }
}

/// A body that takes all of the room that a server gives.
pub(crate) fn largest_body(seed: u64) -> (BodyFormat, String) {
    let mut random = BodyRandom::new(seed);
    let mut out = String::new();
    let (format, unit): (BodyFormat, fn(&mut BodyRandom, usize) -> String) = match random.below(8) {
        0 => (BodyFormat::Plain, plain),
        1 | 2 => (BodyFormat::Markdown, markdown),
        _ => (BodyFormat::Html, |random, room| html(random, room, 0)),
    };
    while out.len() < LARGEST * 7 / 8 {
        let room = LARGEST - out.len();
        out.push_str(&unit(&mut random, room));
    }
    (format, cut(out, LARGEST))
}

/// A text that ends at a character.
fn cut(mut text: String, most: usize) -> String {
    text.truncate(text.floor_char_boundary(most));
    text
}

/// One thing over and over; it fills what room there is, or a part of it.
fn filled(random: &mut BodyRandom, unit: &str, room: usize) -> String {
    let most = room / unit.len().max(1);
    let count = if random.below(2) == 0 {
        most
    } else {
        random.scaled(most)
    };
    unit.repeat(count)
}

const WORDS: [&str; 14] = [
    "x",
    "word ",
    "&#847;&zwnj;&nbsp;",
    "&nbsp;",
    "&amp;",
    "&#x41;",
    "&lt;b&gt;",
    "会议。",
    "é",
    "http://a.example/b ",
    "\u{34F}\u{200C}\u{A0}",
    "\u{202E}",
    "\n",
    "&ngE;",
];

fn leaf(random: &mut BodyRandom, room: usize) -> String {
    let word = random.one_of(&WORDS);
    filled(random, word, room)
}

const OPENS: [&str; 16] = [
    "<div>",
    "<b>",
    "<i>",
    "<s>",
    "<code>",
    "<p>",
    "<blockquote>",
    "<ul><li>",
    "<ol start=7><li>",
    "<table><tr><td>",
    "<h2>",
    "<span style='display:none'>",
    "<div style='font-size:0'>",
    "<div hidden>",
    "<pre>",
    "<caption>",
];

const TAGS: [&str; 18] = [
    "<br>",
    "<hr>",
    "<img alt=y>",
    "<p>y",
    "<li>y",
    "<td>y",
    "<th>y",
    "<tr><td>y",
    "<tr></tr>y",
    "</b></p></div>",
    "<b><i><s><code>y</code></s></i></b> ",
    "<table>",
    "</table>",
    "<q>",
    "<td colspan=20>y",
    "<a href=https://a.example/>y</a>",
    "<span hidden>y</span>",
    "<!-- y --><b>",
];

fn html(random: &mut BodyRandom, room: usize, depth: usize) -> String {
    if room < 32 || depth > 6 {
        return leaf(random, room);
    }
    let text = match random.below(7) {
        0 => leaf(random, room),
        1 => table(random, room, depth),
        2 => linked(random, room, depth),
        3 => nested(random, room, depth),
        4 => {
            let tag = random.one_of(&TAGS);
            filled(random, tag, room)
        }
        5 => {
            let unit = html(random, room / 16, depth + 1);
            filled(random, &unit, room)
        }
        _ => html(random, room / 2, depth + 1) + &html(random, room / 2, depth + 1),
    };
    cut(text, room)
}

/// Rows times columns, of which each side alone is cheap.
fn table(random: &mut BodyRandom, room: usize, depth: usize) -> String {
    let wide = random.one_of(&["<td>y", "<th>y", "<td colspan=20>y", "<td colspan=20>"]);
    let short = random.one_of(&["<tr><td>y", "<tr><td>", "<tr><th>y<td>z", "<tr>"]);
    let room_for_row = random.scaled(room);
    let row = filled(random, wide, room_for_row);
    let cell = html(random, room / 64, depth + 1);
    let rows = filled(random, &format!("{short}{cell}"), room - room_for_row);
    let head = random.one_of(&["", "<thead>", "<caption>y", "text", "<tr><th>a<th>b"]);
    format!("<table>{head}<tr>{row}{rows}</table>")
}

/// One address, as long as a link may have, around or in everything.
fn linked(random: &mut BodyRandom, room: usize, depth: usize) -> String {
    let longest = random
        .one_of(&["8", "500", "4000", "5000"])
        .parse()
        .unwrap_or(8);
    let address = format!("https://a.example/{}", "a".repeat(longest));
    let inside = html(random, room / 4, depth + 1);
    if random.below(2) == 0 {
        format!("<a href=\"{address}\">{inside}")
    } else {
        let unit = format!("<a href=\"{address}\">{}</a>", cut(inside, 64));
        filled(random, &unit, room)
    }
}

fn nested(random: &mut BodyRandom, room: usize, depth: usize) -> String {
    let open = random.one_of(&OPENS);
    let many = random.scaled(room / 8);
    let opens = filled(random, open, many);
    opens + &html(random, room / 2, depth + 1)
}

const MARKS: [&str; 22] = [
    "a\n",
    "> ",
    "- ",
    "1. ",
    "    ",
    "* a\n",
    "**会：**",
    "~a ~~b~ ",
    "`",
    "[a] ",
    "[a](",
    "![a](b) ",
    "<a b> ",
    "<company name>\n\n",
    "|a",
    "|\n",
    "|-",
    "*a_ ",
    "&nbsp;",
    "\n\n",
    "# a\n",
    "<div>\n",
];

fn markdown(random: &mut BodyRandom, room: usize) -> String {
    let text = match random.below(4) {
        0 => markdown_table(random, room),
        1 => {
            let address = "a".repeat(random.scaled(room / 2));
            let uses = filled(random, "[a] ", room / 2);
            format!("[a]: https://a.example/{address}\n\n{uses}")
        }
        2 => html(random, room, 0),
        _ => {
            let parts: String = (0..=random.below(4))
                .map(|_| {
                    let mark = random.one_of(&MARKS);
                    filled(random, mark, room / 4)
                })
                .collect();
            parts + &html(random, room / 4, 3)
        }
    };
    cut(text, room)
}

fn markdown_table(random: &mut BodyRandom, room: usize) -> String {
    let columns = random.scaled(room / 8);
    let row = random.one_of(&["|\n", "|a\n", "|a|b|\n", "||\n"]);
    let rows = filled(random, row, room / 2);
    format!("{}\n{}\n{rows}", "|a".repeat(columns), "|-".repeat(columns))
}

fn plain(random: &mut BodyRandom, room: usize) -> String {
    let unit = random.one_of(&[
        "a\n",
        ">\n",
        ">",
        "> > a\n",
        "http://a ",
        "http://b.example/y\n",
        "\n\na\n\n",
        "x",
        "\u{34F}\u{200C}\u{A0}",
        "会\r\n",
        "://",
    ]);
    let text = filled(random, unit, room / 2);
    text.clone() + &filled(random, unit, room / 2)
}
