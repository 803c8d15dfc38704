//! From heads, marks, filter, search and order to the queue. It takes time that
//! grows with the set, so it is a job for a thread of its own; every part of a
//! job is shared, and none of it changes under the thread.

use std::sync::Arc;

use super::{Heads, Marks, Order, Passing};

/// Rows in the order in which they are served.
#[derive(Clone, Debug)]
pub enum Queue {
    /// The first so many rows of the file, in its order.
    All(u32),
    /// These.
    Listed(Arc<Vec<u32>>),
}

impl Default for Queue {
    fn default() -> Self {
        Self::All(0)
    }
}

impl PartialEq for Queue {
    fn eq(&self, other: &Self) -> bool {
        self.rows().eq(other.rows())
    }
}

impl Queue {
    /// How many rows it has.
    pub fn len(&self) -> usize {
        match self {
            Self::All(many) => *many as usize,
            Self::Listed(rows) => rows.len(),
        }
    }

    /// True without any row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row in a place.
    pub fn get(&self, place: usize) -> Option<u32> {
        match self {
            Self::All(many) => u32::try_from(place).ok().filter(|row| row < many),
            Self::Listed(rows) => rows.get(place).copied(),
        }
    }

    /// The place of a row.
    pub fn place(&self, row: u32) -> Option<usize> {
        match self {
            Self::All(many) => (row < *many).then_some(row as usize),
            Self::Listed(rows) => rows.iter().position(|at| *at == row),
        }
    }

    /// Its rows.
    pub fn rows(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).filter_map(|place| self.get(place))
    }
}

/// Rows that a search found, ascending, as they came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    parts: Vec<Arc<[u32]>>,
    len: usize,
}

impl Hits {
    /// Takes the next rows: ascending, and greater than all before.
    pub fn push(&mut self, rows: Arc<[u32]>) {
        if !rows.is_empty() {
            self.len += rows.len();
            self.parts.push(rows);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All of them.
    pub fn rows(&self) -> impl Iterator<Item = u32> + '_ {
        self.parts.iter().flat_map(|part| part.iter().copied())
    }
}

/// What a queue is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Job {
    /// The newest job wins.
    pub number: u64,
    /// What is known of the rows.
    pub heads: Heads,
    /// How many rows there are, be their heads known or not.
    pub rows: u32,
    /// What was decided.
    pub marks: Marks,
    /// The filter; none lets rows pass whose heads aren't known.
    pub passing: Option<Passing>,
    /// What the search found; none where there is no search.
    pub hits: Option<Hits>,
    /// The order.
    pub order: Order,
    /// Rows that stay in front whatever their doubt, in the order of the file:
    /// those seen in it. What is to come has none of them among it.
    pub pinned: Vec<u32>,
    /// A row that stays though it doesn't belong: the one in view.
    pub keep: Option<u32>,
}

/// Does jobs. It remembers the order of the set by doubt, which doesn't change
/// from one filter to the next.
#[derive(Debug, Default)]
pub struct Server {
    by_doubt: Arc<Vec<u32>>,
    pinned: Vec<u32>,
}

impl Server {
    /// The queue of a job.
    pub fn serve(&mut self, job: &Job) -> Queue {
        let belongs = |row: u32| {
            job.keep == Some(row)
                || job.passing.as_ref().is_none_or(|passing| {
                    let known = job.heads.get(row);
                    known.is_some_and(|(hash, head)| passing.row(head, job.marks.get(hash)))
                })
        };
        let rows: Vec<u32> = match (job.order, &job.hits) {
            (Order::File, None) => (0..job.rows).filter(|row| belongs(*row)).collect(),
            (Order::File, Some(hits)) => with(hits.rows(), job.keep)
                .filter(|row| belongs(*row))
                .collect(),
            (Order::Doubt, hits) => {
                let found = hits.as_ref().map(|hits| found(job, hits));
                let order = self.by_doubt(job);
                let order = order.iter().copied();
                order
                    .filter(|row| found.as_ref().is_none_or(|found| found.holds(*row)))
                    .filter(|row| belongs(*row))
                    .collect()
            }
        };
        Queue::Listed(Arc::new(rows))
    }

    /// All rows, the pinned ones and then the most doubtful first.
    fn by_doubt(&mut self, job: &Job) -> Arc<Vec<u32>> {
        if self.by_doubt.len() != job.heads.len() as usize || self.pinned != job.pinned {
            self.by_doubt = Arc::new(by_doubt(&job.heads, &job.pinned));
            self.pinned.clone_from(&job.pinned);
        }
        Arc::clone(&self.by_doubt)
    }
}

fn by_doubt(heads: &Heads, pinned: &[u32]) -> Vec<u32> {
    let pins = Bits::of(heads.len(), pinned.iter().copied());
    // One number to sort by: doubt, the greatest first, then the row. Doubts
    // are 0 or more, so their bits sort as they do.
    let mut keys: Vec<u64> = heads
        .from(0)
        .filter(|(row, ..)| !pins.holds(*row))
        .map(|(row, _, head)| u64::from(!head.doubt.max(0.0).to_bits()) << 32 | u64::from(row))
        .collect();
    keys.sort_unstable();
    let free = keys.into_iter();
    let free = free.filter_map(|key| u32::try_from(key & u64::from(u32::MAX)).ok());
    let seen = (0..heads.len()).filter(|row| pins.holds(*row));
    seen.chain(free).collect()
}

fn found(job: &Job, hits: &Hits) -> Bits {
    Bits::of(job.heads.len(), hits.rows().chain(job.keep))
}

/// Ascending rows with one more among them.
fn with(rows: impl Iterator<Item = u32>, more: Option<u32>) -> impl Iterator<Item = u32> {
    let mut more = more;
    let mut rows = rows.peekable();
    std::iter::from_fn(move || match (rows.peek(), more) {
        (Some(row), Some(one)) if one < *row => more.take(),
        (Some(row), Some(one)) if one == *row => {
            more = None;
            rows.next()
        }
        (Some(_), _) => rows.next(),
        (None, _) => more.take(),
    })
}

/// A set of rows.
struct Bits(Vec<u64>);

impl Bits {
    fn of(rows: u32, held: impl Iterator<Item = u32>) -> Self {
        let mut words = vec![0; rows.div_ceil(64) as usize];
        for row in held {
            if let Some(word) = words.get_mut((row / 64) as usize) {
                *word |= 1_u64 << (row % 64);
            }
        }
        Self(words)
    }

    fn holds(&self, row: u32) -> bool {
        let word = self.0.get((row / 64) as usize);
        word.is_some_and(|word| word >> (row % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Head, Piece, id_hash};
    use super::*;

    fn job(doubts: &[f32]) -> Job {
        let rows = (0..).zip(doubts).map(|(row, doubt): (u32, _)| {
            let head = Head {
                doubt: *doubt,
                ..Head::default()
            };
            (id_hash(&row.to_string().as_str().into()), head)
        });
        let mut heads = Heads::default();
        heads.push(Arc::new(Piece::new(rows.collect())));
        Job {
            rows: heads.len(),
            heads,
            ..Job::default()
        }
    }

    fn served(job: &Job) -> Vec<u32> {
        Server::default().serve(job).rows().collect()
    }

    fn hits(rows: &[u32]) -> Option<Hits> {
        let mut hits = Hits::default();
        for row in rows.chunks(2) {
            hits.push(row.into());
        }
        assert_eq!(hits.len(), rows.len());
        Some(hits)
    }

    #[test]
    fn the_most_doubtful_come_first_behind_pinned_rows() {
        let mut job = job(&[0.1, 0.5, 0.9, 0.5, 0.7]);
        assert_eq!(served(&job), [0, 1, 2, 3, 4]);
        job.order = Order::Doubt;
        let mut server = Server::default();
        for (pinned, wanted) in [
            (vec![], [2, 4, 1, 3, 0]),
            (vec![0, 1], [0, 1, 2, 4, 3]),
            (vec![3], [3, 2, 4, 1, 0]),
            (vec![0, 1, 2, 3, 4], [0, 1, 2, 3, 4]),
        ] {
            job.pinned = pinned;
            let rows: Vec<u32> = server.serve(&job).rows().collect();
            assert_eq!(rows, wanted, "a server asked before gives the same");
        }
    }

    #[test]
    fn a_search_narrows_either_order() {
        let mut job = job(&[0.1, 0.5, 0.9, 0.5, 0.7]);
        job.hits = hits(&[0, 2, 3]);
        assert_eq!(served(&job), [0, 2, 3]);
        job.order = Order::Doubt;
        assert_eq!(served(&job), [2, 3, 0]);
        job.hits = hits(&[]);
        assert_eq!(served(&job), [0; 0]);
    }

    #[test]
    fn the_row_in_view_stays_in_its_place() {
        let mut job = job(&[0.1, 0.5, 0.9, 0.5, 0.7]);
        job.hits = hits(&[0, 3]);
        for (keep, file, doubt) in [
            (1, vec![0, 1, 3], vec![1, 3, 0]),
            (3, vec![0, 3], vec![3, 0]),
            (4, vec![0, 3, 4], vec![4, 3, 0]),
        ] {
            job.keep = Some(keep);
            job.order = Order::File;
            assert_eq!(served(&job), file);
            job.order = Order::Doubt;
            assert_eq!(served(&job), doubt);
        }
    }

    #[test]
    fn what_is_not_read_passes_no_filter_but_stands_without_one() {
        let mut job = job(&[0.1, 0.5]);
        job.rows = 4;
        assert_eq!(served(&job), [0, 1, 2, 3]);
        job.passing = Some(Passing::default());
        assert_eq!(served(&job), [0, 1]);
    }

    #[test]
    fn a_queue_of_all_is_the_same_listed() {
        let listed = Queue::Listed(Arc::new(vec![0, 1, 2]));
        assert_eq!(Queue::All(3), listed);
        assert_ne!(Queue::All(2), listed);
        for queue in [Queue::All(3), listed] {
            assert_eq!(
                (queue.len(), queue.get(2), queue.get(3)),
                (3, Some(2), None)
            );
            assert_eq!((queue.place(1), queue.place(3)), (Some(1), None));
        }
    }
}
