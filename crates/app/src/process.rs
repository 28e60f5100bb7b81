//! What a process that holds keys does for itself: it leaves no core dump, it outlives a limit on the
//! size of files, and it hears that it is to end, so that it can close the store first.
//!
//! It must not end anything by itself.

/// Who asked the process to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndSignal {
    /// Somebody at the keyboard.
    Interrupt,
    /// The system, or who looks after services.
    Terminate,
}

impl EndSignal {
    /// What a shell expects of a program that ended for it.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Interrupt => 130,
            Self::Terminate => 143,
        }
    }
}

/// How much of a process others may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoryPrivacy {
    /// No core dump, and no other process of this person looks into it.
    Closed,
    /// No core dump. The desktop's services look at a window's process before they serve it.
    NoCoreDump,
}

/// Keeps the memory of this process, keys and conversations included, off the disk. What the system
/// refuses here is no reason not to start.
pub fn keep_memory_private(privacy: MemoryPrivacy) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        if let Err(error) = setrlimit(Resource::Core, none) {
            tracing::warn!(%error, "core dumps cannot be switched off");
        }
    }
    #[cfg(target_os = "linux")]
    if privacy == MemoryPrivacy::Closed {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%error, "the process cannot be closed to others");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _nothing_more = privacy;
}

/// From now on a limit on the size of files is an error of the write, and not the end of the process.
/// It is called where a runtime of tokio is.
pub fn outlive_file_limits() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let number = rustix::process::Signal::XFSZ.as_raw();
        // Heard once, it never again does what it does by itself; nobody need listen.
        if let Err(error) = signal(SignalKind::from_raw(number)) {
            tracing::warn!(%error, "a limit on the size of files would end this process");
        }
    }
}

/// Waits until somebody asks the process to end. A terminal that goes away is not heard: who starts a sync
/// with `nohup` has it go on, and to listen would undo that. From its first poll on, such a signal ends nothing by
/// itself. It is called where a runtime of tokio is.
#[cfg(unix)]
pub async fn end_asked() -> EndSignal {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).ok();
    let mut heard = [
        (EndSignal::Interrupt, listen(SignalKind::interrupt())),
        (EndSignal::Terminate, listen(SignalKind::terminate())),
    ];
    std::future::poll_fn(|context| {
        for (name, signal) in &mut heard {
            if let Some(signal) = signal
                && signal.poll_recv(context).is_ready()
            {
                return std::task::Poll::Ready(*name);
            }
        }
        std::task::Poll::Pending
    })
    .await
}

/// Waits until somebody asks the process to end.
#[cfg(not(unix))]
pub async fn end_asked() -> EndSignal {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    EndSignal::Interrupt
}

/// Ends this process at once, with nothing of it run any more. The store is whole after it, as after a
/// loss of power; what the library frees at an ordinary end would be freed under its own threads.
pub fn end_at_once() {
    #[cfg(unix)]
    {
        use rustix::process::{Signal, getpid, kill_process};
        let _not_ended = kill_process(getpid(), Signal::KILL);
    }
}
