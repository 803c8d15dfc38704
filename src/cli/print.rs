//! Verbs that only print what the program knows of itself: keys, schemas,
//! completions, manual.

use crate::disk::RealFs;
use crate::export::schema;
use crate::tui::action::{ACTIONS, Group};

use super::Exit;
use super::args::{self, Schema};
use super::error::CliError;
use super::homes::Homes;
use super::{out, settings};

/// `overrule keys`: the action table with the keys in force.
pub fn keys() -> Result<Exit, CliError> {
    let homes = Homes::find()?;
    let settings = settings::load(&RealFs, &homes, None)?;
    let mut text = String::new();
    for group in Group::ALL {
        text.push_str(&format!("{}\n", group.name()));
        for action in ACTIONS.iter().filter(|action| action.group == group) {
            let keys = settings.keymap.all_shown(action.name);
            text.push_str(&format!(
                "  {:<18} {:<20} {}\n",
                keys, action.name, action.about
            ));
        }
    }
    text.push_str(&format!(
        "\nKeys can be changed in {}:\n  [keys]\n  sustain = [\"a\", \"enter\"]\n",
        homes.settings().display()
    ));
    out::people(&text).map_err(CliError::Output)?;
    Ok(Exit::Done)
}

/// `overrule schema FORMAT`.
pub fn schema(format: Schema) -> Result<Exit, CliError> {
    let schema = match format {
        Schema::Set => schema::Schema::Set,
        Schema::Journal => schema::Schema::Journal,
        Schema::Export => schema::Schema::Export,
    };
    let text = schema.text().map_err(CliError::refused)?;
    machines(text.as_bytes())
}

/// `overrule completions SHELL`.
pub fn completions(shell: clap_complete::Shell) -> Result<Exit, CliError> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "overrule", &mut bytes);
    machines(&bytes)
}

/// `overrule man`: the command line, and the keys from the action table.
pub fn manual() -> Result<Exit, CliError> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(args::command())
        .render(&mut bytes)
        .map_err(CliError::Output)?;
    bytes.extend_from_slice(b".SH KEYS\n");
    for action in ACTIONS {
        let keys = action.keys.join(" ").replace('\\', "\\\\");
        let entry = format!(".TP\n\\fB{keys}\\fR ({})\n{}.\n", action.name, action.about);
        bytes.extend_from_slice(entry.as_bytes());
    }
    machines(&bytes)
}

fn machines(bytes: &[u8]) -> Result<Exit, CliError> {
    out::machines(bytes).map_err(CliError::Output)?;
    Ok(Exit::Done)
}
