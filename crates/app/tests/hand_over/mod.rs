//! Handing over as a window does: beside everything else, one at a time, told of by events, and stopped when asked.

use super::{failure, search, synced};
use app::App;
use model::AuditAction;
use model::ConversationId;
use model::dashboard::DashboardPeriod;
use model::event::AppEvent;
use model::failure::Failure;
use model::handover::{
    ExportFormat, ExportMasking, ExportRequest, HandOverOrder, HandOverStage, HandOverView,
    ProductionRequest,
};
use model::person::{OwnNotes, PersonExport, PersonQuestion, PersonRequest};
use model::report::{ReportFormat, ReportRequest};
use model::request::ListFilter;
use std::path::{Path, PathBuf};
use testkit::fixture::{TestHome, TestServer, escalated, toured};
use tokio::sync::broadcast::Receiver;

struct OpenBench {
    app: App,
    events: Receiver<AppEvent>,
    folder: tempfile::TempDir,
    _home: TestHome,
    _server: TestServer,
}

impl OpenBench {
    async fn new() -> Self {
        let server = TestServer::filled(&[toured("c1"), toured("c2"), escalated("c3")]).await;
        let home = TestHome::new();
        let app = synced(&home, &server).await;
        Self {
            events: app.events(),
            app,
            folder: tempfile::tempdir().expect("a folder"),
            _home: home,
            _server: server,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn begin(&self, order: HandOverOrder, name: &str) -> HandOverView {
        let begun = self.app.begin_hand_over(order, self.path(name)).await;
        begun.expect("it begins")
    }

    async fn exports_noted(&self) -> usize {
        let entries = self.app.audit_entries(0).await.expect("the log");
        let exports = entries.iter().filter(|it| it.action == AuditAction::Export);
        exports.count()
    }

    /// How it ended: each change of it is told by an event.
    async fn ended(&mut self) -> HandOverView {
        loop {
            let view = self.app.hand_over_view().await.expect("an answer");
            let view = view.expect("something was handed over");
            if !view.is_running() {
                return view;
            }
            while self.events.recv().await.expect("an event") != AppEvent::HandOverChanged {}
        }
    }
}

fn table(filter: ListFilter) -> HandOverOrder {
    HandOverOrder::Export(ExportRequest {
        filter,
        format: ExportFormat::Jsonl,
        masking: ExportMasking::Masked,
        ..ExportRequest::default()
    })
}

fn lines(path: &Path) -> usize {
    std::fs::read_to_string(path)
        .expect("a file")
        .lines()
        .count()
}

#[tokio::test]
async fn a_list_and_one_conversation_of_it_are_handed_over() {
    let mut bench = OpenBench::new().await;
    bench.begin(table(ListFilter::default()), "all.jsonl").await;
    let view = bench.ended().await;
    match &view.stage {
        HandOverStage::Exported(done) => assert_eq!(done.conversations, 3),
        other => panic!("{other:?}"),
    }
    assert_eq!(lines(&bench.path("all.jsonl")), 3);
    let listed = bench.app.open_list(search("")).await.expect("a list");
    let one = ListFilter {
        conversation: Some(listed.rows[1].id),
        ..ListFilter::default()
    };
    let seen = bench.app.preview_hand_over(table(one.clone())).await;
    let seen = seen.expect("a look");
    assert_eq!((seen.conversations, seen.rows.len()), (1, 1));
    let chosen = seen.columns.iter().filter(|column| column.is_chosen);
    assert_eq!(chosen.count(), seen.rows[0].len());
    bench.begin(table(one.clone()), "one.jsonl").await;
    let view = bench.ended().await;
    assert_eq!(view.number, 2);
    assert_eq!(lines(&bench.path("one.jsonl")), 1);
    let set = HandOverOrder::Production(ProductionRequest {
        filter: one,
        ..ProductionRequest::default()
    });
    let page = bench.app.preview_hand_over(set.clone()).await;
    assert!(page.expect("a look").page.lines().count() > 3);
    bench.begin(set, "set").await;
    match bench.ended().await.stage {
        HandOverStage::Produced(done) => assert_eq!(done.conversations, 1),
        other => panic!("{other:?}"),
    }
    let nobody = ListFilter {
        conversation: Some(ConversationId(-1)),
        ..ListFilter::default()
    };
    let seen = bench.app.preview_hand_over(table(nobody)).await;
    assert_eq!(seen.expect("a look").conversations, 0);
    bench.app.close().await;
}

#[tokio::test]
async fn the_report_of_a_period_is_looked_at_and_handed_over() {
    let mut bench = OpenBench::new().await;
    let asked = |format| {
        HandOverOrder::Report(ReportRequest {
            period: DashboardPeriod::All,
            format,
            ..ReportRequest::default()
        })
    };
    let seen = bench.app.preview_hand_over(asked(ReportFormat::Html)).await;
    let seen = seen.expect("a look");
    assert_eq!(seen.conversations, 3);
    let page = seen.page;
    assert!(page.contains("Total conversations\n  "), "{page}");
    assert_eq!(bench.exports_noted().await, 0, "a look is no export");
    for (format, name) in [(ReportFormat::Html, "a.html"), (ReportFormat::Pdf, "a.pdf")] {
        assert!(
            bench
                .app
                .hand_over_name(&asked(format))
                .ends_with(&name[1..])
        );
        bench.begin(asked(format), name).await;
        match bench.ended().await.stage {
            HandOverStage::Exported(done) => assert_eq!(done.conversations, 3),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(bench.exports_noted().await, 2);
    let html = std::fs::read_to_string(bench.path("a.html")).expect("a page");
    assert!(html.contains("Total conversations"), "{html}");
    let head = "head ";
    assert!(
        html.contains(head) && !page.contains(head),
        "the file alone has an entry of the audit log"
    );
    bench.app.close().await;
}

#[tokio::test]
async fn one_runs_at_a_time_and_what_is_stopped_leaves_nothing() {
    let mut bench = OpenBench::new().await;
    bench.begin(table(ListFilter::default()), "a.jsonl").await;
    let second = bench
        .app
        .begin_hand_over(table(ListFilter::default()), bench.path("b.jsonl"))
        .await;
    assert_eq!(
        failure(second.expect_err("one at a time")),
        Failure::HandOverRuns
    );
    let locked = bench
        .app
        .lock()
        .await
        .expect_err("it would be half written");
    assert_eq!(failure(locked), Failure::HandOverRuns);
    bench.app.stop_hand_over().await.expect("asked to stop");
    let view = bench.ended().await;
    assert_eq!(view.stage, HandOverStage::Failed(Failure::ExportStopped));
    let left = std::fs::read_dir(bench.folder.path()).expect("a folder");
    assert_eq!(left.count(), 0);
    assert_eq!(bench.exports_noted().await, 0, "the log tells of none");
    // And the next one works.
    bench.begin(table(ListFilter::default()), "b.jsonl").await;
    assert!(matches!(
        bench.ended().await.stage,
        HandOverStage::Exported(_)
    ));
    assert_eq!(bench.exports_noted().await, 1);
    bench.app.close().await;
}

#[tokio::test]
async fn the_log_tells_of_a_look_and_of_what_was_handed_over_masked_or_not() {
    let mut bench = OpenBench::new().await;
    let as_it_was = HandOverOrder::Export(ExportRequest::default());
    let set = HandOverOrder::Production(ProductionRequest {
        masking: ExportMasking::Masked,
        ..ProductionRequest::default()
    });
    let orders = [table(ListFilter::default()), as_it_was, set];
    for (nth, order) in orders.into_iter().enumerate() {
        // A look that is repeated is one look.
        for _ in 0..2 {
            let seen = bench.app.preview_hand_over(order.clone()).await;
            assert_eq!(seen.expect("a look").conversations, 3);
        }
        bench.begin(order, &format!("{nth}")).await;
        let ended = bench.ended().await;
        assert!(
            !matches!(ended.stage, HandOverStage::Failed(_)),
            "{ended:?}"
        );
    }
    let entries = bench.app.audit_entries(0).await.expect("the log");
    let told = entries.into_iter().filter_map(|entry| {
        let what: serde_json::Value = serde_json::from_str(&entry.what).expect("facts");
        let kind = what["kind"].as_str()?.to_owned();
        assert_eq!(what["conversations"], 3, "{what}");
        Some((entry.action, kind, what["masked"].as_bool()?))
    });
    let view = |masked| (AuditAction::View, "preview".to_owned(), masked);
    let export = |kind: &str, masked| (AuditAction::Export, kind.to_owned(), masked);
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            view(true),
            export("export", true),
            view(false),
            export("export", false),
            view(true),
            export("production", true)
        ]
    );
    bench.app.close().await;
}

#[tokio::test]
async fn what_cannot_be_put_there_is_told_and_what_is_there_stays() {
    let mut bench = OpenBench::new().await;
    std::fs::write(bench.path("a.jsonl"), "mine").expect("written");
    bench.begin(table(ListFilter::default()), "a.jsonl").await;
    let view = bench.ended().await;
    assert!(
        matches!(
            view.stage,
            HandOverStage::Failed(Failure::ExportTargetForeign { .. })
        ),
        "{view:?}"
    );
    assert_eq!(lines(&bench.path("a.jsonl")), 1);
    bench.app.close().await;
}

#[tokio::test]
async fn a_persons_file_is_begun_by_the_window_and_told_of_as_every_export() {
    let mut bench = OpenBench::new().await;
    let ada = PersonRequest {
        who: PersonQuestion::Writing("ADA@visitors.example".to_owned()),
        left_out: Vec::new(),
    };
    let held = bench.app.person_holdings(ada.clone()).await;
    let held = held.expect("an answer");
    assert_eq!(held.totals().conversations, 1);
    let same = PersonRequest {
        who: PersonQuestion::Conversation(held.conversations[0].id),
        left_out: Vec::new(),
    };
    let same = bench.app.person_holdings(same).await.expect("an answer");
    assert_eq!(same.included(), held.included());
    let order = |request| {
        HandOverOrder::Person(PersonExport {
            request,
            notes: OwnNotes::Kept,
        })
    };
    bench.begin(order(ada.clone()), "ada").await;
    match bench.ended().await.stage {
        HandOverStage::Exported(done) => assert_eq!(done.conversations, 1),
        other => panic!("{other:?}"),
    }
    assert!(bench.path("ada").join("person.json").is_file());
    assert!(bench.path("ada.manifest.json").is_file());
    assert_eq!(bench.exports_noted().await, 1);
    let nobody = PersonRequest {
        left_out: held.included(),
        ..ada
    };
    bench.begin(order(nobody), "nobody").await;
    let stage = bench.ended().await.stage;
    assert_eq!(stage, HandOverStage::Failed(Failure::NobodyKnown));
    assert!(!bench.path("nobody").exists());
    bench.app.close().await;
}
