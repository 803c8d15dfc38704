//! Grouping: which articles are about one incident.
//!
//! Add articles to a [`Grouper`] as they come, in any order, a batch at a
//! time; of each only its weightiest words are kept. Then `prepare` with what
//! is [`Known`] already, and `group`. The same articles give the same groups,
//! in whatever order they were added and on any number of threads.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use overrule::monitor::articles::RawArticle;
//! use overrule::monitor::cluster::{Grouper, Known, Settings};
//!
//! let article = |id: &str, title: &str| RawArticle {
//!     id: id.into(),
//!     title: title.into(),
//!     ..RawArticle::default()
//! };
//! let mut grouper = Grouper::new(Settings::shipped()?, 2);
//! grouper.add(&[
//!     article("a", "Delivery robot blocks ambulance in Lindenau"),
//!     article("b", "Lindenau: ambulance held up by delivery robot"),
//!     article("c", "Chatbot invents court rulings, lawyer fined"),
//! ]);
//! let grouping = grouper.prepare(&Known::default()).group();
//! assert_eq!(grouping.groups.len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! The steps: copies are set aside ([`super::dedup`]); words are weighed by how
//! rare they are; an index finds pairs that share heavy words; the most alike
//! groups are joined, best first, until none are alike enough. What an analyst
//! merged, split or moved comes in as [`Known`] and is kept. Nothing here reads
//! or writes files, and no verdict is looked at.

pub mod background;
pub mod evaluate;
pub mod features;
mod grouping;
pub mod hash;
mod join;
pub mod known;
mod likeness;
mod machines;
mod neighbours;
mod queue;
pub mod settings;
pub mod slug;
pub mod stems;
mod vectors;
pub mod words;

use crate::domain::IncidentId;
use crate::threads;

use super::articles::RawArticle;
use super::dedup::{self, Print};
use super::watch::{Stage, Unwatched, Watch};
use features::{Day, Ids, Names, Sketcher, Sketches};
use machines::Told;
use neighbours::Pair;
use stems::Remembered;
use vectors::{Rarity, Term, Vectors};

pub use known::Known;
pub use settings::Settings;

/// An article in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Member {
    /// Which article: its place in the order in which articles were added, from 0.
    pub article: usize,
    /// The article that it is a copy of, by the same count.
    pub copy_of: Option<usize>,
}

/// Articles about one incident.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Group {
    /// The id of the incident: that of the known one, else one made of its first article.
    pub id: IncidentId,
    /// True where the incident was known before.
    pub known: bool,
    /// Its articles, by day and id.
    pub members: Vec<Member>,
    /// How alike its members are, 0 to 1, on average over all pairs; none
    /// where there is only one, copies left out.
    pub likeness: Option<f32>,
    /// Members so unlike the others that the group may be two incidents, the
    /// most unlike first, each with how alike it is to them on average.
    pub strays: Vec<(usize, f32)>,
}

/// Two groups that may be one incident.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct PossibleMerge {
    /// One group, by its place in [`Grouping::groups`].
    pub one: usize,
    /// The other.
    pub two: usize,
    /// How alike they are, 0 to 1.
    pub likeness: f32,
}

/// Which articles belong together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grouping {
    /// The groups, by day and id of their first article.
    pub groups: Vec<Group>,
    /// Groups that may be one, the most alike first.
    pub merges: Vec<PossibleMerge>,
}

/// Takes articles in.
pub struct Grouper<'a> {
    watch: &'a dyn Watch,
    settings: Settings,
    threads: usize,
    names: Names,
    stems: Remembered,
    sketches: Sketches,
}

impl<'a> Grouper<'a> {
    /// Begins; `threads` is how many may work at once, which changes nothing
    /// but the time it takes.
    pub fn new(settings: Settings, threads: usize) -> Self {
        Self {
            watch: &Unwatched,
            settings,
            threads,
            names: Names::default(),
            stems: Remembered::default(),
            sketches: Sketches::default(),
        }
    }

    /// Tells someone how far it is.
    #[must_use]
    pub const fn watched(mut self, watch: &'a dyn Watch) -> Self {
        self.watch = watch;
        self
    }

    /// Takes articles in. A batch of some ten thousand keeps all threads busy;
    /// their texts aren't kept.
    pub fn add(&mut self, articles: &[RawArticle]) {
        let (weights, watch) = (&self.settings.weights, self.watch);
        let make = || Sketcher::new(&self.stems);
        let parts = threads::map_with(articles.len(), self.threads, make, |sketcher, range| {
            let n = range.len() as u64;
            let sketches = sketcher.sketch(&articles[range], weights);
            watch.done(n);
            (sketches, std::mem::take(&mut sketcher.seen))
        });
        for (sketches, seen) in parts {
            self.names.count(&seen);
            self.sketches.append(&sketches);
        }
    }

    /// How many articles were taken in.
    pub const fn len(&self) -> usize {
        self.sketches.days.len()
    }

    /// True before the first article.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Weighs words and finds the pairs worth comparing. What is known of an
    /// article goes by its id, and among those of one id by their order.
    pub fn prepare(self, known: &Known) -> Prepared {
        let all = &self.sketches;
        self.watch.stage(Stage::Comparing, Some(self.len() as u64));
        let order = self.order();
        let by_rank = || order.iter().map(|at| *at as usize);
        let seeds = known.seeds((0..self.len()).map(|at| all.ids.get(at)));
        let mut seed: Vec<Option<u32>> = by_rank().map(|at| seeds[at]).collect();
        let prints: Vec<Print> = by_rank().map(|at| all.prints[at]).collect();
        let copy_of = keep_apart(dedup::copies(&prints), &mut seed);
        drop(prints);
        let raw = |rank: usize| -> &[Term] {
            match copy_of[rank] {
                Some(_) => &[],
                None => all.terms.get(order[rank] as usize),
            }
        };
        let (n, weights, threads) = (order.len(), &self.settings.weights, self.threads);
        let originals = (0..n).filter(|rank| copy_of[*rank].is_none());
        let rarity = Rarity::count(originals.map(raw), weights, threads);
        let vectors = vectors::weigh(
            n,
            raw,
            &rarity,
            &self.names.known(),
            weights,
            &self.settings.search,
            threads,
        );
        let days = by_rank().map(|at| all.days[at]).collect();
        let told = by_rank().map(|at| all.told[at]).collect();
        let ids = self.sketches.ids;
        drop((self.sketches.terms, self.sketches.prints, rarity));
        let pairs = neighbours::pairs(&vectors, &self.settings.search, threads, self.watch);
        self.watch.stage(Stage::Joining, None);
        Prepared {
            ids,
            order,
            articles: Articles {
                vectors,
                days,
                told,
                copy_of,
                seed,
                pairs,
            },
            settings: self.settings,
            known: known.clone(),
            threads,
        }
    }

    /// The articles by day, then id: whatever follows doesn't depend on the
    /// order in which they were added.
    fn order(&self) -> Vec<u32> {
        // The first bytes of the id settle most ties without looking further.
        let start = |id: &str| {
            let mut start = [0; 8];
            let n = id.len().min(8);
            start[..n].copy_from_slice(&id.as_bytes()[..n]);
            u64::from_be_bytes(start)
        };
        let all = &self.sketches;
        let id = |at: u32| all.ids.get(at as usize);
        let days = all.days.iter().zip(0_u32..);
        let mut keys: Vec<(Day, u64, u32)> =
            days.map(|(day, at)| (*day, start(id(at)), at)).collect();
        keys.sort_unstable_by(|one, two| {
            let by_id = || id(one.2).cmp(id(two.2)).then(one.2.cmp(&two.2));
            (one.0, one.1).cmp(&(two.0, two.1)).then_with(by_id)
        });
        let order: Vec<u32> = keys.into_iter().map(|key| key.2).collect();
        order
    }
}

/// Copies that belong to other incidents than their originals are none.
fn keep_apart(mut copy_of: Vec<Option<u32>>, seed: &mut [Option<u32>]) -> Vec<Option<u32>> {
    for at in 0..copy_of.len() {
        let Some(original) = copy_of[at] else {
            continue;
        };
        match (seed[original as usize], seed[at]) {
            (Some(one), Some(two)) if one != two => copy_of[at] = None,
            (None, Some(two)) => seed[original as usize] = Some(two),
            _ => {}
        }
    }
    copy_of
}

/// What grouping knows of the articles, in order of time.
#[derive(Debug)]
struct Articles {
    /// Their words; none for a copy.
    vectors: Vectors,
    days: Vec<Day>,
    /// What each tells of machines.
    told: Vec<Told>,
    /// The article that each one is a copy of.
    copy_of: Vec<Option<u32>>,
    /// The incident that each one is known to belong to.
    seed: Vec<Option<u32>>,
    /// The pairs worth comparing.
    pairs: Vec<Pair>,
}

/// Articles that are ready to be grouped, with any thresholds.
#[derive(Debug)]
pub struct Prepared {
    /// By arrival.
    ids: Ids,
    /// Arrival by rank.
    order: Vec<u32>,
    articles: Articles,
    settings: Settings,
    known: Known,
    threads: usize,
}

#[cfg(test)]
mod tests;
