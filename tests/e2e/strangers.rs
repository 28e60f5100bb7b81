//! What strangers wrote, in the real window: every hostile body in every format is read to its end, and frames are
//! put into the page as a script there would. Nothing of it runs, and nothing is asked of the network.

use super::{Server, connect, script, window};
use crate::window::Window;
use model::feed::ConversationChange;
use model::{BodyFormat, Sender};
use std::net::TcpListener;

#[path = "../../crates/body/tests/vectors/mod.rs"]
mod vectors;

/// Stands in the last message.
const END: &str = "the end of all that";

/// Counts what runs, from before anything is shown.
const COUNT: &str = "window.ran = []; window.pwn = () => window.ran.push('pwn'); \
    window.alert = () => window.ran.push('alert'); \
    window.addEventListener('message', event => window.ran.push(String(event.data)));";

/// Puts frames of every kind into the page, with and without leave to run scripts, one after the other, so that an end
/// is the end of that frame and of no other: it was loaded, it failed, or it was refused. WebKit tells a load of most
/// that it refuses and nothing of some: those have ended when the screen was drawn often enough. Two drawings later what a loaded one posts
/// has been heard. Answers how each ended.
const FRAMES: &str = "\
    const done = arguments[arguments.length - 1]; \
    const script = `<script>parent.postMessage('frame', '*'); fetch('ORIGIN/frame')</scr` + `ipt><img src='ORIGIN/image'>`; \
    const page = new Blob([script], { type: 'text/html' }); \
    const kinds = [ \
        frame => { frame.srcdoc = script; }, \
        frame => { frame.src = 'data:text/html,' + encodeURIComponent(script); }, \
        frame => { frame.src = URL.createObjectURL(page); }, \
        frame => { frame.src = 'ORIGIN/page'; }, \
        frame => { frame.src = 'javascript:parent.postMessage(`frame`, `*`)'; }, \
    ]; \
    const drawn = async times => { \
        while (times-- > 0) await new Promise(over => requestAnimationFrame(over)); \
        return 'silent'; \
    }; \
    const end = (kind, leave) => new Promise(over => { \
        const frame = document.createElement('iframe'); \
        if (leave !== null) frame.setAttribute('sandbox', leave); \
        kind(frame); \
        frame.onload = frame.onerror = event => over(event.type); \
        document.addEventListener('securitypolicyviolation', () => over('refused'), { once: true }); \
        document.body.append(frame); \
    }); \
    (async () => { \
        const ends = []; \
        for (const kind of kinds) for (const leave of ['', 'allow-scripts', null]) { \
            ends.push(await Promise.race([end(kind, leave), drawn(40)])); \
            await drawn(2); \
        } \
        done(ends); \
    })();";

/// A conversation newer than those of the script, with a message of each body in each format, and one after them.
fn hostile(origin: &str) -> ConversationChange {
    let recipe = script();
    let (_, mut all) = practice::script(recipe.seed, recipe.conversations, recipe.until);
    let mut change = all.next().expect("a conversation");
    let pattern = change.messages.pop().expect("a message");
    let now = chrono::Utc::now();
    change.conversation.id = "hostile".into();
    change.conversation.session_id = "hostile".to_owned();
    (
        change.conversation.started_at,
        change.conversation.last_activity_at,
    ) = (now, now);
    (change.messages, change.conversions, change.leads) = (Vec::new(), Vec::new(), Vec::new());
    (change.tickets, change.inbox_items) = (Vec::new(), Vec::new());
    let host = &origin["http:".len()..];
    let bodies = vectors::VECTORS.iter().map(|body| {
        let body = body.replace("https://evil.example", origin);
        body.replace("//evil.example", host)
    });
    let formats = [BodyFormat::Html, BodyFormat::Markdown, BodyFormat::Plain];
    let bodies = bodies.flat_map(|body| formats.clone().map(|format| (format, body.clone())));
    let last = [(BodyFormat::Plain, END.to_owned())];
    for (nth, (format, body)) in bodies.chain(last).enumerate() {
        let mut message = pattern.clone();
        message.id = format!("hostile-{nth:04}").as_str().into();
        message.sender = Sender::Customer;
        (message.format, message.body, message.sent_at) = (format, body, now);
        change.messages.push(message);
    }
    change
}

fn nobody_came(listener: &TcpListener, when: &str) {
    let heard = listener.accept().expect_err(when);
    assert_eq!(heard.kind(), std::io::ErrorKind::WouldBlock, "{when}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_a_stranger_wrote_acts_in_the_real_window() {
    let Some(window) = window("strangers").await else {
        return;
    };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("it can wait");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let server = Server::start().await;
    let put = server.store.put(&hostile(&origin)).await;
    put.expect("it is written");
    window.run(COUNT).await;
    let counted = "window.pwn(); return window.ran.splice(0).join()";
    let counted = window.run(counted).await;
    assert_eq!(counted.as_str(), Some("pwn"), "what runs is counted");
    connect(&window, &server).await;
    window.whole_copy().await;
    window.selected_place(1).await;
    // In a narrow window it is read when it is opened.
    window.press_in("list", crate::window::ENTER).await;
    read_to_the_end(&window).await;
    nobody_came(&listener, "messages ask nothing of the network");
    check_frames(&window, &origin).await;
    nobody_came(&listener, "frames ask nothing of the network");
    let ran = window.run("return window.ran.join()").await;
    assert_eq!(ran.as_str(), Some(""), "nothing ran");
    window.close().await;
    server.stop().await;
}

/// Down through all messages, so that each was drawn.
async fn read_to_the_end(window: &Window) {
    window.wait_for("[data-testid=timeline]").await;
    let down = format!(
        "const all = one('timeline'); if (!all) return false; all.scrollTop = all.scrollHeight; \
         return all.innerText.includes('{END}')"
    );
    window.until("the last message is shown", &down).await;
    let up = "const all = one('timeline'); if (!all) return false; all.scrollTop -= all.clientHeight / 2; \
              return all.scrollTop === 0";
    window.until("every message was shown", up).await;
    let acting = "return document.querySelectorAll(\
        '[data-testid=message] :is(script, iframe, object, embed, form, base, meta, link, style, [onerror], [onload])'\
        ).length";
    assert_eq!(window.run(acting).await.as_u64(), Some(0));
}

async fn check_frames(window: &Window, origin: &str) {
    let script = FRAMES.replace("ORIGIN", origin);
    let frames = window.wait_for_script(&script).await;
    let ends = frames.as_array().expect("how each frame ended");
    assert_eq!(ends.len(), 15, "every frame was tried: {ends:?}");
}
