//! `overrule tune`: thresholds of grouping fitted to known answers, or to what
//! analysts decided, and weights of labels fitted to labels that are known. Writes
//! settings; changes nothing that is there.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::{Fs, RealFs};
use crate::domain::{ArticleId, Target};
use crate::export::save;
use crate::monitor::arrange::as_grouped;
use crate::monitor::articles::RawArticle;
use crate::monitor::cluster::evaluate::{Gold, tune};
use crate::monitor::learn::{self, known};
use crate::monitor::run::raw;
use crate::review::ledger::{Ledger, Standing};

use super::args::{Beside, KnownGroups, Tune, TuneArgs};
use super::error::CliError;
use super::evaluate::{at, cases, gold, grouping};
use super::homes::Homes;
use super::learn::NOT_WRITTEN;
use super::{Exit, open, out, output, set, settings};

/// Runs it.
pub fn run(args: TuneArgs) -> Result<Exit, CliError> {
    let fs = &RealFs;
    match args.what {
        Tune::Clusters {
            known,
            reviewed,
            decisions,
            output,
            force,
        } => {
            let decided = reviewed.then_some(decisions.as_deref());
            clusters(&known, decided, &Place { fs, output, force })
        }
        Tune::Labels {
            file,
            output,
            force,
            json,
        } => labels(&file, &Place { fs, output, force }, json),
    }
}

/// Where what was fitted is to go.
struct Place<'a> {
    fs: &'a dyn Fs,
    output: Option<PathBuf>,
    force: bool,
}

impl Place<'_> {
    /// Writes it, where a file was named; never over one of those that were read.
    fn write<'p>(
        &self,
        text: &str,
        read: impl IntoIterator<Item = &'p Path>,
    ) -> Result<Option<&PathBuf>, CliError> {
        let Some(output) = self.output.as_ref() else {
            return Ok(None);
        };
        let existing = output::existing(self.fs, output, self.force, read)?;
        save(self.fs, output, text.as_bytes(), existing).map_err(CliError::refused)?;
        Ok(Some(output))
    }
}

/// The weights of labels, to articles whose label is known.
fn labels(file: &Path, place: &Place<'_>, json: bool) -> Result<Exit, CliError> {
    let cases = cases(file)?;
    let tuned = known::tune(&cases, learn::Settings::shipped());
    let text = learn::file::write(&tuned.weights, &tuned.fitted).map_err(CliError::refused)?;
    let written = place.write(&text, [file])?;
    out::report(&tuned.report, json).map_err(|error| error.once_written(written))?;
    if !json {
        let next = match written {
            None => NOT_WRITTEN.to_owned(),
            Some(output) => format!(
                "\n{0}: written. Articles are labelled by it with `overrule monitor --weights {0}`; measure it on articles that it wasn't fitted to with `overrule evaluate labels --weights {0}`",
                output.display()
            ),
        };
        out::people(&next).map_err(CliError::Output)?;
    }
    Ok(Exit::Done)
}

/// The thresholds of grouping: to known groups or, `reviewed`, to what was decided
/// about a set.
fn clusters(
    known: &KnownGroups,
    reviewed: Option<Option<&Path>>,
    place: &Place<'_>,
) -> Result<Exit, CliError> {
    let settings = grouping(known)?;
    let (gold, exit) = match reviewed {
        Some(decisions) => from_decisions(&known.file, decisions)?,
        None => (gold(&known.file)?, Exit::Done),
    };
    let tuned = tune(&gold, &settings, known.precision, crate::threads::count())
        .map_err(at(&known.file))?;
    let text = toml::to_string(&tuned.settings).map_err(CliError::refused)?;
    let read = std::iter::once(known.file.as_path()).chain(known.settings.as_deref());
    let Some(output) = place.write(&text, read)? else {
        out::machines(text.as_bytes()).map_err(CliError::Output)?;
        return Ok(exit);
    };
    let (from, to) = (settings.thresholds, tuned.settings.thresholds);
    let missed = match tuned.precise {
        true => String::new(),
        false => format!(
            "; no threshold that was tried has precision {} here, so the highest was taken",
            known.precision
        ),
    };
    out::people(&format!(
        "{}: join {:.2} (was {:.2}), propose {:.2} (was {:.2}){missed}; measure it with `overrule evaluate clusters --settings`, group by it with `overrule monitor --settings`",
        output.display(), to.join, from.join, to.propose, from.propose
    ))
    .map_err(|cause| CliError::Output(cause).once_written(Some(output)))?;
    Ok(exit)
}

/// The incidents of a set that analysts decided, merged, split or took articles
/// from or to, as they left them.
fn from_decisions(file: &Path, decisions: Option<&Path>) -> Result<(Gold, Exit), CliError> {
    let fs: Arc<dyn Fs> = Arc::new(RealFs);
    let homes = Homes::find()?;
    let vocabulary = settings::load(fs.as_ref(), &homes, None)?.vocabulary;
    let beside = Beside {
        decisions: decisions.map(Path::to_owned),
        ..Beside::default()
    };
    let place = open::one(&fs, &homes, &vocabulary, Some(file), &beside)?;
    set::named(fs.as_ref(), &homes, &beside)?;
    let decided = set::decided(fs.as_ref(), &homes, &place.decisions)?;
    let corpus = set::corpus(fs, &place.set)?;
    let mut articles: HashMap<ArticleId, RawArticle> = HashMap::new();
    let mut incidents = Vec::new();
    for item in set::incidents(&corpus) {
        let (_, incident) = item?;
        for article in &incident.articles {
            let id = article.id.clone();
            articles.entry(id).or_insert_with(|| raw(article));
        }
        incidents.push(incident);
    }
    let known = as_grouped(&incidents).after(&decided.ledger);
    let chosen = known.incidents().iter().filter(|(id, _)| {
        known.is_touched(id) || is_decided(&decided.ledger, &Target::incident(id.clone()))
    });
    let mut belongs: Vec<(ArticleId, Vec<u32>)> = Vec::new();
    let mut places = HashMap::new();
    for (count, (_, list)) in (0..).zip(chosen.filter(|it| !it.1.is_empty())) {
        for id in list {
            let place = *places.entry(id).or_insert_with(|| {
                belongs.push((id.clone(), Vec::new()));
                belongs.len() - 1
            });
            belongs[place].1.push(count);
        }
    }
    let mut gold = Gold::default();
    for (id, incidents) in belongs {
        if let Some(article) = articles.remove(&id) {
            gold.add(article, incidents);
        }
    }
    gold.divide();
    Ok((gold, decided.exit()))
}

fn is_decided(ledger: &Ledger, target: &Target) -> bool {
    matches!(
        ledger.standing(target),
        Standing::Decided { label: Some(_), .. }
    )
}
