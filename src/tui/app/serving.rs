//! What the queue is made of besides the set: the running search, and the queue
//! in the making.

use crate::corpus::search::words;
use crate::review::queue::{Hits, Order};
use crate::tui::mode::Focus;

use super::App;

/// The running search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Search {
    /// Its number; newer ones supersede it.
    pub number: u64,
    /// The words as typed; where they ask for nothing, there is no search.
    pub words: String,
    /// The words in force before others were typed.
    pub kept: String,
    /// Rows that match so far.
    pub hits: Hits,
    /// The first row that wasn't searched yet.
    pub upto: u32,
    /// Whether the whole set was searched.
    pub done: bool,
    /// Whether the queue has what was found so far, or is being made of it.
    pub listed: bool,
    /// Where the analyst was when the typing began, until it ends: the queue
    /// stays there while it can, and leaving leads back.
    pub from: Option<(u32, Focus)>,
}

impl Search {
    /// True while something is searched for.
    pub fn is_on(&self) -> bool {
        !words(&self.words).is_empty()
    }
}

/// The queue in the making.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Serving {
    /// The number of the job; newer ones supersede it.
    pub number: u64,
    /// Whether its queue is still to come.
    pub waiting: bool,
    /// The row that stays in that queue though it doesn't belong.
    pub keep: Option<u32>,
    /// The row in focus before the queue was made that is in force, or an earlier
    /// one where that had none.
    pub left: Option<u32>,
    /// Whether the rows are to be counted.
    pub uncounted: bool,
}

impl App {
    /// What keeps incidents out of the queue, in words; nothing where nothing does.
    pub fn narrowed(&self) -> String {
        let mut what = Vec::new();
        if self.search.is_on() {
            what.push(format!("hold {}", self.search.words));
        }
        if !self.filter.is_empty() {
            what.push(format!("pass {}", self.filter));
        }
        match what.is_empty() {
            true => String::new(),
            false => format!(
                " that {}, {} in all",
                what.join(" and "),
                self.known.total()
            ),
        }
    }

    /// The order that the queue has: that of the file until all is read.
    pub fn order_in_force(&self) -> Order {
        if self.known.done {
            self.order
        } else {
            Order::File
        }
    }
}
