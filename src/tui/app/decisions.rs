//! What was decided before and by others, as far as it was read.

use crate::domain::Target;
use crate::tui::words;

use super::App;

/// How the decisions of earlier sessions, and of others, stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Decisions {
    /// They are being read; until they are there nothing can be decided.
    #[default]
    Reading,
    /// They are there.
    Read,
    /// They can't be read, and why.
    Failing(String),
}

impl App {
    /// How many answers of this reviewer stand and are in the set's folder.
    pub fn answers(&self) -> usize {
        let answers = self.ledger.touched().filter_map(|target| {
            let brief = self.ledger.brief(target, &self.session.reviewer);
            brief.answer
        });
        answers
            .filter(|(event, _)| !self.ledger.is_unsaved(*event) && !self.aside.contains(event))
            .count()
    }

    /// The analyst's side of a target in short.
    pub fn yours(&self, target: &Target, long: bool) -> String {
        match self.decisions {
            Decisions::Read => words::yours(&self.vocabulary, self.mine(target), long),
            _ if long => "not read yet".to_owned(),
            _ => "..".to_owned(),
        }
    }
}
