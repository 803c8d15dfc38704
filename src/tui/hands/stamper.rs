//! Clock and chance for keys: the only place in this room that asks for either.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::domain::At;
use crate::tui::message::Stamp;

/// Stamps events. Wall-clock times it gives never go backwards and never
/// repeat, so that events of one session sort as they were made.
#[derive(Clone, Debug)]
pub struct Stamper {
    began: Instant,
    last_ms: i64,
}

impl Default for Stamper {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            last_ms: 0,
        }
    }
}

impl Stamper {
    /// Time since the stamper was made.
    pub fn tick(&self) -> Duration {
        self.began.elapsed()
    }

    /// A stamp for an event that happens now.
    pub fn stamp(&mut self) -> Stamp {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| {
                i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
            });
        self.last_ms = now.max(self.last_ms + 1);
        Stamp {
            at: At::from_unix_ms(self.last_ms),
            tick: self.tick(),
            random: random(),
        }
    }
}

/// Ten bytes that no other process has.
pub fn random() -> [u8; 10] {
    let fresh = uuid::Uuid::now_v7();
    let mut bytes = [0; 10];
    for (to, from) in bytes.iter_mut().zip(fresh.as_bytes().iter().rev()) {
        *to = *from;
    }
    bytes
}
