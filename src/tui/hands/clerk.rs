//! Carries a bulk act out: reads every incident that it covers, makes an event
//! of each, and writes them as one file (`journal::Bulk`), so that nothing is on
//! record before all of it is. It tells how far it is and can be called off.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::corpus::Corpus;
use crate::disk::Fs;
use crate::domain::event::Way;
use crate::domain::{Act, Event as Deed, EventId, Incident, Target};
use crate::review::deed::Maker;
use crate::review::journal::{Bulk, Hand, stream_folder};
use crate::review::ledger::{Ledger, group_hash};
use crate::tui::bulk::{Every, Order};
use crate::tui::message::Event;

use super::{Reader, Scribe};

/// After so many incidents it tells how far it is.
const STEP: usize = 512;

/// Carries bulk acts out.
#[derive(Clone)]
pub struct Clerk {
    fs: Arc<dyn Fs>,
    corpus: Arc<Corpus>,
    folder: PathBuf,
    set: Option<PathBuf>,
    host: String,
}

/// Why a bulk act isn't on record.
enum Stopped {
    CalledOff,
    Failed(String),
    /// It may be: the file is written, and not known to be on the disk.
    Unsure(io::Error),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl Clerk {
    /// Who reads as a reader does and writes where a scribe does.
    pub fn new(reader: &Reader, scribe: &Scribe) -> Self {
        let (folder, set, host) = scribe.place();
        Self {
            fs: Arc::clone(&reader.fs),
            corpus: Arc::clone(&reader.corpus),
            folder: folder.to_owned(),
            set: set.map(Path::to_owned),
            host: host.to_owned(),
        }
    }

    /// Carries one out, telling how far it is; the last event says how it ended.
    pub fn carry_out(&self, order: Order, tell: &mut dyn FnMut(Event)) {
        let group = order.group.clone();
        let ended = match self.write(order, tell) {
            Ok(events) => Event::BulkSaved(group, events),
            Err(Stopped::CalledOff) => Event::BulkStopped(
                group,
                "the bulk act was called off; nothing of it is on record".to_owned(),
            ),
            Err(Stopped::Failed(why)) => Event::BulkStopped(
                group,
                format!("the bulk act failed, and nothing of it is on record: {why}"),
            ),
            Err(Stopped::Unsure(error)) => Event::BulkStopped(
                group,
                format!(
                    "the bulk act may be on record or not, and will show once the decisions are read again: {}: {error}",
                    self.folder.display()
                ),
            ),
        };
        tell(ended);
    }

    fn write(
        &self,
        order: Order,
        tell: &mut dyn FnMut(Event),
    ) -> Result<Vec<(Deed, bool)>, Stopped> {
        let hand = Hand {
            reviewer: order.reviewer.clone(),
            host: self.host.clone(),
            random: order.group.to_string(),
        };
        let mut ledger = Ledger::without_texts();
        ledger.apply_excerpt(order.early.clone(), true);
        let maker = Maker {
            ledger: &ledger,
            vocabulary: &order.vocabulary,
            reviewer: &order.reviewer,
        };
        let mut bulk = Bulk::begin(self.fs.as_ref(), &self.folder, self.set.as_deref(), &hand)?;
        let begin = Act::Begin {
            group: order.group.clone(),
            count: order.rows.len() as u64,
            filter: order.filter.clone(),
        };
        let mut made = Made::new(&order, maker);
        let put = |(event, embeds): (Deed, bool), bulk: &mut Bulk<'_>| -> io::Result<_> {
            bulk.add(&event)?;
            Ok((without_text(event), embeds))
        };
        let mut events = vec![put(made.event(None, None, begin), &mut bulk)?];
        let mut ids = Vec::with_capacity(order.rows.len());
        let mut targets = Vec::with_capacity(order.rows.len());
        for (done, row) in order.rows.iter().enumerate() {
            if order.recall.is_called_off() {
                return Err(Stopped::CalledOff);
            }
            if done % STEP == 0 {
                tell(Event::BulkAt(order.group.clone(), done));
            }
            let read = self.corpus.incident(*row);
            let incident = read.map_err(|error| Stopped::Failed(error.to_string()))?;
            let event = made.decision(&incident, &order.every);
            let event = event.ok_or_else(|| unclear(&incident))?;
            ids.push(event.0.id);
            targets.push(Target::incident(incident.id));
            events.push(put(event, &mut bulk)?);
        }
        let commit = Act::Commit {
            group: order.group.clone(),
            hash: group_hash(&ids),
        };
        events.push(put(made.event(None, None, commit), &mut bulk)?);
        let since = self.decided_since(&order, &targets)?;
        if since > 0 {
            return Err(Stopped::Failed(format!(
                "{since} of them were decided or put off in another window before the yes; ask again"
            )));
        }
        // The last moment: what follows puts it on record.
        if order.recall.is_called_off() {
            return Err(Stopped::CalledOff);
        }
        bulk.finish().map_err(Stopped::Unsure)?;
        Ok(events)
    }
}

impl Clerk {
    /// How many of the targets this reviewer had settled before the act was
    /// ordered, in a window that it doesn't know of: that would be replaced
    /// unseen. What they decide later in this window goes before the act; elsewhere it
    /// is given apart from it.
    fn decided_since(&self, order: &Order, targets: &[Target]) -> Result<usize, Stopped> {
        let mut ledger = Ledger::without_texts();
        stream_folder(self.fs.as_ref(), &self.folder, &mut |events| {
            let before = events.into_iter().filter(|it| it.at <= order.stamp.at);
            ledger.apply_all(before.filter(|it| it.reviewer == order.reviewer), true);
        })?;
        let settled = targets.iter().filter(|target| {
            let work = ledger.work(target, &order.reviewer);
            work.is_some_and(|work| work.answers().next().is_some() || work.deferred.is_some())
        });
        Ok(settled.count())
    }
}

/// Why a verdict that was there when the analyst said yes can't be sustained.
fn unclear(incident: &Incident) -> Stopped {
    Stopped::Failed(format!(
        "{} states no clear label any more: the set was changed",
        incident.id
    ))
}

fn without_text(mut event: Deed) -> Deed {
    event.basis = event.basis.as_ref().map(crate::domain::Basis::bare);
    event
}

/// The events of one bulk act in the making.
struct Made<'a> {
    maker: Maker<'a>,
    order: &'a Order,
    count: u64,
}

impl<'a> Made<'a> {
    fn new(order: &'a Order, maker: Maker<'a>) -> Self {
        let count = 0;
        Self {
            maker,
            order,
            count,
        }
    }

    /// An event with an id that follows from the key that began all, with
    /// whether it embeds what was judged.
    fn event(
        &mut self,
        target: Option<Target>,
        incident: Option<&Incident>,
        act: Act,
    ) -> (Deed, bool) {
        let stamp = self.order.stamp;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&stamp.random);
        hasher.update(&self.count.to_le_bytes());
        let mut random = [0; 10];
        random.copy_from_slice(&hasher.finalize().as_bytes()[..10]);
        self.count += 1;
        let id = EventId::new(
            u64::try_from(stamp.at.unix_ms()).unwrap_or_default(),
            random,
        );
        let mut event = self.maker.event((id, stamp.at), target, incident, act);
        event.group = Some(self.order.group.clone());
        let embeds = event.basis.as_ref().is_some_and(|it| it.judged.is_some());
        (event, embeds)
    }

    /// The decision on one incident; none where there is nothing to sustain.
    fn decision(&mut self, incident: &Incident, every: &Every) -> Option<(Deed, bool)> {
        let verdict = &incident.verdict;
        let label = match every {
            Every::Label(label) => label.clone(),
            Every::Sustain => verdict.label.clone()?,
        };
        let target = Target::incident(incident.id.clone());
        let decision = self
            .maker
            .decision(&target, verdict, Some(label), Way::Bulk);
        Some(self.event(Some(target), Some(incident), Act::Decide(decision)))
    }
}
