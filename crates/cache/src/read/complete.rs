//! What a search that is being typed may become: operators, and for an operator its values, those that
//! conversations here have among them, each with how many it would find. The counts are those of the
//! search itself, so that no proposal promises another number than it gives.

use super::reader::CacheReader;
use crate::error::Result;
use crate::table::source;
use chrono::{DateTime, Utc};
use model::request::ListFilter;
use model::search::SearchCompletion;
use model::{Channel, SourceId};
use query::operator::{OPERATORS, completions};

/// Proposals in one answer: what can be looked over while typing.
const MOST: usize = 8;

impl CacheReader {
    /// What the last word of a search may become.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn complete_search(
        &self,
        filter: &ListFilter,
        now: DateTime<Utc>,
    ) -> Result<Vec<SearchCompletion>> {
        let (before, begun) = last_word(&filter.text);
        let Some((name, value)) = begun.split_once(':') else {
            return Ok(operators(before, begun));
        };
        let name = name.trim_start_matches(['-', '(']);
        let mut words = completions(&format!("{name}:{value}"));
        for observed in self
            .observed(&name.to_lowercase(), value, filter.only.as_deref())
            .await?
        {
            if !words.contains(&observed) {
                words.push(observed);
            }
        }
        let sign = &begun[..begun.len() - begun.trim_start_matches(['-', '(']).len()];
        self.counted(filter, &format!("{before}{sign}"), words, now)
            .await
    }

    /// Proposals with how many conversations each finds.
    async fn counted(
        &self,
        filter: &ListFilter,
        before: &str,
        words: Vec<String>,
        now: DateTime<Utc>,
    ) -> Result<Vec<SearchCompletion>> {
        let mut found = Vec::new();
        for word in words.into_iter().take(MOST) {
            let text = format!("{before}{word}");
            let asked = ListFilter {
                text: text.clone(),
                ..filter.clone()
            };
            found.push(SearchCompletion {
                text,
                word,
                conversations: Some(self.count_of(&asked, now).await?),
            });
        }
        Ok(found)
    }

    /// Values that conversations here have, as they would be typed.
    async fn observed(
        &self,
        name: &str,
        begun: &str,
        only: Option<&[SourceId]>,
    ) -> Result<Vec<String>> {
        let values: Vec<String> = match name {
            "channel" => {
                let channels = self.shared.pass(|index| index.channels().to_vec()).await?;
                channels.iter().map(Channel::to_string).collect()
            }
            "space" => {
                let spaces = self.spaces(only).await?;
                spaces.into_iter().map(|space| space.name).collect()
            }
            "source" => {
                let mut sources = source::all(&mut *self.shared.pool.lease().await?).await?;
                sources.retain(|source| only.is_none_or(|only| only.contains(&source.id)));
                sources.into_iter().map(|source| source.name).collect()
            }
            "queue" => {
                let queues = self.queues().await?.into_iter();
                queues.map(|(_, head)| head.name).collect()
            }
            "lang" => {
                let mut conn = self.shared.pool.lease().await?;
                let facts = self.shared.facts.settled(&mut conn).await?;
                facts.languages.values().to_vec()
            }
            "rule" => self.rule_ids().await?,
            "tag" => {
                let tags = self.tags(only).await?;
                tags.into_iter().map(|tag| tag.tag).collect()
            }
            _ => Vec::new(),
        };
        let begun = begun.trim_start_matches('"').to_lowercase();
        let fits = |value: &String| !value.is_empty() && value.to_lowercase().starts_with(&begun);
        Ok(values
            .into_iter()
            .filter(fits)
            .map(|value| format!("{name}:{}", quoted(&value)))
            .collect())
    }
}

/// The word that is being typed, and what stands before it. What stands in an open quotation mark is
/// typed to its end, blanks included.
fn last_word(text: &str) -> (&str, &str) {
    let mut start = 0;
    let mut is_quoted = false;
    for (at, letter) in text.char_indices() {
        if letter == '"' {
            is_quoted = !is_quoted;
        } else if letter.is_whitespace() && !is_quoted {
            start = at + letter.len_utf8();
        }
    }
    text.split_at(start)
}

/// Operators by their names; all of them where nothing is typed yet.
fn operators(before: &str, begun: &str) -> Vec<SearchCompletion> {
    let names: Vec<String> = if before.is_empty() && begun.is_empty() {
        let all = OPERATORS.iter();
        all.map(|operator| format!("{}:", operator.name)).collect()
    } else {
        completions(begun)
    };
    let proposal = |word: String| SearchCompletion {
        text: format!("{before}{word}"),
        word,
        conversations: None,
    };
    names.into_iter().take(MOST).map(proposal).collect()
}

/// A value as it is typed: in quotation marks where it holds blanks.
fn quoted(value: &str) -> String {
    if value.contains(char::is_whitespace) {
        format!("\"{}\"", value.replace('"', ""))
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_is_the_one_that_is_typed() {
        let cases = [
            ("", ("", "")),
            ("tour cha", ("tour ", "cha")),
            ("tour ", ("tour ", "")),
            ("space:\"Harbour E", ("", "space:\"Harbour E")),
            ("\"day pass\" sp", ("\"day pass\" ", "sp")),
        ];
        for (text, expected) in cases {
            assert_eq!(last_word(text), expected, "{text:?}");
        }
    }
}
