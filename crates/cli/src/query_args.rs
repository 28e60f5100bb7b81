//! The part of the command line that says which conversations are meant: words of the search language, and options that
//! say the same as some of its operators. It must not know a command.

use clap::Args;
use model::request::DataWorld;

/// Free text.
#[derive(Debug, Args)]
pub(crate) struct QueryArguments {
    /// Words, "phrases" and operators: tour OR visit, channel:whatsapp, customer-said:price, last:30d.
    /// What must not be is written NOT tour here, since a hyphen begins an option. All of it is in
    /// docs/search.md
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Begun on this day or later: the same as after:DAY in the search
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// Begun on this day or earlier: the same as before:DAY or on:DAY
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// On this channel: the same as channel:NAME
    #[arg(long, value_name = "NAME")]
    channel: Option<String>,
    /// In this space: the same as space:NAME
    #[arg(long, value_name = "NAME")]
    space: Option<String>,
    /// Within a view, as `view list` names it
    #[arg(long, value_name = "NAME")]
    pub(crate) view: Option<String>,
    /// In the practice space, which is in no number with real data
    #[arg(long)]
    pub(crate) practice: bool,
}

impl QueryArguments {
    /// The world that is asked about; where it has no source, the other one.
    pub(crate) fn world(&self) -> DataWorld {
        if self.practice {
            DataWorld::Practice
        } else {
            DataWorld::Real
        }
    }

    /// The words and the options as one text of the search language: an option is nothing that a search could
    /// not say.
    pub(crate) fn text(&self) -> String {
        let words = self.query.join(" ");
        let terms = self.terms();
        if terms.is_empty() {
            return words;
        }
        // Behind the options, so that a quote or a bracket that is not closed takes none of them in.
        let words = (!words.trim().is_empty()).then(|| format!("({words})"));
        terms.into_iter().chain(words).collect::<Vec<_>>().join(" ")
    }

    fn terms(&self) -> Vec<String> {
        let quoted = |value: &String| format!("\"{}\"", value.replace('"', " "));
        let until = |day: &String| format!("(before:{0} OR on:{0})", quoted(day));
        let terms = [
            self.from
                .as_ref()
                .map(|day| format!("after:{}", quoted(day))),
            self.until.as_ref().map(until),
            self.channel
                .as_ref()
                .map(|name| format!("channel:{}", quoted(name))),
            self.space
                .as_ref()
                .map(|name| format!("space:{}", quoted(name))),
        ];
        terms.into_iter().flatten().collect()
    }

    /// What is asked within a view: both hold.
    pub(crate) fn text_within(&self, view: Option<&str>) -> String {
        match view {
            Some(query) => format!("{query} {}", self.text()).trim().to_owned(),
            None => self.text(),
        }
    }
}
