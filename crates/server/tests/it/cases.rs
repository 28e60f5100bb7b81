//! Property tests over a store: cases from a generator that always begins alike, so that a run can be
//! repeated, and one runtime for all of them.

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use std::cell::Cell;
use std::future::Future;
use tokio::runtime::Builder;

/// Runs a number of cases, each with its own number: names made of it keep the cases of one store
/// apart.
pub(crate) fn run<Set, Setting, Case, Run>(
    count: u32,
    cases: &impl Strategy<Value = Case>,
    set: Set,
    run: impl Fn(Setting, u32, Case) -> Run,
) where
    Set: Future<Output = Setting>,
    Setting: Clone,
    Case: std::fmt::Debug,
    Run: Future<Output = ()>,
{
    let mut runtime = Builder::new_multi_thread();
    let runtime = runtime.worker_threads(4).enable_all().build().unwrap();
    let setting = runtime.block_on(set);
    let config = ProptestConfig {
        cases: count,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let number = Cell::new(0);
    let outcome = TestRunner::new_with_rng(config, rng).run(cases, |case| {
        number.set(number.get() + 1);
        runtime.block_on(run(setting.clone(), number.get(), case));
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    assert!(number.get() >= count, "every case ran");
}
