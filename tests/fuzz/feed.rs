//! Whatever answers as a server's feed is read without a panic, and what was read is read again alike. It must know no
//! network.
#![cfg_attr(not(test), no_main)]

mod seeds;

use model::feed::ChangesPage;

#[cfg(not(test))]
libfuzzer_sys::fuzz_target!(|answer: &[u8]| check(answer));

#[test]
fn the_seeds_pass() {
    seeds::each("feed", check);
}

fn check(answer: &[u8]) {
    let Ok(page) = serde_json::from_slice::<ChangesPage>(answer) else {
        return;
    };
    let written = serde_json::to_string(&page).expect("a page is written");
    let again: ChangesPage = serde_json::from_str(&written).expect("what was written is read");
    assert_eq!(again, page);
}
