//! How targets are called on the screen.

use crate::domain::Target;
use crate::review::queue::id_hash;
use crate::tui::words;

use super::App;

impl App {
    /// How a target is called on screen: the outlet of an article, or `incident`.
    pub fn whose(&self, target: &Target) -> String {
        let Some(id) = &target.article else {
            return "incident".to_owned();
        };
        let found = self.read(target);
        let Some(incident) = found else {
            return "article".to_owned();
        };
        match incident
            .articles
            .iter()
            .position(|article| article.id == *id && incident.target_of(article) == *target)
        {
            None => "article".to_owned(),
            Some(at) => {
                let outlet = incident.articles[at].outlet.as_deref().unwrap_or("article");
                format!("{} {}", at + 1, outlet)
            }
        }
    }

    /// The same, with the title of its incident where that isn't the one in view.
    pub fn whose_where(&self, target: &Target) -> String {
        let elsewhere = self.elsewhere(target, 40).unwrap_or_default();
        format!("{}{elsewhere}", self.whose(target))
    }

    /// ` of "its incident"`, its title in so many, where that isn't the one in view.
    pub fn elsewhere(&self, target: &Target, width: usize) -> Option<String> {
        let is_shown = self.incident().is_some_and(|shown| shown.holds(target));
        (!is_shown).then(|| self.of_title(target, width))
    }

    /// What a remark is on: with the title of its incident wherever that is, and that
    /// nothing was decided on it yet, as the keys for what was decided last are others.
    pub fn whose_remark(&self, target: &Target) -> String {
        let open = match self.answered(target) {
            true => "",
            false => ", not decided yet",
        };
        format!("{}{}{open}", self.whose(target), self.of_title(target, 40))
    }

    /// ` of "its incident"`, its title in so many.
    fn of_title(&self, target: &Target, width: usize) -> String {
        let read = self.read(target);
        let title = read.and_then(|incident| incident.title.clone());
        let row = || self.known.heads.find(id_hash(&target.incident));
        let listed = || Some(self.known.line(row()?)?.title.clone());
        let title = title.or_else(listed).filter(|title| !title.is_empty());
        match (title, row()) {
            // An incident is its title: `incident "Robot stops"`, `2 Lantern of "Robot stops"`.
            (Some(title), _) => {
                let of = if target.article.is_some() { "of " } else { "" };
                format!(" {of}\"{}\"", words::cut(&title, width))
            }
            (None, Some(row)) => {
                format!(" {} of the set ({})", u64::from(row) + 1, target.incident)
            }
            (None, None) => format!(" of {}", target.incident),
        }
    }
}
