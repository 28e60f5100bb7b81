//! The texts from which libFuzzer begins. Tests read them too, so that a text that failed once is one for ever.
#![cfg(test)]

/// Hands over each seed of a target.
pub(crate) fn each(target: &str, check: fn(&[u8])) {
    let folder = format!("{}/seeds/{target}", env!("CARGO_MANIFEST_DIR"));
    let seeds = std::fs::read_dir(folder).expect("a folder of seeds");
    let mut count = 0;
    for seed in seeds {
        let seed = seed.expect("a seed").path();
        check(&std::fs::read(seed).expect("it is read"));
        count += 1;
    }
    assert!(count > 0, "no seed");
}
