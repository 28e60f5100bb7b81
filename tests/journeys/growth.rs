//! How the work of each question grows with what there is: counted in steps of the database engine, in requests
//! and in bytes of answers, at two sizes, and compared with the law of each. A count is the same on a slow machine,
//! so that nothing here depends on a clock.
//!
//! What is not counted: the passes over the index in memory, and what the server's own database does (the plans
//! of its statements are held in its own tests).

use app::{App, SyncMode};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use cache::work_count;
use chrono::{DateTime, Utc};
use model::comparison::ComparisonSide;
use model::dashboard::{DashboardPeriod, DashboardRequest};
use model::request::{
    ConnectDaybook, FilterPeriod, ListFilter, ListSort, ListView, ListWindow, OpenConversation,
    OpenList, SortDirection, SortKey,
};
use model::trend::TrendStep;
use model::view::ListOpened;
use model::{Channel, ConversationId, Role, SourceId};
use server::{HttpConfig, Store};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use testkit::fixture::{StillClock, TestHome, test_options};

/// Conversations of the two sizes.
const SIZES: [u32; 2] = [500, 2_000];
/// By so much the larger size is larger.
const TIMES: f64 = SIZES[1] as f64 / SIZES[0] as f64;

/// How work may grow with what there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GrowthLaw {
    /// Not at all.
    Constant,
    /// As the depth of a tree.
    Logarithmic,
    /// As what there is.
    Linear,
}

impl GrowthLaw {
    /// The most that the larger size may take, where the smaller one took so much. What pages hold is chance: a
    /// quarter is allowed for that, and a few steps to what takes next to none.
    fn most(self, small: u64) -> f64 {
        let grown = match self {
            Self::Constant => 1.0,
            Self::Logarithmic => f64::from(SIZES[1]).log2() / f64::from(SIZES[0]).log2(),
            Self::Linear => TIMES,
        };
        small as f64 * grown * 1.25 + 60.0
    }

    fn holds(self, small: u64, large: u64) -> bool {
        large as f64 <= self.most(small)
    }
}

/// What is asked, and how its steps may grow.
const STEPS: [(&str, GrowthLaw); 13] = [
    ("a list opened anew", GrowthLaw::Constant),
    ("a window in the middle", GrowthLaw::Constant),
    ("another order by a number", GrowthLaw::Constant),
    ("another order by a text", GrowthLaw::Constant),
    ("a filter", GrowthLaw::Constant),
    // As many as there are hits: their ids are what is read.
    ("a search for a word", GrowthLaw::Linear),
    // The index has no shorter way to letters inside of words than to look at each of its words.
    ("a search for what no word holds", GrowthLaw::Linear),
    ("the next conversation", GrowthLaw::Constant),
    ("the counts", GrowthLaw::Constant),
    ("the facets of a filter", GrowthLaw::Constant),
    ("the numbers of a filter", GrowthLaw::Constant),
    ("the dashboard of a filter", GrowthLaw::Constant),
    ("a sync with nothing new", GrowthLaw::Constant),
];

/// So often in a row nothing is at work, and so long is between two looks.
const QUIET_LOOKS: u32 = 5;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// What a sync with nothing new may ask.
const REQUESTS_WITH_NOTHING_NEW: u64 = 1;

/// A server that counts, and an application that has read it.
struct GrowthMeasurement {
    app: App,
    source: SourceId,
    traffic: Arc<Traffic>,
    _home: TestHome,
    _folder: tempfile::TempDir,
}

/// Requests of a server, and bytes of its answers.
#[derive(Default)]
struct Traffic {
    requests: AtomicU64,
    bytes: AtomicU64,
}

async fn count(State(traffic): State<Arc<Traffic>>, request: Request, next: Next) -> Response {
    traffic.requests.fetch_add(1, Ordering::Relaxed);
    let (head, body) = next.run(request).await.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await;
    let body = body.expect("a whole answer");
    traffic
        .bytes
        .fetch_add(body.len() as u64, Ordering::Relaxed);
    Response::from_parts(head, Body::from(body))
}

fn until() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().expect("a time")
}

async fn serve(store: Store, traffic: Arc<Traffic>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let router = server::router(store, HttpConfig::loopback());
    let router = router.layer(from_fn_with_state(traffic, count));
    tokio::spawn(async move {
        let served = server::serve(listener, router, std::future::pending());
        served.await.expect("it serves");
    });
    url
}

impl GrowthMeasurement {
    async fn of(conversations: u32) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("server.db")).await;
        let store = store.expect("a store");
        let (script, all) = practice::script(7, conversations, until());
        server::embedded::fill(&store, &script, all)
            .await
            .expect("it is filled");
        let token = store.create_token(Role::Read).await.expect("a token");
        let traffic = Arc::new(Traffic::default());
        let url = serve(store, Arc::clone(&traffic)).await;
        let home = TestHome::new();
        let options = app::AppOptions {
            clock: Arc::new(StillClock(until())),
            ..test_options()
        };
        let app = home.open_with(options).await;
        let name = "Growth".to_owned();
        let connected = app
            .connect_daybook(ConnectDaybook { name, url, token })
            .await;
        let source = connected.expect("connected").id;
        let synced = app.sync(source, SyncMode::Incremental).await;
        synced.expect("synced");
        Self {
            app,
            source,
            traffic,
            _home: home,
            _folder: folder,
        }
    }

    async fn open(&self, filter: ListFilter, sort: ListSort) -> ListOpened {
        let request = OpenList {
            filter,
            sort,
            first_rows: 50,
            locate: None,
        };
        self.app.open_list(request).await.expect("a list")
    }

    async fn search(&self, text: &str) -> ListOpened {
        let text = text.to_owned();
        self.open(
            ListFilter {
                text,
                ..ListFilter::default()
            },
            ListSort::default(),
        )
        .await
    }

    /// Asks a question of the table, of a channel where it has a filter: an answer is held for the filter that it is of.
    async fn ask(&self, what: &str, channel: &Channel) {
        let usual = ListSort::default;
        let filtered = || ListFilter {
            channel: Some(channel.clone()),
            ..ListFilter::default()
        };
        let by = |by| ListSort {
            by,
            direction: SortDirection::Ascending,
        };
        match what {
            "a list opened anew" => drop(self.open(ListFilter::default(), usual()).await),
            "a window in the middle" => self.window_in_the_middle().await,
            "another order by a number" => {
                drop(
                    self.open(ListFilter::default(), by(SortKey::Messages))
                        .await,
                );
            }
            "another order by a text" => {
                drop(
                    self.open(ListFilter::default(), by(SortKey::Customer))
                        .await,
                );
            }
            "a filter" => {
                let filter = ListFilter {
                    view: ListView::Unconverted,
                    period: FilterPeriod::LastDays(90),
                    ..filtered()
                };
                drop(self.open(filter, usual()).await);
            }
            "a search for a word" => drop(self.search("parking").await),
            "a search for what no word holds" => drop(self.search("zzyzx").await),
            "the next conversation" => self.conversations().await,
            "the counts" => drop(self.app.status().await.expect("a status")),
            "the facets of a filter" => {
                drop(self.app.facets(filtered()).await.expect("facets"));
            }
            "the numbers of a filter" => {
                drop(self.app.metrics(&filtered()).await.expect("numbers"));
            }
            "the dashboard of a filter" => {
                let request = DashboardRequest {
                    filter: filtered(),
                    period: DashboardPeriod::default(),
                    step: TrendStep::Day,
                    side: ComparisonSide::Channel,
                };
                drop(self.app.dashboard(request).await.expect("a dashboard"));
            }
            "a sync with nothing new" => {
                let synced = self.app.sync(self.source, SyncMode::Incremental).await;
                synced.expect("synced");
            }
            other => panic!("nobody asks for {other}"),
        }
    }

    async fn window_in_the_middle(&self) {
        let opened = self.open(ListFilter::default(), ListSort::default()).await;
        let _of_opening = work_count::take_steps();
        let window = ListWindow {
            list: opened.list,
            start: opened.total / 2,
            count: 50,
        };
        let rows = self.app.list_window(window).await.expect("rows");
        assert_eq!(rows.len(), 50);
    }

    /// Some thirty of them, so that the length of one does not count.
    async fn conversations(&self) {
        let last = self.app.status().await.expect("a status").conversations;
        let _of_counting = work_count::take_steps();
        for nth in 1..=30 {
            let id = i64::try_from(last * nth / 31).expect("a small number");
            let request = OpenConversation {
                id: ConversationId(id + 1),
                text: String::new(),
            };
            self.app.conversation(&request).await.expect("it opens");
        }
    }

    /// Waits until nothing is at work behind the questions: languages are told after a first sync, and the full-text
    /// index is merged.
    async fn settle(&self) {
        let mut quiet = 0;
        while quiet < QUIET_LOOKS {
            let _before = work_count::take_steps();
            tokio::time::sleep(BETWEEN_LOOKS).await;
            quiet = match work_count::take_steps() {
                0 => quiet + 1,
                _ => 0,
            };
        }
    }

    /// Steps of each question. Each is asked once before: what is read once is not its work.
    async fn steps(&self) -> BTreeMap<&'static str, u64> {
        let mut steps = BTreeMap::new();
        for (what, _) in STEPS {
            self.ask(what, &Channel::Email).await;
            self.settle().await;
            self.ask(what, &Channel::Chat).await;
            steps.insert(what, work_count::take_steps());
        }
        steps
    }
}

/// What grows faster than its law.
fn offenders(
    laws: &[(&'static str, GrowthLaw)],
    small: &BTreeMap<&'static str, u64>,
    large: &BTreeMap<&'static str, u64>,
) -> Vec<String> {
    let judged = laws
        .iter()
        .filter(|(what, law)| !law.holds(small[what], large[what]));
    judged
        .map(|(what, law)| {
            let (small, large) = (small[what], large[what]);
            format!(
                "{what} is to be {law:?}: {small} steps of {}, {large} of {}",
                SIZES[0], SIZES[1]
            )
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_question_grows_faster_than_its_law() {
    work_count::begin();
    let (mut steps, mut pages, mut planted) = (Vec::new(), Vec::new(), Vec::new());
    for conversations in SIZES {
        let measured = GrowthMeasurement::of(conversations).await;
        steps.push(measured.steps().await);
        pages.push(nothing_new(&measured).await);
        let _before = work_count::take_steps();
        let counted = measured.app.recount(ListFilter::default()).await;
        counted.expect("counted anew");
        planted.push(BTreeMap::from([("planted", work_count::take_steps())]));
        measured.app.close().await;
    }
    let told = format!("{:#?}\n{:#?}", steps[0], steps[1]);
    let slow = offenders(&STEPS, &steps[0], &steps[1]);
    assert!(slow.is_empty(), "{slow:#?}\n{told}");
    for (requests, _) in &pages {
        assert_eq!(*requests, REQUESTS_WITH_NOTHING_NEW, "{pages:?}");
    }
    // Both say the same but for digits of the counts.
    assert!(pages[0].1.abs_diff(pages[1].1) < 20, "{pages:?}");

    // What reads everything is told from what does not.
    let law = [("planted", GrowthLaw::Constant)];
    assert_eq!(
        offenders(&law, &planted[0], &planted[1]).len(),
        1,
        "{planted:?}"
    );
    let law = [("planted", GrowthLaw::Logarithmic)];
    assert_eq!(
        offenders(&law, &planted[0], &planted[1]).len(),
        1,
        "{planted:?}"
    );
    let law = [("planted", GrowthLaw::Linear)];
    assert_eq!(
        offenders(&law, &planted[0], &planted[1]),
        [""; 0],
        "{planted:?}"
    );
}

/// Requests and bytes of a sync that finds nothing.
async fn nothing_new(measured: &GrowthMeasurement) -> (u64, u64) {
    let traffic = &measured.traffic;
    traffic.requests.store(0, Ordering::Relaxed);
    traffic.bytes.store(0, Ordering::Relaxed);
    measured
        .ask("a sync with nothing new", &Channel::Chat)
        .await;
    (
        traffic.requests.load(Ordering::Relaxed),
        traffic.bytes.load(Ordering::Relaxed),
    )
}

#[test]
fn a_law_allows_what_it_says_and_no_more() {
    let cases = [
        (GrowthLaw::Constant, 1_000, 1_200, true),
        (GrowthLaw::Constant, 1_000, 2_000, false),
        (GrowthLaw::Constant, 5, 50, true),
        (GrowthLaw::Logarithmic, 1_000, 1_400, true),
        (GrowthLaw::Logarithmic, 1_000, 2_000, false),
        (GrowthLaw::Linear, 1_000, 4_500, true),
        (GrowthLaw::Linear, 1_000, 16_000, false),
    ];
    for (law, small, large, expected) in cases {
        assert_eq!(law.holds(small, large), expected, "{law:?} {small} {large}");
    }
}
