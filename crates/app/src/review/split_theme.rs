//! What is decided of wordings where some of a group are put apart: those that go are led by the first of them, and each
//! that stays is kept where it is, or it would follow what it is like. Pure.

use crate::error::InputRefusal;
use insights::QuestionKey;
use model::theme::{ThemeDecision, ThemeDecisionKind};

/// A wording, and the one that leads it.
pub(crate) type LedWording = (QuestionKey, QuestionKey);

/// The wordings that are named, of those of a group: some, and not all of them.
pub(crate) fn named(
    wordings: &[String],
    members: &[LedWording],
) -> Result<Vec<QuestionKey>, InputRefusal> {
    let is_member = |key: &QuestionKey| members.iter().any(|(member, _)| member == key);
    let keys = wordings
        .iter()
        .map(|it| QuestionKey::parse(it).filter(is_member));
    let mut named = Vec::new();
    for key in keys {
        let key = key.ok_or(InputRefusal::ThemeNotSplit)?;
        if !named.contains(&key) {
            named.push(key);
        }
    }
    if named.is_empty() || named.len() == members.len() {
        return Err(InputRefusal::ThemeNotSplit);
    }
    Ok(named)
}

/// What puts wordings of a group apart, by what was decided before.
pub(crate) fn decisions(
    members: &[LedWording],
    apart: &[QuestionKey],
    known: &[ThemeDecision],
) -> Vec<ThemeDecision> {
    let stays = |(key, _): &&LedWording| !apart.contains(key);
    let rest: Vec<LedWording> = members.iter().filter(stays).copied().collect();
    let mut decisions = Vec::new();
    if let Some(first) = apart.first() {
        decisions.extend(apart.iter().map(|it| home(*it, *first)));
    }
    for (key, leader) in &rest {
        let leads = if apart.contains(leader) {
            heir(&rest, *leader).unwrap_or(*key)
        } else {
            *leader
        };
        decisions.push(home(*key, leads));
    }
    decisions.extend(known.iter().flat_map(|it| parted(it, &rest, apart)));
    decisions
}

/// The first of those that stay and that were led by one that goes.
fn heir(rest: &[LedWording], gone: QuestionKey) -> Option<QuestionKey> {
    let mut led = rest.iter().filter(|(_, leader)| *leader == gone);
    led.next().map(|(key, _)| *key)
}

/// What becomes of a part that hangs on a wording that goes: who stays is a part in its place.
fn parted(known: &ThemeDecision, rest: &[LedWording], apart: &[QuestionKey]) -> Vec<ThemeDecision> {
    let value = known.value.as_deref().and_then(QuestionKey::parse);
    let (Some(part), Some(whole)) = (QuestionKey::parse(&known.wording), value) else {
        return Vec::new();
    };
    if known.kind != ThemeDecisionKind::Part || !(apart.contains(&part) || apart.contains(&whole)) {
        return Vec::new();
    }
    let first = || rest.first().map(|(key, _)| *key);
    let new_part = if apart.contains(&part) {
        heir(rest, part)
    } else {
        Some(part)
    };
    let new_whole = if apart.contains(&whole) {
        heir(rest, whole).or_else(first)
    } else {
        Some(whole)
    };
    let mut decisions = vec![decision(part, ThemeDecisionKind::Part, None)];
    if let (Some(part), Some(whole)) = (new_part, new_whole)
        && part != whole
    {
        let whole = Some(whole.to_string());
        decisions.push(decision(part, ThemeDecisionKind::Part, whole));
    }
    decisions
}

fn home(wording: QuestionKey, leads: QuestionKey) -> ThemeDecision {
    decision(wording, ThemeDecisionKind::Home, Some(leads.to_string()))
}

/// A decision of a wording.
pub(crate) fn decision(
    wording: QuestionKey,
    kind: ThemeDecisionKind,
    value: Option<String>,
) -> ThemeDecision {
    ThemeDecision {
        wording: wording.to_string(),
        kind,
        value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> QuestionKey {
        QuestionKey::parse(&format!("q{number:012x}")).expect("a key")
    }

    /// Decisions as wording, kind and value.
    fn told(decisions: &[ThemeDecision]) -> Vec<String> {
        let number = |text: &str| text.trim_start_matches(['q', '0']).to_owned();
        let told = decisions.iter().map(|it| {
            let value = it.value.as_deref().map_or_else(|| "-".to_owned(), number);
            format!("{} {:?} {value}", number(&it.wording), it.kind)
        });
        told.collect()
    }

    #[test]
    fn who_goes_is_led_by_the_first_and_who_stays_is_kept() {
        let members = [1, 2, 3, 4].map(|it| (key(it), key(1)));
        let of_others = decisions(&members, &[key(3), key(4)], &[]);
        let expected = ["3 Home 3", "4 Home 3", "1 Home 1", "2 Home 1"];
        assert_eq!(told(&of_others), expected);
        let of_leader = decisions(&members, &[key(1)], &[]);
        let expected = ["1 Home 1", "2 Home 2", "3 Home 2", "4 Home 2"];
        assert_eq!(told(&of_leader), expected);
    }

    #[test]
    fn parts_hang_on_who_stays() {
        // 3 leads 4, and is a part of 1, which leads 2.
        let members = [(1, 1), (2, 1), (3, 3), (4, 3)].map(|(it, by)| (key(it), key(by)));
        let part = decision(key(3), ThemeDecisionKind::Part, Some(key(1).to_string()));
        let known = [part];
        let split = |apart: u8| told(&decisions(&members, &[key(apart)], &known)).split_off(4);
        assert_eq!(split(3), ["3 Part -", "4 Part 1"]);
        assert_eq!(split(1), ["3 Part -", "3 Part 2"]);
        assert!(split(2).is_empty());
    }

    #[test]
    fn some_wordings_of_a_group_are_named_and_not_all() {
        let members = [1, 2].map(|it| (key(it), key(1)));
        let named = |numbers: &[u8]| {
            let wordings: Vec<String> = numbers.iter().map(|it| key(*it).to_string()).collect();
            named(&wordings, &members)
        };
        assert_eq!(named(&[2, 2]), Ok(vec![key(2)]));
        for refused in [&[][..], &[1, 2], &[3]] {
            let expected = Err(InputRefusal::ThemeNotSplit);
            assert_eq!(named(refused), expected, "{refused:?}");
        }
    }
}
