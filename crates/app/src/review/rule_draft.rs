//! Whether a rule can be kept as the manager writes it. The same conversation must be judged alike for ever, so a
//! search that depends on the day is none for a rule; and nothing of it may be left out in silence.

use crate::error::{AppError, InputRefusal};
use crate::review::list::check_search;
use insights::built_in_rule;
use model::rule::{RuleDraft, SavedRule};
use model::search::{FieldTest, SearchDiagnosis};
use query::{SearchCalendar, SearchQuery};

/// The longest name of a rule, in characters.
const NAME_MOST: usize = 60;
/// The longest id: it is a tag in the review queue too.
const ID_MOST: usize = 40;
/// Days that lie in other weeks, months and years, and are other days of the week.
const SOME_DAYS: [i32; 2] = [20_000, 20_431];

/// A rule as it is kept, new or in the place of one of before.
pub(crate) fn checked(
    draft: &RuleDraft,
    others: &[SavedRule],
    before: Option<&SavedRule>,
) -> Result<SavedRule, AppError> {
    let name = checked_name(&draft.name)?;
    let query = checked_query(&draft.query)?;
    let id = match before {
        Some(before) => before.id.clone(),
        None => id_of(&name)?,
    };
    let mut others = others.iter().filter(|rule| before != Some(rule));
    let is_taken =
        |rule: &SavedRule| rule.id == id || rule.name.to_lowercase() == name.to_lowercase();
    let is_ours = insights::BUILT_IN_RULES
        .iter()
        .any(|rule| rule.id == id || rule.name.to_lowercase() == name.to_lowercase());
    if is_ours || others.any(is_taken) {
        return Err(InputRefusal::RuleNameTaken.into());
    }
    let version = before.map_or(1, |before| {
        before.version + u32::from(before.query != query)
    });
    Ok(SavedRule {
        id,
        name,
        version,
        query,
    })
}

fn checked_name(name: &str) -> Result<String, InputRefusal> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_long = name.chars().nth(NAME_MOST).is_some();
    if name.is_empty() || is_long || name.chars().any(char::is_control) {
        return Err(InputRefusal::RuleNameUnusable);
    }
    Ok(name)
}

/// By what searches know a rule: the letters and digits of its name, in any script.
fn id_of(name: &str) -> Result<String, InputRefusal> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let id: String = words.join("_").chars().take(ID_MOST).collect();
    if id.is_empty() {
        return Err(InputRefusal::RuleNameUnusable);
    }
    Ok(id)
}

fn checked_query(text: &str) -> Result<String, AppError> {
    check_search(text)?;
    let [one, other] = SOME_DAYS.map(|day| query::parse(text, SearchCalendar::of_day_number(day)));
    if one.is_empty() {
        return Err(InputRefusal::RuleQueryEmpty.into());
    }
    if one.diagnoses.iter().any(is_not_understood) {
        return Err(InputRefusal::RuleNotUnderstood.into());
    }
    if one.expr != other.expr || one.expr.fields().into_iter().any(is_of_manager) {
        return Err(InputRefusal::RuleDependsOnDay.into());
    }
    if names_rule_of_manager(&one) {
        return Err(InputRefusal::RuleOfRules.into());
    }
    Ok(text.trim().to_owned())
}

/// Whether it asks for what the manager noted or saw, which is another thing tomorrow.
fn is_of_manager(test: &FieldTest) -> bool {
    matches!(
        test,
        FieldTest::SinceLastLook
            | FieldTest::Starred
            | FieldTest::Reviewed
            | FieldTest::Rated(_)
            | FieldTest::Tag(_)
            | FieldTest::Tagged
            | FieldTest::Flagged
            | FieldTest::FlaggedAs(_)
            | FieldTest::HasNote
            | FieldTest::NoteSays(_)
            | FieldTest::Queue(_)
            | FieldTest::Opening(_)
            // Groups of questions move with what is asked, and with what the manager makes of them.
            | FieldTest::Asks(_)
    )
}

fn is_not_understood(diagnosis: &SearchDiagnosis) -> bool {
    !matches!(
        diagnosis,
        SearchDiagnosis::SignsLeftOut {
            read_as: Some(_),
            ..
        }
    )
}

fn names_rule_of_manager(query: &SearchQuery) -> bool {
    query.expr.fields().into_iter().any(|test| match test {
        FieldTest::Rule(id) => built_in_rule(&id.to_lowercase()).is_none(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(name: &str, query: &str) -> RuleDraft {
        RuleDraft {
            name: name.to_owned(),
            query: query.to_owned(),
        }
    }

    fn kept(query: &str) -> Option<InputRefusal> {
        match checked(&draft("Mine", query), &[], None) {
            Ok(_) => None,
            Err(AppError::Invalid(refusal)) => Some(refusal),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn a_rule_is_a_search_that_means_the_same_on_any_day() {
        use InputRefusal as Refused;
        let cases = [
            ("customer-said:(angry OR useless)", None),
            ("after:2026-01-01 channel:whatsapp", None),
            ("rule:could_not_answer -outcome:any", None),
            ("last:30d tour", Some(Refused::RuleDependsOnDay)),
            ("on:today", Some(Refused::RuleDependsOnDay)),
            ("since:last-look", Some(Refused::RuleDependsOnDay)),
            ("tour -reviewed:yes", Some(Refused::RuleDependsOnDay)),
            ("tag:price", Some(Refused::RuleDependsOnDay)),
            ("hours:outside", Some(Refused::RuleDependsOnDay)),
            ("asks:qcadac2b52a95", Some(Refused::RuleDependsOnDay)),
            ("on:monday", Some(Refused::RuleDependsOnDay)),
            ("NOT this:month", Some(Refused::RuleDependsOnDay)),
            ("rule:another", Some(Refused::RuleOfRules)),
            ("  ", Some(Refused::RuleQueryEmpty)),
            ("outcome:boat", Some(Refused::RuleNotUnderstood)),
            ("chanel:chat", Some(Refused::RuleNotUnderstood)),
            ("\"open", Some(Refused::RuleNotUnderstood)),
        ];
        for (query, expected) in cases {
            assert_eq!(kept(query), expected, "{query:?}");
        }
    }

    #[test]
    fn another_search_is_another_version_and_another_name_is_not() {
        let first = checked(&draft("Angry words!", "angry"), &[], None).expect("kept");
        assert_eq!((first.id.as_str(), first.version), ("angry_words", 1));
        let others = [first.clone()];
        let change =
            |name, query| checked(&draft(name, query), &others, Some(&first)).expect("kept");
        assert_eq!(change("Rude words", "angry").version, 1);
        let other = change("Angry words", "angry OR useless");
        assert_eq!((other.id.as_str(), other.version), ("angry_words", 2));
    }

    #[test]
    fn a_name_is_one_rule_s() {
        let mine = checked(&draft("Mine", "tour"), &[], None).expect("kept");
        let others = [mine];
        for name in ["mine", "MINE!", "Error", "could not answer"] {
            let refused = checked(&draft(name, "tour"), &others, None);
            assert!(
                matches!(refused, Err(AppError::Invalid(InputRefusal::RuleNameTaken))),
                "{name}: {refused:?}"
            );
        }
        for name in ["", " \n ", "!?", "a\u{7}b", &"x".repeat(61)] {
            let refused = checked(&draft(name, "tour"), &others, None);
            assert!(
                matches!(
                    refused,
                    Err(AppError::Invalid(InputRefusal::RuleNameUnusable))
                ),
                "{name:?}: {refused:?}"
            );
        }
        let id = checked(&draft("Größe & 价格", "tour"), &[], None)
            .expect("kept")
            .id;
        assert_eq!(id, "größe_价格", "letters of any script");
    }
}
