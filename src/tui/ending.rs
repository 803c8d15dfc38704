//! How a review on the terminal ended, and the exit code that says so.

use std::io;

/// How a review on the terminal ended.
#[derive(Debug)]
pub enum Ending {
    /// The analyst left.
    Left,
    /// A signal asked the program to end; a terminal that is gone counts as a hang-up.
    Signal(i32),
    /// A fault of the program's own, which was reported already.
    Panicked,
    /// The terminal couldn't be used any further.
    Terminal(io::Error),
}

impl Ending {
    /// A hang-up, as its signal is numbered everywhere.
    pub const HANGUP: Self = Self::Signal(1);

    /// The exit code, where everything was saved: for a signal 128 and its
    /// number, for a fault that of every Rust program.
    pub fn code(&self) -> u8 {
        match self {
            Self::Left => 0,
            Self::Signal(signal) => u8::try_from(128 + signal).unwrap_or(u8::MAX),
            Self::Panicked => 101,
            Self::Terminal(_) => 1,
        }
    }
}
