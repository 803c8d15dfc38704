//! How targets are called on the screen.

use crate::domain::Target;
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
        if self.incident().is_some_and(|shown| shown.holds(target)) {
            return None;
        }
        let incident = self.read(target);
        let title = incident.and_then(|incident| incident.title.clone());
        Some(match title {
            None => format!(" of {}", target.incident),
            Some(title) => format!(" of \"{}\"", words::cut(&title, width)),
        })
    }
}
