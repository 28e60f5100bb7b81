//! The real window, driven by WebDriver: what a newcomer does in the first five minutes, and what
//! remains when the server is gone.
//!
//! `cargo xtask test` gives these tests a display, a key store, the application and its driver.
//! Without them each test says that it was skipped.

#![expect(
    clippy::disallowed_methods,
    reason = "the real window runs on the real clock"
)]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod accessibility;
mod arranging;
mod hand_over;
mod lock;
mod nexudus;
mod numbers;
mod one_conversation;
mod outcomes;
mod pages;
mod review;
mod rules;
mod strangers;
mod themes;
mod use_cases;
mod window;
mod workspace;

use model::Role;
use tokio::net::TcpListener;
use window::{Answer, Window};

/// Opens a window, or says why there is none.
async fn window(name: &str) -> Option<Window> {
    window_with(name, &[]).await
}

/// The same, with more variables of its environment.
async fn window_with(name: &str, variables: &[(&str, &str)]) -> Option<Window> {
    let window = Window::open(name, variables).await;
    if window.is_none() {
        say_skipped();
    }
    window
}

fn say_skipped() {
    eprintln!("skipped: no display, application and driver were handed in; run `cargo xtask test`");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newcomer_opens_the_practice_space_and_reads() {
    let Some(window) = window("practice").await else {
        return;
    };
    window.click("first-start-practice").await;
    window.wait_for("[data-testid=row]").await;
    window.pictures("filling").await;
    let total = window.whole_copy().await;
    assert!(
        total > 1_000,
        "the practice space is populated, not {total}"
    );
    // Rows came oldest first; the newest one stands open, and nobody has to look for it.
    window.selected_place(1).await;
    window.pictures("conversations").await;
    window.try_accessibility_check().await;
    check_channels_add_up(&window, total).await;
    check_numbers(&window, total).await;
    check_key_sheet(&window).await;
    pages::look_at(&window, total).await;
    workspace::look_at(&window, total).await;
    check_numbers_open_rows(&window, total).await;
    numbers::look_at(&window, total).await;
    rules::look_at(&window, total).await;
    themes::look_at(&window, total).await;
    check_search_language(&window, total).await;
    check_search(&window, total).await;
    check_reading(&window).await;
    check_keyboard(&window, total).await;
    review::mark_and_find_again(&window, total).await;
    check_nothing_came_from_the_network(&window).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_listed_is_handed_over() {
    let Some(window) = window("hand-over").await else {
        return;
    };
    window.click("first-start-practice").await;
    let total = window.whole_copy().await;
    window.selected_place(1).await;
    hand_over::look_at(&window, total).await;
    lock::lock_and_unlock(&window).await;
    lock::forget(&window).await;
    window.close().await;
}

async fn check_channels_add_up(window: &Window, total: u64) {
    let mut sum = 0;
    for tab in window.ids_starting_with("tab-").await {
        if tab != "tab-all" {
            sum += window.number(&tab).await;
        }
    }
    assert_eq!(sum, total, "the channels add up to the whole");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_is_read_closely() {
    let Some(window) = window("closely").await else {
        return;
    };
    window.click("first-start-practice").await;
    window.wait_for("[data-testid=row]").await;
    let total = window.whole_copy().await;
    one_conversation::read_closely(&window, total).await;
    window.close().await;
}

/// The server behind the copy counts for itself, and the window says that it counts the same.
async fn check_numbers(window: &Window, total: u64) {
    window.click("status-completeness").await;
    window
        .text_containing("known-verdict", "The server counts the same")
        .await;
    let counted = format!("return number('known-verdict') === {total}");
    window.until("it names what it counted", &counted).await;
    window.pictures("known").await;
    window.click("known-close").await;
}

async fn check_key_sheet(window: &Window) {
    window.press_in("list", "?").await;
    window.wait_for("[data-testid=keys-dialog] kbd").await;
    window.pictures("keys").await;
    check_own_keys(window).await;
    window.press_in("keys-dialog", window::ESCAPE).await;
    let back = "return !one('keys-dialog') && document.activeElement === one('list')";
    window.until("the list has the keyboard again", back).await;
    // The key that was chosen does what the other did, and that one nothing.
    window.press_in("list", "d").await;
    window.selected_place(2).await;
    window.press_in("list", "jk").await;
    window.selected_place(1).await;
    window.press_in("list", "?").await;
    window.click("keys-reset").await;
    window
        .until("the keys are as they were", "return words('key-j') === 'J'")
        .await;
    window.press_in("keys-dialog", window::ESCAPE).await;
    window.until("the list has the keyboard again", back).await;
}

/// A key that is another's is refused by name; a free one is taken.
async fn check_own_keys(window: &Window) {
    window.click("key-j").await;
    window.press_in("key-j", "s").await;
    window
        .text_containing("keys-note", "does something else already")
        .await;
    window.pictures("key-taken").await;
    // A window that changes its size for a picture may take the keyboard away meanwhile.
    let again = "const key = one('key-j'); if (!key.classList.contains('awaits')) key.click()";
    window.run(again).await;
    window.press_in("key-j", "d").await;
    let own = "return words('key-j') === 'D' && words('keys-note').startsWith('A key')";
    window.until("the key is another one", own).await;
}

/// A number of the strip lists what it counts, and everything again.
async fn check_numbers_open_rows(window: &Window, total: u64) {
    let tours = window.number("metric-tours").await;
    window.click("open-tours").await;
    window.all_listed(tours).await;
    window
        .text_containing("search-meaning", "with the outcome Tour")
        .await;
    window.pictures("tours").await;
    window.click("open-tours").await;
    window.all_listed(total).await;
}

/// Operators are proposed with how many conversations they find, and what is not understood is said.
async fn check_search_language(window: &Window, total: u64) {
    window.type_into("search", "channel:w").await;
    window
        .text_containing("search-proposal", "channel:whatsapp")
        .await;
    window.pictures("proposals").await;
    window.press_in("search", window::DOWN).await;
    window.press_in("search", window::ENTER).await;
    let chosen = "return one('search').value === 'channel:whatsapp' \
                  && number('result-count') === number('tab-whatsapp')";
    window.until("the proposal is taken", chosen).await;
    window
        .text_containing("search-meaning", "on WhatsApp")
        .await;
    window.clear("search").await;
    window
        .type_into("search", "customer-said:tour -outcome:tour chanel:chat")
        .await;
    window
        .text_containing("search-notice", "Did you mean “channel:”?")
        .await;
    window.pictures("diagnosis").await;
    window.clear("search").await;
    window.all_listed(total).await;
}

async fn check_search(window: &Window, total: u64) {
    window.type_into("search", "meeting room").await;
    let found = window.search_answered(total).await;
    assert!(found > 0, "people ask for meeting rooms");
    window.wait_for("[data-testid=row] mark").await;
    window.pictures("search").await;
}

async fn check_reading(window: &Window) {
    window.click_first("row").await;
    window
        .wait_for("[data-testid=detail] [data-testid=message]")
        .await;
    // The first conversation of the list stands open already; the one that was clicked has matches.
    window
        .wait_for("[data-testid=timeline] [data-testid=message] mark")
        .await;
    assert!(
        window.count("[data-testid=timeline] time[datetime]").await > 0,
        "each message has its exact time"
    );
    window.pictures("detail").await;
}

async fn check_keyboard(window: &Window, total: u64) {
    window.clear("search").await;
    window.all_listed(total).await;
    window.press_in("list", window::END).await;
    window.selected_place(total).await;
    window.press_in("list", window::HOME).await;
    window.selected_place(1).await;
}

async fn check_nothing_came_from_the_network(window: &Window) {
    let script = "return performance.getEntriesByType('resource').map(entry => entry.name)";
    let names = window.run(script).await;
    let names = names.as_array().expect("an array of addresses");
    for name in names.iter().filter_map(|name| name.as_str()) {
        let own = name.starts_with("tauri://localhost") || name.starts_with("ipc://localhost");
        assert!(
            own,
            "the window loaded something that is not its own: {name}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_server_stopped_everything_still_works() {
    let Some(window) = window("offline").await else {
        return;
    };
    let server = Server::start().await;
    check_a_script_has_no_way_out(&window).await;
    connect_after_a_no(&window, &server).await;
    let total = window.whole_copy().await;
    assert_eq!(total, server.conversations);
    check_numbers(&window, total).await;
    server.stop().await;
    window.click("sync-now").await;
    window.text_containing("status-sync", "ffline").await;
    window.pictures("offline").await;
    check_last_numbers(&window).await;
    assert_eq!(
        window.number("metric-total").await,
        total,
        "nothing went with the server"
    );
    window.type_into("search", "day pass").await;
    assert!(
        window.search_answered(total).await > 0,
        "search works offline"
    );
    window.click_first("row").await;
    window
        .wait_for("[data-testid=timeline] [data-testid=message]")
        .await;
    window.clear("search").await;
    check_worlds(&window, total).await;
    window.close().await;
}

/// The practice space can be had beside real data, and no number is of both.
async fn check_worlds(window: &Window, total: u64) {
    window.click("add-source").await;
    window.wait_for("[data-testid=connect-practice]").await;
    window.pictures("offer").await;
    window.click("connect-practice").await;
    window.wait_for("[data-testid=world-mark]").await;
    let other = format!(
        "const all = number('metric-total'); \
         return all > 0 && all !== {total} && all === number('tab-all')"
    );
    window.until("the practice space fills", &other).await;
    window.pictures("world-practice").await;
    window.click("world-switch").await;
    let unmarked = "return one('world-mark') === null";
    window.until("real data has no mark", unmarked).await;
    window.all_listed(total).await;
    assert_eq!(window.number("metric-total").await, total);
    window.pictures("world-real").await;
}

/// A script in the page that calls the application by itself gets nothing out: each command that leads to
/// an address asks a person first, and here the answer is no.
async fn check_a_script_has_no_way_out(window: &Window) {
    window.wait_for("[data-testid=first-start-connect]").await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("it can wait");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let (name, stolen) = ("x", "what-was-read-here");
    let cases = [
        (
            "connect_daybook",
            serde_json::json!({ "request": { "name": name, "url": origin, "token": stolen } }),
        ),
        (
            "connect_nexudus",
            serde_json::json!({ "request": { "name": name, "url": origin, "email": "a@b.example",
                "password": stolen, "totp": null } }),
        ),
        (
            "open_link",
            serde_json::json!({ "url": format!("{origin}/{stolen}") }),
        ),
    ];
    for (place, (command, arguments)) in cases.iter().enumerate() {
        let refused = window.invoke(command, arguments).await;
        assert_eq!(refused, "not_confirmed", "{command}");
        let asked = window.asked();
        assert_eq!(asked.len(), place + 1, "{command} asks: {asked:?}");
        assert!(
            asked[place].contains(&origin["http://".len()..]),
            "{asked:?}"
        );
    }
    let heard = listener.accept().expect_err("nobody came");
    assert_eq!(heard.kind(), std::io::ErrorKind::WouldBlock);
}

/// The form says what a no means; the same form goes on with a yes.
async fn connect_after_a_no(window: &Window, server: &Server) {
    window.answer(Answer::No);
    type_connection(window, server).await;
    window.click("connect-submit").await;
    window
        .text_containing("connect-error", "nothing was sent")
        .await;
    window.pictures("not-confirmed").await;
    window.answer(Answer::Once);
    window.click("connect-submit").await;
}

async fn connect(window: &Window, server: &Server) {
    window.answer(Answer::Once);
    type_connection(window, server).await;
    window.click("connect-submit").await;
}

async fn type_connection(window: &Window, server: &Server) {
    window.click("first-start-connect").await;
    window.type_into("connect-name", "Front desk").await;
    window.type_into("connect-url", &server.url).await;
    window.type_into("connect-token", &server.token).await;
}

/// The server comes back with another store at the same address. Nothing happens to what is here until
/// somebody says so, and then it is what that store holds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_whose_store_was_put_back_is_begun_anew_when_asked() {
    let Some(window) = window("anew").await else {
        return;
    };
    let mut server = Server::start().await;
    connect(&window, &server).await;
    let total = window.whole_copy().await;
    server.put_back_with_one_less().await;
    window.click("sync-now").await;
    window
        .text_containing("status-sync", "another store answers")
        .await;
    window.pictures("other-store").await;
    window.click("source-anew").await;
    window
        .text_containing("anew-dialog", "Sync “Front desk” anew?")
        .await;
    window.pictures("dialog").await;
    window.click("dialog-cancel").await;
    window
        .until("the dialog is gone", "return !one('anew-dialog')")
        .await;
    assert_eq!(window.number("metric-total").await, total, "nothing went");
    window.click("source-anew").await;
    window.click("anew-confirm").await;
    let less = format!("return number('metric-total') === {}", total - 1);
    window.until("one conversation is gone", &less).await;
    assert_eq!(window.whole_copy().await, total - 1);
    check_numbers(&window, total - 1).await;
    window.close().await;
    server.stop().await;
}

/// As when the system goes down: the window ends in order, and not in the middle of a write.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_ends_the_window_with_its_store_closed() {
    let Some(window) = window("signal").await else {
        return;
    };
    let server = Server::start().await;
    connect(&window, &server).await;
    window.whole_copy().await;
    window.end_by_signal().await;
    server.stop().await;
}

/// Without the server the last comparison stands, and a new one says what is wrong.
async fn check_last_numbers(window: &Window) {
    window.click("status-completeness").await;
    for part in ["The server counts the same", "last comparison"] {
        window.text_containing("known-verdict", part).await;
    }
    window.click("compare-now").await;
    window
        .text_containing("compare-error", "cannot be reached")
        .await;
    window.click("known-close").await;
}

/// A daybook-server of its own, as an operator would run it, filled with the practice script.
struct Server {
    url: String,
    token: String,
    conversations: u64,
    store: server::Store,
    /// Keeps the address while nobody answers at it.
    listener: std::net::TcpListener,
    /// Ends with every connection: one that stayed open would keep answering.
    serving: tokio::runtime::Runtime,
    folder: tempfile::TempDir,
}

/// The script that the server was filled with.
fn script() -> server::embedded::PracticePlan {
    server::embedded::PracticePlan {
        seed: 11,
        conversations: 600,
        until: chrono::Utc::now(),
    }
}

impl Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = server::Store::open(&folder.path().join("server.db"))
            .await
            .expect("a new store");
        server::embedded::practice_space(&store, script())
            .await
            .expect("the practice space fills");
        let token = store.create_token(Role::Read).await.expect("a token");
        let conversations = store.counts().await.expect("counts").conversations;
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("it can wait");
        Self {
            url: format!("http://{}", listener.local_addr().expect("an address")),
            token,
            conversations,
            serving: serve(&store, &listener),
            store,
            listener,
            folder,
        }
    }

    /// The store is copied and the copy put back in its place, which is another store from then on; one
    /// conversation of it is deleted.
    async fn put_back_with_one_less(&mut self) {
        let (copy, back) = (
            self.folder.path().join("copy"),
            self.folder.path().join("back.db"),
        );
        self.store.back_up(&copy).await.expect("a copy");
        server::restore(&copy, &back).await.expect("put back");
        let store = server::Store::open(&back).await.expect("the store");
        let recipe = script();
        let (_, mut all) = practice::script(recipe.seed, recipe.conversations, recipe.until);
        let gone = all.next().expect("a conversation").conversation.id;
        store.delete_conversation(&gone).await.expect("deleted");
        let before = std::mem::replace(&mut self.serving, serve(&store, &self.listener));
        before.shutdown_background();
        let before = std::mem::replace(&mut self.store, store);
        before.close().await.expect("the store closes");
    }

    async fn stop(self) {
        self.serving.shutdown_background();
        self.store.close().await.expect("the store closes");
    }
}

fn serve(store: &server::Store, listener: &std::net::TcpListener) -> tokio::runtime::Runtime {
    let serving = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let listener = listener.try_clone().expect("the same address");
    let router = server::router(store.clone(), server::HttpConfig::loopback());
    serving.spawn(async move {
        let listener = TcpListener::from_std(listener).expect("a listener");
        axum::serve(listener, router)
            .await
            .expect("the server runs");
    });
    serving
}
