//! How far a long run is: one line on a terminal's standard error with the
//! stage, a bar, the rate and the time left; nothing anywhere else. What is
//! done in a stage is the business of whoever calls.

use std::fmt::Write;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::style::TemplateError;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::out;

/// What a stage counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things, by the word for many of them: `articles`.
    Items(&'static str),
    /// Bytes.
    Bytes,
}

/// A run that is over sooner shows nothing: a flash tells nobody anything.
const QUICK: Duration = Duration::from_millis(600);
/// How often the line is drawn in a second at most.
const DRAWN: u8 = 8;

/// The line. Threads may share it; it is gone when it is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    begun: Instant,
    /// False where nothing is to be shown.
    wanted: bool,
    shown: OnceLock<()>,
}

impl Progress {
    /// Begins; where `wanted` is false, or standard error is no terminal that
    /// can move its cursor, nothing is ever shown.
    pub fn new(wanted: bool) -> Self {
        Self {
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
            begun: Instant::now(),
            wanted: wanted && out::can_draw_over(),
            shown: OnceLock::new(),
        }
    }

    /// Goes on to a stage of `total`, where that is known; the one before is
    /// over. `name` says what is done: `labelling`.
    pub fn stage(&self, name: &'static str, total: Option<u64>, unit: Unit) {
        // The templates are our own: a test rules out that one is faulty.
        if let Ok(style) = style(total.is_some(), unit) {
            self.bar.set_style(style);
        }
        match total {
            Some(total) => self.bar.set_length(total),
            None => self.bar.unset_length(),
        }
        self.bar.set_message(name);
        self.bar.reset();
        self.show();
    }

    /// Notes that `n` more are done.
    pub fn tick(&self, n: u64) {
        self.bar.inc(n);
        self.show();
    }

    /// Begins to draw once the run has turned out to be long.
    fn show(&self) {
        if self.wanted && self.begun.elapsed() >= QUICK {
            self.shown.get_or_init(|| {
                let target = ProgressDrawTarget::stderr_with_hz(DRAWN);
                self.bar.set_draw_target(target);
            });
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// How the line looks. ASCII only, as it is not known what the terminal shows.
fn style(bounded: bool, unit: Unit) -> Result<ProgressStyle, TemplateError> {
    let template = if bounded {
        "{msg:12} [{wide_bar}] {percent:>3}%  {done}  {rate}  {left}"
    } else {
        // What isn't counted is only named.
        "{msg:12} {done}  {rate}"
    };
    let per_second = |state: &ProgressState| state.per_sec().clamp(0.0, 1e15) as u64;
    let style = ProgressStyle::with_template(template)?
        .progress_chars("=> ")
        .with_key("done", move |state: &ProgressState, w: &mut dyn Write| {
            // There is nowhere to say that a line can't be written.
            if bounded || state.pos() > 0 {
                let _ = w.write_str(&amount(state.pos(), unit));
            }
        })
        .with_key("rate", move |state: &ProgressState, w: &mut dyn Write| {
            if bounded || state.pos() > 0 {
                let _ = write!(w, "{}/s", short(per_second(state), unit));
            }
        })
        .with_key("left", |state: &ProgressState, w: &mut dyn Write| {
            let _ = w.write_str(&left(state.eta().as_secs()));
        });
    Ok(style)
}

/// How many, with the unit.
fn amount(n: u64, unit: Unit) -> String {
    match unit {
        Unit::Items(name) => format!("{} {name}", short(n, unit)),
        Unit::Bytes => short(n, unit),
    }
}

/// A number of three digits or so: the line must not jump.
fn short(n: u64, unit: Unit) -> String {
    let suffix = match unit {
        Unit::Items(_) => ["", " k", " M", " G"],
        Unit::Bytes => [" B", " kB", " MB", " GB"],
    };
    let mut value = n as f64;
    let mut at = 0;
    while value >= 999.5 && at + 1 < suffix.len() {
        value /= 1000.0;
        at += 1;
    }
    let digits = usize::from(at > 0 && value < 99.95);
    format!("{value:.digits$}{}", suffix[at])
}

/// The time left, in the largest two units.
fn left(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s left"),
        60..3600 => format!("{} min {:02} s left", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min left", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_sound() {
        for bounded in [true, false] {
            assert!(style(bounded, Unit::Bytes).is_ok());
        }
    }

    #[test]
    fn numbers_stay_short() {
        let items = |n| amount(n, Unit::Items("articles"));
        assert_eq!(items(0), "0 articles");
        assert_eq!(items(999), "999 articles");
        assert_eq!(items(1_000), "1.0 k articles");
        assert_eq!(items(999_960), "1.0 M articles");
        assert_eq!(items(123_456), "123 k articles");
        assert_eq!(amount(12_345_678, Unit::Bytes), "12.3 MB");
        assert_eq!(amount(u64::MAX, Unit::Bytes), "18446744074 GB");
    }

    #[test]
    fn the_time_left_has_two_units_at_most() {
        assert_eq!(left(59), "59 s left");
        assert_eq!(left(61), "1 min 01 s left");
        assert_eq!(left(3_660), "1 h 01 min left");
    }

    #[test]
    fn what_is_not_wanted_is_never_shown() {
        let progress = Progress::new(false);
        progress.stage("labelling", Some(10), Unit::Items("articles"));
        progress.tick(3);
        progress.tick(3);
        assert_eq!(progress.bar.position(), 6);
        progress.stage("grouping", None, Unit::Bytes);
        assert_eq!(progress.bar.position(), 0);
        assert!(progress.shown.get().is_none() && progress.bar.is_hidden());
    }
}
