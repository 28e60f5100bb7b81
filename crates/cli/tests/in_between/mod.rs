//! Something between the laptop and the server answers in its place, as the sign-in page of a hotel does: that is a
//! state of the network with a code and words of its own, and no fault of what was typed. What is here is read.

use super::{conversations, synced};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use testkit::fixture::{TestHome, run_program, terminal_program};

const ANSWERS: [(&str, &str); 4] = [
    (
        "a sign-in page",
        "200 OK\r\ncontent-type: text/html\r\n\r\n<html>Room number?",
    ),
    (
        "a refusal as a page",
        "403 Forbidden\r\ncontent-type: text/html\r\n\r\n<html>Not here",
    ),
    (
        "a refusal for want of a sign-in",
        "511 Network Authentication Required\r\n\r\n",
    ),
    (
        "another kind of content",
        "200 OK\r\ncontent-type: text/plain\r\n\r\n{}",
    ),
];

/// Says the same to everybody, until the test ends.
fn say(listener: TcpListener, answer: &'static str) {
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = stream;
            let mut request = [0; 4096];
            let _asked = stream.read(&mut request);
            let answer = format!(
                "HTTP/1.1 {}",
                answer.replacen("\r\n", "\r\nconnection: close\r\n", 1)
            );
            let _told = stream.write_all(answer.as_bytes());
        }
    });
}

#[test]
fn what_answers_in_the_servers_place_has_a_code_and_words_of_its_own() {
    for (name, answer) in ANSWERS {
        let mut bench = synced();
        bench.runtime.block_on(bench.server.stop());
        let address = bench.server.address();
        say(TcpListener::bind(address).expect("the same port"), answer);
        let url = bench.server.url.clone();
        let adding = [
            "source",
            "add",
            "daybook",
            "--url",
            &url,
            "--name",
            "Again",
            "--token-stdin",
        ];
        let newcomer = TestHome::new();
        let program = env!("CARGO_BIN_EXE_daybook-cli");
        let adding = terminal_program(program, newcomer.home().root(), &adding);
        let added = run_program(adding, &bench.server.token);
        let synced = bench.run(&["sync"]);
        for (asked, ran) in [("sync", synced), ("source add", added)] {
            assert_eq!(ran.code, 9, "{name}, {asked}: {}", ran.stderr);
            assert!(
                !ran.stderr.contains("argument"),
                "{name}, {asked}: {}",
                ran.stderr
            );
            assert!(
                !ran.stderr.contains("Room number"),
                "{name}, {asked}: {}",
                ran.stderr
            );
        }
        let total = bench.run(&["metrics", "--json"]).json()["total"].clone();
        assert_eq!(total, conversations().len(), "{name}");
    }
}
