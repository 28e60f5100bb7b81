//! What the program does for itself before anything else: no core dump that would hold tokens and
//! conversations, and a limit on the size of files is an error of the write and no death.

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
