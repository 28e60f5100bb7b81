//! Which tags to propose while one is typed.

use model::marks::{TagCount, tag_of};

/// Tags proposed at once: what can be looked over while typing.
const PROPOSED: usize = 6;

/// The tags in use that a typed text may become, the most used first, without those that are there already.
#[must_use]
pub fn proposed_tags(known: &[TagCount], typed: &str, has: &[String]) -> Vec<TagCount> {
    let begun = tag_of(typed).unwrap_or_default();
    let fits = |tag: &&TagCount| tag.tag.starts_with(&begun) && !has.contains(&tag.tag);
    known.iter().filter(fits).take(PROPOSED).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_proposed_by_their_beginning_and_never_twice() {
        let tag = |tag: &str| TagCount {
            tag: tag.to_owned(),
            conversations: 1,
        };
        let known = [tag("price"), tag("tour"), tag("wrong price"), tag("train")];
        let proposed = |typed: &str, has: &[&str]| -> Vec<String> {
            let has: Vec<String> = has.iter().map(ToString::to_string).collect();
            let found = proposed_tags(&known, typed, &has);
            found.into_iter().map(|tag| tag.tag).collect()
        };
        assert_eq!(proposed(" T", &[]), ["tour", "train"]);
        assert_eq!(proposed("", &["tour"]), ["price", "wrong price", "train"]);
        assert_eq!(proposed("x", &[]), Vec::<String>::new());
    }
}
