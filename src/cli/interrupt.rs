//! Ctrl-C and TERM for verbs that write a large file: they are noticed between
//! two pieces of work, so that what is half written is taken away again. A
//! second one ends the program at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::error::CliError;

/// Notices signals from when it is made until the program ends. A hang-up is
/// left as it is: whoever starts a verb with `nohup` means it.
#[derive(Debug, Default)]
pub struct Interrupt(Arc<AtomicUsize>);

impl Interrupt {
    /// Begins to notice. To be called once nothing more is waited for, such as
    /// the end of standard input.
    pub fn watch() -> Self {
        let interrupt = Self::default();
        #[cfg(unix)]
        interrupt.register();
        interrupt
    }

    #[cfg(unix)]
    fn register(&self) {
        use signal_hook::consts::{SIGINT, SIGTERM};
        use signal_hook::flag::{register_conditional_default, register_usize};
        use std::sync::atomic::AtomicBool;

        for signal in [SIGINT, SIGTERM] {
            let seen = Arc::new(AtomicBool::new(false));
            // Where one is refused, the signal does what it always does.
            let _ = register_conditional_default(signal, Arc::clone(&seen));
            let _ = signal_hook::flag::register(signal, seen);
            let number = usize::try_from(signal).unwrap_or_default();
            let _ = register_usize(signal, Arc::clone(&self.0), number);
        }
    }

    /// An error once a signal came.
    ///
    /// # Errors
    /// [`CliError::Interrupted`].
    pub fn check(&self) -> Result<(), CliError> {
        match u8::try_from(self.0.load(Ordering::Relaxed)) {
            Ok(0) | Err(_) => Ok(()),
            Ok(signal) => Err(CliError::Interrupted { signal }),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_noticed_and_kills_nobody() {
        let interrupt = Interrupt::watch();
        assert!(interrupt.check().is_ok());
        signal_hook::low_level::raise(signal_hook::consts::SIGTERM).unwrap();
        let error = interrupt.check().unwrap_err();
        assert!(matches!(error, CliError::Interrupted { signal: 15 }));
        assert!(matches!(error.exit(), crate::cli::Exit::Ended(143)));
    }
}
