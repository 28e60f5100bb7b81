//! Who makes the conversations of an embedded practice space, a few at a time and when asked: the
//! server in front of them answers meanwhile. It must not decide when.

use super::error::PracticeError;
use super::load::PracticeLoad;
use crate::StoreError;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use tokio::runtime::Handle;
use tokio::sync::Mutex;

/// The first conversations made at once: few, so that there is something to see.
const FIRST: usize = 64;
/// The most made at once: whoever stops it waits for these.
const MOST: usize = 256;

/// Makes what is missing of a practice space. Cheap to share.
#[derive(Clone)]
pub struct PracticeGenerator(Arc<GeneratorState>);

struct GeneratorState {
    stage: Arc<Mutex<GeneratorStage>>,
    all: u32,
    made: AtomicU32,
    is_whole: AtomicBool,
}

enum GeneratorStage {
    /// Some are missing, and so many are made next.
    Open(Box<PracticeLoad>, usize),
    Whole,
    /// The store failed, or was closed: this space is made anew at another start.
    Broken,
}

impl PracticeGenerator {
    /// One that has nothing to do.
    pub(super) fn idle() -> Self {
        Self::at(GeneratorStage::Whole, 0)
    }

    /// One that goes on with a fill.
    pub(super) fn of(filling: PracticeLoad, all: u32) -> Self {
        Self::at(GeneratorStage::Open(Box::new(filling), FIRST), all)
    }

    fn at(stage: GeneratorStage, all: u32) -> Self {
        let is_whole = AtomicBool::new(matches!(stage, GeneratorStage::Whole));
        Self(Arc::new(GeneratorState {
            stage: Arc::new(Mutex::new(stage)),
            all,
            made: AtomicU32::new(0),
            is_whole,
        }))
    }

    /// How many there will be; 0 where nothing was missing at the start.
    #[must_use]
    pub fn all(&self) -> u32 {
        self.0.all
    }

    /// How many were made since the start.
    #[must_use]
    pub fn made(&self) -> u32 {
        self.0.made.load(Ordering::Acquire)
    }

    /// Whether nothing is missing.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_whole.load(Ordering::Acquire)
    }

    /// Whether what is missing cannot be made any more by this one.
    pub async fn is_broken(&self) -> bool {
        matches!(*self.0.stage.lock().await, GeneratorStage::Broken)
    }

    /// Makes the next conversations, or finds that none is missing. Once begun it comes to its end, also
    /// where nobody waits for it any more.
    ///
    /// # Errors
    /// The store failed. Then the space stays half made, and the next start makes it anew.
    pub async fn make_more(&self) -> Result<(), PracticeError> {
        let (generator, runtime) = (self.clone(), Handle::current());
        // On a thread where work is allowed: conversations are written, which takes a while.
        let making = tokio::task::spawn_blocking(move || runtime.block_on(generator.go_on()));
        Ok(making.await.map_err(io::Error::other)??)
    }

    async fn go_on(&self) -> Result<(), StoreError> {
        let mut stage = self.0.stage.lock().await;
        let GeneratorStage::Open(filling, next) = &mut *stage else {
            return match *stage {
                GeneratorStage::Whole => Ok(()),
                _ => Err(StoreError::HalfFilled),
            };
        };
        match filling.go_on(*next).await {
            Ok(0) => {
                *stage = GeneratorStage::Whole;
                self.0.is_whole.store(true, Ordering::Release);
            }
            Ok(made) => {
                *next = MOST.min(*next * 2);
                let made = u32::try_from(made).unwrap_or(u32::MAX);
                self.0.made.fetch_add(made, Ordering::Release);
            }
            Err(error) => {
                *stage = GeneratorStage::Broken;
                return Err(error);
            }
        }
        Ok(())
    }

    /// Waits for what is being made, and makes no more.
    pub(super) async fn stop(&self) {
        let mut stage = self.0.stage.lock().await;
        if matches!(*stage, GeneratorStage::Open(..)) {
            *stage = GeneratorStage::Broken;
        }
    }
}

impl std::fmt::Debug for PracticeGenerator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PracticeGenerator")
            .field("all", &self.0.all)
            .field("made", &self.made())
            .finish_non_exhaustive()
    }
}
