//! What the keys mean right now: one enum instead of flags that can't all be true.

use tui_textarea::TextArea;

use crate::domain::{EventId, Target};

use super::bulk::Every;

/// What a key acts on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The incident as a whole.
    #[default]
    Incident,
    /// One article, by its place in the incident, from 0.
    Article(usize),
}

/// A list from which one letter chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Why: the criteria of the vocabulary.
    Criterion,
    /// How good the rationale is: the grades of the vocabulary.
    Grade,
}

/// What a one-line prompt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Words to search for, answered at every key.
    Search,
    /// A filter.
    Filter,
    /// Why a target is put off.
    Reason,
    /// The reviewer's name.
    Name,
    /// Another folder for decisions that can't be saved.
    Folder,
}

/// A text that fills the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// All keys, and what the signs mean.
    Help,
    /// Everything about the item in focus.
    Whole,
}

impl Page {
    /// The action that opens it; its keys close it again.
    pub const fn action(self) -> &'static str {
        match self {
            Self::Help => "help",
            Self::Whole => "whole",
        }
    }
}

/// Back or forth again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// An act is taken back.
    Undo,
    /// What was taken back counts again.
    Redo,
}

/// A question that needs a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirm {
    /// Undo or redo an act of an earlier session, or one that was exported.
    Turn {
        /// The question, whole.
        question: String,
        /// Which of both.
        turn: Turn,
        /// The act that the question names.
        event: EventId,
    },
    /// What all pending incidents of the queue shall get.
    Every {
        /// The question, whole.
        question: String,
    },
    /// Decide many incidents at once.
    Bulk {
        /// The question, whole.
        question: String,
        /// What each of them gets.
        every: Every,
        /// They, by row.
        rows: Vec<u32>,
    },
    /// Leave though something isn't saved.
    Leave {
        /// The question, whole.
        question: String,
    },
    /// Leave though notes are begun and not on record.
    Drafts {
        /// The question, whole.
        question: String,
    },
}

/// The mode.
#[derive(Debug, Default)]
pub enum Mode {
    /// Reviewing: every action of the table.
    #[default]
    Review,
    /// Choosing a criterion or grade for a target.
    Choose(Menu, Target),
    /// Writing a note on a target.
    Note(Target, Box<TextArea<'static>>),
    /// A one-line prompt; the target is what a reason is for.
    Prompt(Ask, Option<Target>, Box<TextArea<'static>>),
    /// A question.
    Confirm(Confirm),
    /// A page in the place of the panes, scrolled by so many lines.
    Page(Page, usize),
    /// The palette: typed words and the row chosen.
    Palette(Box<TextArea<'static>>, usize),
}
