//! Names of types: each stands once in the workspace, none is a bare participle or verb, and most
//! have two words or three, so that a stranger who meets one knows which thing is meant.
//!
//! Types of tests are left aside.

use std::collections::BTreeMap;
use std::fmt;

use syn::visit::{self, Visit};

use super::breach::RuleBreach;
use super::module_tree::{ModuleTree, is_for_tests, item_is_for_tests};
use super::tokens;

/// Of a hundred types, how many may be called by one word.
const ONE_WORD_LIMIT: f64 = 35.0;

/// Names that may be defined more than once.
const MAY_REPEAT: [(&str, &str); 1] = [(
    "Result",
    "std's own habit: each crate's Result with its own error",
)];

/// Participles and verbs: they say that something happened, never what the thing is.
const NO_NOUNS: &str = "\
    Added Allowed Answered Arrived Ask Asked Asking Begin Beginning Begun Born Borrowed Bound Bring \
    Broken Built Bury Came Changed Chosen Cleaned Closed Come Committed Compared Compiled Counted \
    Created Cut Deleted Derive Derived Done Drawn Driven Ended Ending Expected Failed Fetch Fetched \
    Filling Find Forgotten Formed Found Gave Get Give Given Go Going Gone Got Grant Granted Growing \
    Grown Handed Hear Heard Held Hidden Hide Hurried Imported Joined Joining Judge Judged Keep Keeping \
    Kept Known Learn Learned Learnt Leave Left Let Limited Linked Listening Loaded Loading Locked Look \
    Looking Lost Made Make Making Marked Meet Mended Merged Met Moved Named Opened Owed Owned Parsed \
    Paused Placed Planned Planted Prepared Probed Put Quoted Reading Refused Removed Rounded Running \
    Said Say Scanned Scoped Sealed Seen Selected Send Sending Sent Served Set Settle Settled Shared Show \
    Shown Signed Sorted Speak Speaking Spent Split Spoken Spread Started Stated Stopped Stored Struck \
    Stuck Take Taken Taking Tell Throttled Thrown Ticking Tied Timed Told Touched Turn Turned Typed Used \
    Waiting Wake Wanted Watch Wish Worn Woven Writing Written";

/// One type of the product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypeDefinition {
    pub(super) name: String,
    pub(super) package: String,
    pub(super) file: String,
    pub(super) line: usize,
}

/// The types that a crate defines.
pub(super) fn definitions(tree: &ModuleTree) -> Vec<TypeDefinition> {
    let mut found = Vec::new();
    for (_, module) in tree.product() {
        let mut collector = TypeCollector::default();
        for item in &module.items {
            collector.visit_item(item);
        }
        found.extend(
            collector
                .found
                .into_iter()
                .map(|(name, line)| TypeDefinition {
                    name,
                    package: tree.package.clone(),
                    file: module.file.clone(),
                    line,
                }),
        );
    }
    found
}

#[derive(Default)]
struct TypeCollector {
    found: Vec<(String, usize)>,
}

impl TypeCollector {
    fn add(&mut self, ident: &syn::Ident) {
        self.found
            .push((ident.to_string(), ident.span().start().line));
    }
}

impl<'ast> Visit<'ast> for TypeCollector {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if item_is_for_tests(item) {
            return;
        }
        match item {
            syn::Item::Struct(item) => self.add(&item.ident),
            syn::Item::Enum(item) => self.add(&item.ident),
            syn::Item::Trait(item) => self.add(&item.ident),
            syn::Item::Union(item) => self.add(&item.ident),
            syn::Item::Type(item) => self.add(&item.ident),
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_for_tests(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        // The types that a macro is told to make; inside a macro's own rules the names are holes.
        if item.ident.is_none() {
            self.found
                .extend(tokens::declared_types(item.mac.tokens.clone()));
        }
    }
}

/// What the names of a workspace break.
pub(super) fn breaches(types: &[TypeDefinition]) -> Vec<RuleBreach> {
    let mut found: Vec<RuleBreach> = types.iter().filter_map(no_noun).collect();
    for (name, same) in by_name(types) {
        if same.len() > 1 && !MAY_REPEAT.iter().any(|(allowed, _)| *allowed == name) {
            found.extend(same.iter().map(|one| repeated(one, &same)));
        }
    }
    let figures = NameFigures::of(types);
    if figures.one_word_share() >= ONE_WORD_LIMIT {
        let why = format!(
            "{:.1} % of the types have one word, the limit is {ONE_WORD_LIMIT} %: see `cargo xtask names`",
            figures.one_word_share()
        );
        found.push(RuleBreach::new("Cargo.toml", 1, why));
    }
    found
}

fn no_noun(defined: &TypeDefinition) -> Option<RuleBreach> {
    is_no_noun(&defined.name).then(|| {
        let why = format!(
            "type `{}` is a participle or a verb: name the thing",
            defined.name
        );
        RuleBreach::new(&defined.file, defined.line, why)
    })
}

fn is_no_noun(name: &str) -> bool {
    NO_NOUNS.split_whitespace().any(|word| word == name)
}

fn repeated(one: &TypeDefinition, same: &[&TypeDefinition]) -> RuleBreach {
    let others: Vec<String> = same
        .iter()
        .filter(|other| **other != one)
        .map(|other| format!("{}:{}", other.file, other.line))
        .collect();
    let why = format!(
        "type `{}` is defined again: {}",
        one.name,
        others.join(", ")
    );
    RuleBreach::new(&one.file, one.line, why)
}

fn by_name(types: &[TypeDefinition]) -> BTreeMap<&str, Vec<&TypeDefinition>> {
    let mut found: BTreeMap<&str, Vec<&TypeDefinition>> = BTreeMap::new();
    for defined in types {
        found.entry(&defined.name).or_default().push(defined);
    }
    found
}

/// How many words a name has: `HttpMetrics` two, `SSE` one.
fn words(name: &str) -> usize {
    let letters: Vec<char> = name.chars().collect();
    let begins = |at: usize| {
        let small = |index: usize| letters.get(index).is_some_and(|c| !c.is_uppercase());
        letters[at].is_uppercase() && (at == 0 || small(at - 1) || small(at + 1))
    };
    (0..letters.len()).filter(|at| begins(*at)).count().max(1)
}

/// What `cargo xtask names` prints.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct NameFigures {
    types: usize,
    one_word: usize,
    repeated_names: usize,
    repeated_definitions: usize,
    no_nouns: usize,
    /// Per crate: types, and those of one word.
    crates: BTreeMap<String, (usize, usize)>,
}

impl NameFigures {
    pub(super) fn of(types: &[TypeDefinition]) -> Self {
        let mut figures = Self {
            types: types.len(),
            ..Self::default()
        };
        for defined in types {
            let one_word = usize::from(words(&defined.name) == 1);
            figures.one_word += one_word;
            figures.no_nouns += usize::from(is_no_noun(&defined.name));
            let per_crate = figures.crates.entry(defined.package.clone()).or_default();
            per_crate.0 += 1;
            per_crate.1 += one_word;
        }
        let named = by_name(types);
        for same in named.values().filter(|same| same.len() > 1) {
            figures.repeated_names += 1;
            figures.repeated_definitions += same.len();
        }
        figures
    }

    fn one_word_share(&self) -> f64 {
        share(self.one_word, self.types)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    // A tree has thousands of types at most: both numbers are exact.
    #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
    let percent = part as f64 * 100.0 / whole.max(1) as f64;
    percent
}

impl fmt::Display for NameFigures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "{} types; of one word {} = {:.1} %; names defined more than once {} ({} definitions); \
             participles and verbs {}",
            self.types,
            self.one_word,
            self.one_word_share(),
            self.repeated_names,
            self.repeated_definitions,
            self.no_nouns
        )?;
        for (package, (types, one_word)) in &self.crates {
            writeln!(
                formatter,
                "  {package:<18} {types:>4} types, of one word {one_word:>4} = {:>3.0} %",
                share(*one_word, *types)
            )?;
        }
        Ok(())
    }
}

/// The offenders, by file: what `cargo xtask names` prints below the figures.
pub(super) fn offenders(types: &[TypeDefinition], package: Option<&str>) -> Vec<String> {
    let named = by_name(types);
    let mut lines = Vec::new();
    for defined in types {
        if package.is_some_and(|wanted| !defined.package.ends_with(wanted)) {
            continue;
        }
        let mut marks = Vec::new();
        if is_no_noun(&defined.name) {
            marks.push("participle or verb");
        }
        if named
            .get(defined.name.as_str())
            .is_some_and(|same| same.len() > 1)
        {
            marks.push("defined again");
        }
        if package.is_some() && words(&defined.name) == 1 {
            marks.push("one word");
        }
        if !marks.is_empty() {
            let (file, line, name) = (&defined.file, defined.line, &defined.name);
            lines.push(format!("{file}:{line}: {name}: {}", marks.join(", ")));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::module_tree::planted;
    use super::*;

    fn whys(text: &str) -> Vec<String> {
        breaches(&definitions(&planted::tree(&[("lib.rs", text)])))
            .into_iter()
            .map(|breach| format!("{}: {}", breach.line, breach.why))
            .collect()
    }

    #[test]
    fn a_second_definition_is_a_breach_at_both_places() {
        let found = whys("mod a { pub struct PageRow; }\nmod b { enum PageRow {} }");
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("1: type `PageRow` is defined again"));
        assert!(found[1].starts_with("2: "));
    }

    #[test]
    fn a_participle_is_a_breach() {
        let found =
            whys("struct Kept; struct KeptRow; struct RowOne; struct RowTwo; struct RowSix;");
        assert_eq!(
            found,
            ["1: type `Kept` is a participle or a verb: name the thing"]
        );
    }

    #[test]
    fn too_many_names_of_one_word_are_a_breach() {
        assert!(whys("struct Row; struct PageRow;")[0].contains("50.0 %"));
        assert!(whys("struct Row; struct PageRow; struct LineRow;").is_empty());
    }

    #[test]
    fn tests_are_left_aside_and_macros_are_not() {
        let text = "open_set! { pub enum BodyFormat { Plain } }\n\
                    macro_rules! ids { () => { struct $name; } }\n\
                    fn a() { struct LineVisitor; }\n\
                    #[cfg(test)] mod tests { struct Kept; }";
        let names: Vec<String> = definitions(&planted::tree(&[("lib.rs", text)]))
            .into_iter()
            .map(|defined| defined.name)
            .collect();
        assert_eq!(names, ["BodyFormat", "LineVisitor"]);
    }

    #[test]
    fn words_are_counted() {
        let cases = [
            ("Row", 1),
            ("PageRow", 2),
            ("HttpMetrics", 2),
            ("SSE", 1),
            ("SQLRow", 2),
            ("V1", 1),
        ];
        for (name, expected) in cases {
            assert_eq!(words(name), expected, "{name}");
        }
    }
}
