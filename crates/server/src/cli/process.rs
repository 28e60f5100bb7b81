//! What the program does for itself before anything else: no core dump that would hold tokens and
//! conversations, and a limit on the size of files is an error of the write and no death.

use tokio_util::sync::CancellationToken;

/// Keeps the memory of this process off the disk, and has it outlive a limit on file sizes. What the system
/// refuses here is no reason not to start.
pub(super) fn guard() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, Signal, setrlimit};
        use tokio::signal::unix::{SignalKind, signal};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        let _as_before = setrlimit(Resource::Core, none);
        // Heard once, it never again does what it does by itself.
        let _as_before = signal(SignalKind::from_raw(Signal::XFSZ.as_raw()));
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _as_before = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Says a line on stderr. One that takes nothing is no reason to fail, and none to panic.
pub(super) fn say(text: &str) {
    use std::io::Write as _;
    let _nobody_listens = writeln!(std::io::stderr().lock(), "daybook-server: {text}");
}

/// Cancelled when the process is asked to stop; from this call on that does not end it by itself.
pub(super) fn stop_request() -> CancellationToken {
    let stop = CancellationToken::new();
    let asked = stop.clone();
    // Here, not in the task: it may be a while until that runs.
    #[cfg(unix)]
    let heard = {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [SignalKind::interrupt(), SignalKind::terminate()];
        kinds.map(|kind| signal(kind).ok())
    };
    tokio::spawn(async move {
        #[cfg(unix)]
        if let [Some(mut interrupt), Some(mut terminate)] = heard {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            return asked.cancel();
        }
        interrupted().await;
        asked.cancel();
    });
    stop
}

/// Done when the process is asked to stop.
pub(super) async fn interrupted() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            },
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
