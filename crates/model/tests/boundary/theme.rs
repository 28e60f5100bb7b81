//! Themes: what is asked, and how it is answered.

use crate::sample::{at, text};
use crate::stands;
use daybook_model::request::ListFilter;
use daybook_model::theme::{
    MergeThemes, RenameTheme, SplitTheme, StatedThing, ThemeAnswer, ThemeChange, ThemeCourse,
    ThemeDecision, ThemeDecisionKind, ThemeDetail, ThemeDisagreement, ThemeLine, ThemePhrase,
    ThemeRequest, ThemeSide, ThemeWording, ThemesRequest, ThemesView,
};

fn line() -> ThemeLine {
    ThemeLine {
        id: text("qcadac2b52a95"),
        name: text("Is there parking?"),
        is_named: true,
        is_merged: false,
        conversations: 40,
        converted: 10,
        unconverted: 30,
        rate: Some(0.25),
        interval: Some((0.142, 0.402)),
        asked: 44,
    }
}

fn course() -> ThemeCourse {
    ThemeCourse {
        term: text("asks:qcadac2b52a95_a0000002a"),
        given: 12,
        conversations: 11,
        first: at(0),
        last: at(0),
    }
}

fn disagreement(kind: StatedThing) -> ThemeDisagreement {
    ThemeDisagreement {
        kind,
        changed_at: Some(at(0)),
        sides: vec![ThemeSide {
            space: text("Harbour"),
            values: vec![text("EUR 25.00")],
            course: course(),
        }],
    }
}

fn decision() -> ThemeDecision {
    ThemeDecision {
        wording: text("qcadac2b52a95"),
        kind: ThemeDecisionKind::Name,
        value: Some(text("Parking")),
    }
}

#[test]
fn themes() {
    let phrase = ThemePhrase {
        phrase: text("day pass"),
        term: text("asks:\"day pass\""),
        converted: 30,
        unconverted: 12,
        log_odds: 0.8,
        z: 2.4,
    };
    let kinds = [
        StatedThing::Price,
        StatedThing::Time,
        StatedThing::Contact,
        StatedThing::Street,
        StatedThing::Link,
    ];
    stands! {
        "ThemesRequest": ThemesRequest { filter: ListFilter::default() },
        "ThemeRequest": ThemeRequest { theme: text("qcadac2b52a95"), filter: ListFilter::default() },
        "ThemesView": ThemesView {
            conversations: 214,
            asking: 180,
            questions: 260,
            groups: vec![line()],
            left_out: 0,
            alone: 31,
            phrases: vec![phrase],
        },
        "ThemeDetail": ThemeDetail {
            line: line(),
            wordings: vec![ThemeWording { id: text("qcadac2b52a95"), wording: text("Is there parking?"), asked: 40 }],
            answered: 38,
            answers: vec![ThemeAnswer { text: text("Yes, behind the house."), course: course() }],
            answers_left_out: 0,
            disagreements: kinds.map(disagreement).to_vec(),
            unread: 0,
        },
        "RenameTheme": RenameTheme { theme: text("qcadac2b52a95"), name: text("Parking") },
        "MergeThemes": MergeThemes { themes: vec![text("qcadac2b52a95")], into: text("q00000000002a") },
        "SplitTheme": SplitTheme { theme: text("qcadac2b52a95"), wordings: vec![text("q00000000002a")] },
        "ThemeDecision name": decision(),
        "ThemeDecision home": ThemeDecision { kind: ThemeDecisionKind::Home, value: None, ..decision() },
        "ThemeDecision part": ThemeDecision { kind: ThemeDecisionKind::Part, ..decision() },
        "ThemeChange": ThemeChange { theme: text("qcadac2b52a95"), undo: vec![decision()] },
    }
}
