//! The one table of actions. Keymap, help, footer, palette, `overrule keys`
//! and the manual are all read from it: a new action is one row here and one
//! function in `act/`.

use super::act;
use super::app::App;
use super::key::Chord;
use super::message::{Effect, Stamp};

/// The key press that runs an action.
#[derive(Clone, Copy, Debug)]
pub struct Press {
    /// The chord.
    pub chord: Chord,
    /// Its time.
    pub stamp: Stamp,
}

/// Where an action stands in help and manual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Deciding.
    Decide,
    /// Saying more about a decision.
    Remark,
    /// Moving.
    Move,
    /// Looking closer.
    Look,
    /// Finding and ordering.
    Find,
    /// The program itself.
    Program,
}

impl Group {
    /// All, in the order of the help screen.
    pub const ALL: [Self; 6] = [
        Self::Decide,
        Self::Remark,
        Self::Move,
        Self::Look,
        Self::Find,
        Self::Program,
    ];

    /// Its heading.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decide => "Decide",
            Self::Remark => "Say more",
            Self::Move => "Move",
            Self::Look => "Look closer",
            Self::Find => "Find and order",
            Self::Program => "Program",
        }
    }
}

/// Whether the key guard watches an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// It makes an event of the record: dropped when typed before the item was drawn.
    Decides,
    /// It only looks or moves.
    Free,
}

/// One row of the table.
pub struct Action {
    /// Its name in keymap files and on the command line.
    pub name: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// Two or three words for the footer; empty keeps it out of the footer.
    pub hint: &'static str,
    /// Where it stands in the help.
    pub group: Group,
    /// Whether the key guard watches it.
    pub guard: Guard,
    /// The keys that run it unless a keymap says otherwise.
    pub keys: &'static [&'static str],
    /// What it does.
    pub run: fn(&mut App, Press) -> Vec<Effect>,
}

/// Writes a row in one line.
macro_rules! row {
    ($name:literal, $group:ident, $guard:ident, [$($key:literal),+], $hint:literal, $about:literal, $run:path) => {
        Action {
            name: $name,
            about: $about,
            hint: $hint,
            group: Group::$group,
            guard: Guard::$guard,
            keys: &[$($key),+],
            run: $run,
        }
    };
}

/// The table.
#[rustfmt::skip]
pub const ACTIONS: &[Action] = &[
    row!("sustain", Decide, Decides, ["a"], "sustain", "Sustain the machine's verdict and go on", act::decide::sustain),
    row!("give-label", Decide, Decides, ["1", "2", "3", "4", "5", "6", "7", "8", "9"], "", "Give the label with that digit and go on (the machine's own label sustains it)", act::decide::give_label),
    row!("cant-tell", Decide, Decides, ["0"], "can't tell", "Answer that you can't tell, and go on", act::decide::cant_tell),
    row!("later", Decide, Decides, ["d"], "later", "Put the item off and go on", act::decide::later),
    row!("later-because", Decide, Free, ["D"], "", "Put the item off with a reason", act::decide::later_because),
    row!("all", Decide, Decides, ["A"], "", "Decide all pending incidents of the queue at once: sustain each, or give all a label", act::bulk::all),
    row!("undo", Decide, Decides, ["u"], "undo", "Undo your latest act and go there", act::undo::undo),
    row!("redo", Decide, Decides, ["U"], "redo", "Redo what you undid last", act::undo::redo),
    row!("why", Remark, Free, ["c"], "why", "Say why: choose a criterion for the item in focus", act::remark::why),
    row!("grade", Remark, Free, ["r"], "grade", "Grade the rationale of the item in focus", act::remark::grade),
    row!("note", Remark, Free, ["n"], "note", "Write a note on the item in focus", act::remark::note),
    row!("why-last", Remark, Free, ["C"], "", "Say why, for the item decided last", act::remark::why_last),
    row!("grade-last", Remark, Free, ["R"], "", "Grade the rationale of the item decided last", act::remark::grade_last),
    row!("note-last", Remark, Free, ["N"], "", "Write a note on the item decided last", act::remark::note_last),
    row!("read", Remark, Decides, ["v"], "read", "Record that you have read the article itself, elsewhere", act::remark::read_elsewhere),
    row!("focus", Move, Free, ["tab", "backtab"], "incident/article", "Switch between the incident and its articles", act::travel::switch_focus),
    row!("next-article", Move, Free, ["j", "down"], "", "Next article", act::travel::next_article),
    row!("previous-article", Move, Free, ["k", "up"], "", "Previous article", act::travel::previous_article),
    row!("next-incident", Move, Free, ["J", "right"], "next", "Next incident", act::travel::next_incident),
    row!("previous-incident", Move, Free, ["K", "left"], "", "Previous incident", act::travel::previous_incident),
    row!("next-pending", Move, Free, ["."], "", "Next incident that you have not decided", act::travel::next_pending),
    row!("first-incident", Move, Free, ["home"], "", "First incident", act::travel::first_incident),
    row!("last-incident", Move, Free, ["end"], "", "Last incident", act::travel::last_incident),
    row!("incident-rationale", Look, Free, ["t"], "incident's reasons", "Show the incident's rationale, or the article's again", act::look::toggle_rationale),
    row!("scroll-down", Look, Free, ["pgdn", "ctrl-d", "space"], "", "Scroll the rationale down", act::look::scroll_down),
    row!("scroll-up", Look, Free, ["pgup", "ctrl-u"], "", "Scroll the rationale up", act::look::scroll_up),
    row!("whole", Look, Free, ["s"], "whole text", "Read summary, flags, rationale and record in full", act::look::whole),
    row!("copy-link", Look, Free, ["o"], "copy link", "Copy the article's address, or headline, outlet and date to search for", act::look::copy_link),
    row!("search", Find, Free, ["/"], "search", "Search titles, texts, reasons and outlets, as you type", act::find::search),
    row!("filter", Find, Free, ["f"], "filter", "Filter the queue by state, label or flag", act::find::filter),
    row!("order", Find, Free, ["z"], "", "Order the queue by doubt, or as in the file", act::find::order),
    row!("clear", Find, Free, ["esc"], "", "Clear search and filter", act::find::clear),
    row!("palette", Program, Free, [":"], "palette", "Find an action by its name", act::program::palette),
    row!("help", Program, Free, ["?", "f1"], "help", "Show all keys", act::program::help),
    row!("retry", Program, Free, ["w"], "", "Try again to save what is not saved", act::program::retry),
    row!("save-elsewhere", Program, Free, ["W"], "", "Save what can't be saved to another folder", act::program::save_elsewhere),
    row!("reread", Program, Free, ["ctrl-r"], "", "Look at the set and the decisions folder again", act::program::reread),
    row!("repaint", Program, Free, ["ctrl-l"], "", "Draw the screen afresh", act::program::repaint),
    row!("suspend", Program, Free, ["ctrl-z"], "", "Suspend to the shell", act::program::suspend),
    row!("quit", Program, Free, ["q", "ctrl-c"], "quit", "Leave; everything is saved already", act::program::quit),
];

/// The action with that name.
pub fn named(name: &str) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.name == name)
}
