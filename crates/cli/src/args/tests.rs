//! The command line as it is typed.

use super::*;
use clap::CommandFactory;
use model::request::{ListSort, SortDirection, SortKey};

#[test]
fn the_command_line_is_consistent() {
    CliArguments::command().debug_assert();
}

#[test]
fn a_query_may_be_several_words_and_options_may_follow_the_command() {
    let given = CliArguments::parse_from([
        "daybook-cli",
        "list",
        "tour",
        "tomorrow",
        "--limit",
        "7",
        "--json",
    ]);
    assert!(given.json);
    let CliCommand::List(list) = given.command else {
        panic!("not a list")
    };
    assert_eq!(
        (list.query.text().as_str(), list.limit),
        ("tour tomorrow", 7)
    );
}

#[test]
fn options_of_a_query_are_terms_of_the_search_language() {
    let text = |words: &str| {
        let given = ["daybook-cli", "metrics"].into_iter();
        let CliCommand::Metrics(asked) =
            CliArguments::parse_from(given.chain(words.split(' '))).command
        else {
            panic!("not the numbers")
        };
        asked.query.text()
    };
    let cases = [
        ("tour OR visit", "tour OR visit"),
        ("--channel whatsapp", "channel:\"whatsapp\""),
        (
            "tour OR visit --from 2026-03 --space Harbour",
            "after:\"2026-03\" space:\"Harbour\" (tour OR visit)",
        ),
        (
            "--until 2026-03-05",
            "(before:\"2026-03-05\" OR on:\"2026-03-05\")",
        ),
    ];
    for (words, expected) in cases {
        assert_eq!(text(words), expected, "{words}");
    }
}

#[test]
fn an_order_begins_with_its_usual_end_unless_told_otherwise() {
    let sort = |words: &str| {
        let given = ["daybook-cli", "list"].into_iter().chain(words.split(' '));
        let CliCommand::List(list) = CliArguments::parse_from(given).command else {
            panic!("not a list")
        };
        let ListSort { by, direction } = list.order.sort();
        (by, direction)
    };
    use {SortDirection as Way, SortKey as By};
    assert_eq!(sort("tour"), (By::LastActivity, Way::Descending));
    assert_eq!(sort("--sort subject"), (By::Subject, Way::Ascending));
    assert_eq!(
        sort("--sort subject --descending"),
        (By::Subject, Way::Descending)
    );
    assert_eq!(sort("--sort messages"), (By::Messages, Way::Descending));
    assert_eq!(
        sort("--sort messages --ascending"),
        (By::Messages, Way::Ascending)
    );
}

#[test]
fn a_password_is_no_argument() {
    let words = "daybook-cli source add nexudus --name N --email a@b.example";
    let given: Vec<&str> = words.split(' ').collect();
    assert!(CliArguments::try_parse_from(&given).is_err());
    let with = given.iter().copied().chain(["--password-stdin"]);
    let CliCommand::Source(SourceCommand::Add(AddCommand::Nexudus(add))) =
        CliArguments::parse_from(with).command
    else {
        panic!("not an account")
    };
    assert_eq!(add.url, "https://spaces.nexudus.com/api");
    assert_eq!(add.secret.totp, None);
}

#[test]
fn a_source_is_not_added_without_saying_where_the_token_comes_from() {
    let given = [
        "daybook-cli",
        "source",
        "add",
        "daybook",
        "--url",
        "https://a.example",
        "--name",
        "A",
    ];
    assert!(CliArguments::try_parse_from(given).is_err());
}
