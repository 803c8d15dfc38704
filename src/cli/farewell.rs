//! What is said on leaving a review: how many decisions lie where, what is not
//! in the set's folder, and the command that exports them as they were reviewed.

use std::io;
use std::path::Path;

use crate::tui::app::{App, Decisions, Saving};

use super::args::Beside;
use super::open::Opened;

/// One line: how many decisions lie where, and how to export them; `looked` is
/// how it went to look for them there once more.
pub fn farewell(app: &App, opened: &Opened, beside: &Beside, looked: io::Result<()>) -> String {
    if let Decisions::Failing(why) = &app.decisions {
        return format!(
            "the decisions in {} couldn't be read, so that nothing was decided: {why}",
            app.session.decisions.display()
        );
    }
    let decisions = match (&app.decisions, app.answers()) {
        (Decisions::Read, 1) => "1 decision".to_owned(),
        (Decisions::Read, many) => format!("{many} decisions"),
        // Whoever leaves at once wasn't told how many.
        _ => "the decisions".to_owned(),
    };
    let mut text = format!(
        "{decisions} of {} in {}.",
        app.session.reviewer,
        app.session.decisions.display()
    );
    if let Err(cause) = looked {
        text.push_str(&format!(
            " The folder can't be read now ({cause}), so that nobody can tell whether what was saved there still is."
        ));
    }
    match app.ledger.unsaved() {
        0 => {}
        1 => text.push_str(" 1 act could NOT be saved and is lost."),
        lost => text.push_str(&format!(" {lost} acts could NOT be saved and are lost.")),
    }
    let set = (!opened.sample).then_some(app.session.set_path.as_path());
    match app.lost.events.len() {
        0 => {}
        gone => text.push_str(&format!(
            " {} GONE from there: another program cut or removed journals. Put them back from a backup; {} says what is missing.",
            if gone == 1 {
                "1 act is".to_owned()
            } else {
                format!("{gone} acts are")
            },
            command("verify", set, beside, "")
        )),
    }
    if let Saving::Aside { folder, .. } = &app.saving
        && !app.aside.is_empty()
    {
        let acts = match app.aside.len() {
            1 => "1 act is".to_owned(),
            many => format!("{many} acts are"),
        };
        text.push_str(&format!(
            " {acts} kept aside in {}; the next review of the set moves them into its folder from the spool, and files of a folder of your own can be copied there.",
            folder.display()
        ));
    }
    text + " To export: " + &command("export", set, beside, " -o reviewed.json")
}

/// A command on the set that was reviewed, with its decisions and labels, as
/// it can be pasted into a shell.
pub fn command(verb: &str, set: Option<&Path>, beside: &Beside, rest: &str) -> String {
    let mut text = format!("overrule {verb}");
    let own = [
        ("--decisions ", &beside.decisions),
        ("--vocabulary ", &beside.vocabulary),
    ];
    let own = own
        .into_iter()
        .filter_map(|(flag, path)| Some((flag, path.as_deref()?)));
    for (flag, path) in set.map(|set| ("", set)).into_iter().chain(own) {
        text.push_str(&format!(" {flag}{}", quoted(path)));
    }
    text + rest
}

/// A path as one word of a shell: in quotes where a shell would read it otherwise.
fn quoted(path: &Path) -> String {
    let text = path.to_string_lossy();
    let plain =
        |c: char| c.is_alphanumeric() || "/._-+:@%,=".contains(c) || cfg!(windows) && c == '\\';
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(plain) {
        text.into_owned()
    } else if cfg!(windows) {
        // A name holds no quotation mark there.
        format!("\"{text}\"")
    } else if text.starts_with('-') {
        quoted(&Path::new(".").join(path))
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn the_command_names_what_was_reviewed_as_a_shell_reads_it() {
        let beside = Beside {
            decisions: Some("/d/her decisions".into()),
            vocabulary: Some("v.toml".into()),
        };
        let set = Path::new("/d/it's $5.jsonl");
        assert_eq!(
            command("export", Some(set), &beside, " -o reviewed.json"),
            r"overrule export '/d/it'\''s $5.jsonl' --decisions '/d/her decisions' --vocabulary v.toml -o reviewed.json"
        );
        assert_eq!(
            command("export", None, &Beside::default(), ""),
            "overrule export"
        );
    }
}
