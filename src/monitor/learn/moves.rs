//! How moves of weights are told to people: which, how far, and what pushed them.
//! How far they move is the business of the fit.

use std::fmt;

use crate::text::counted;

use super::fit::Moved;

/// How many weights are listed for people; machines get all.
const LISTED: usize = 24;
/// The least way of those.
const FAR: f64 = 0.05;
/// How many incidents are named for each, for people.
const NAMED: usize = 2;

/// Tells which weights moved, how far, and what pushed them: so many of `noun`.
pub(super) fn told_of_weights(
    all: &[Moved],
    noun: &str,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    if all.is_empty() {
        return writeln!(f, "no weight moved: the shipped ones stand");
    }
    let wide = |text: fn(&Moved) -> usize| all.iter().map(text).max().unwrap_or(0);
    let term = wide(|moved| moved.term.len());
    let far = |moved: &&Moved| (moved.to - moved.from).abs() >= FAR;
    let listed = all.iter().filter(far).take(LISTED);
    let more = all.len() - listed.clone().count();
    if more == all.len() {
        return writeln!(
            f,
            "\n{more} weights moved, none of them far (--json lists all)"
        );
    }
    writeln!(
        f,
        "\nweights that moved: question, what it weighs; below, what pushed it most"
    )?;
    let mut before = String::new();
    for moved in listed {
        writeln!(
            f,
            "  {:<9} {:<term$} {:>6.2} to {:>5.2}  by {}",
            moved.question,
            moved.term,
            moved.from,
            moved.to,
            counted(moved.decisions, noun)
        )?;
        let such = moved.such_as.iter().take(NAMED);
        let such: Vec<String> = such.map(|(id, label)| format!("{id} ({label})")).collect();
        let such = such.join(", ");
        // One decision moves all that its text holds.
        if such != before {
            writeln!(f, "    {such}")?;
        }
        before = such;
    }
    match more {
        0 => Ok(()),
        more => writeln!(f, "  and {more} that moved less (--json lists all)"),
    }
}
