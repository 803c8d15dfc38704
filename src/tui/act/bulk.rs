//! Deciding all pending incidents of the queue at once. It takes three keys
//! where one incident takes one, names the count and the filter before anything
//! happens, and goes on record as what it is: `how: bulk`.

use std::collections::HashSet;

use crate::domain::GroupId;
use crate::review::queue::{Conflict, LabelNumber, id_hash};
use crate::text::counted;
use crate::tui::action::Press;
use crate::tui::app::App;
use crate::tui::bulk::{Every, Order, Recall, UnderWay};
use crate::tui::message::Effect;
use crate::tui::mode::{Confirm, Mode};

use super::warn;

/// The incidents that a bulk act would cover, and how many it leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// Pending incidents, by row.
    pub rows: Vec<u32>,
    /// Decided or put off already.
    pub settled: usize,
    /// Answered twice, without the one being known where the other was given.
    pub apart: usize,
    /// Without a clear label of the machine.
    pub unclear: usize,
    /// Of which the record can't be read.
    pub unreadable: usize,
}

/// `A`: asks what all pending incidents of the queue shall get.
pub fn all(app: &mut App, _: Press) -> Vec<Effect> {
    if let Some(bulk) = &app.bulk {
        let text = format!("a bulk act is under way: {}; u calls it off", bulk.what);
        warn(app, text);
        return Vec::new();
    }
    if !app.known.done || app.serving.waiting {
        warn(app, "the set is still being read; nothing was decided");
        return Vec::new();
    }
    let cover = cover(app, false);
    if cover.rows.is_empty() {
        // The question is asked all the same: the key that would answer it decides
        // something else without it.
        let question = match cover.apart {
            0 => "no incident of this queue is pending".to_owned(),
            many => format!(
                "no incident of this queue is pending but {many} answered apart: answer each"
            ),
        };
        app.mode = Mode::Confirm(Confirm::Every { question });
        return Vec::new();
    }
    let labels: Vec<String> = app
        .vocabulary
        .labels
        .iter()
        .map(|label| format!("{} {}", label.key, label.short))
        .collect();
    // What other windows decided is to be known by the time of the yes.
    let look = app.look();
    let question = format!(
        "{} of the queue ({}). a sustains the machine's verdict on each; a digit gives all of them that label ({}).",
        pending(cover.rows.len()),
        filter(app),
        labels.join(", ")
    );
    app.mode = Mode::Confirm(Confirm::Every { question });
    vec![look]
}

/// What was chosen for all: says what that would write, and asks.
pub fn choose(app: &mut App, every: Every) -> Vec<Effect> {
    let cover = cover(app, every == Every::Sustain);
    let mut out = Vec::new();
    if cover.settled > 0 {
        out.push(format!("{} decided or put off already", cover.settled));
    }
    if cover.apart > 0 {
        out.push(format!("{} answered apart: answer each", cover.apart));
    }
    if cover.unclear > 0 {
        out.push(format!(
            "{} where the machine states no clear label",
            cover.unclear
        ));
    }
    if cover.unreadable > 0 {
        out.push(format!("{} that can't be read", cover.unreadable));
    }
    let out = match out.as_slice() {
        [] => String::new(),
        parts => format!(" Left out: {}.", parts.join(", ")),
    };
    if cover.rows.is_empty() {
        warn(app, format!("nothing to decide at once.{out}"));
        return Vec::new();
    }
    let question = format!(
        "{} ({})?{out} {} go on record with how: bulk, as one act that one undo takes back; they stay out of agreement, accuracy and learning. Articles stay open.",
        what(app, &every, cover.rows.len()),
        filter(app),
        match cover.rows.len() {
            1 => "1 decision".to_owned(),
            many => format!("{many} decisions"),
        }
    );
    app.mode = Mode::Confirm(Confirm::Bulk {
        question,
        every,
        rows: cover.rows,
    });
    vec![app.look()]
}

/// Orders it. Where some were decided since the question, in another window, it
/// is asked anew: what stands must not be replaced unseen.
pub fn order(app: &mut App, press: Press, every: Every, rows: Vec<u32>) -> Vec<Effect> {
    let settled = rows.iter().filter(|row| app.settled(**row)).count();
    if settled > 0 {
        let effects = choose(app, every);
        warn(
            app,
            format!("{settled} of them were decided or put off meanwhile, and are left out now"),
        );
        return effects;
    }
    let group = GroupId::from(press.stamp.event_id().to_string());
    let recall = Recall::default();
    let hashes: HashSet<u64> = rows.iter().filter_map(|row| app.known.hash(*row)).collect();
    let early = app
        .ledger
        .excerpt(&|target| target.article.is_none() && hashes.contains(&id_hash(&target.incident)));
    app.bulk = Some(UnderWay {
        group: group.clone(),
        ordered: press.stamp.event_id(),
        what: what(app, &every, rows.len()),
        done: 0,
        all: rows.len(),
        recall: recall.clone(),
    });
    vec![Effect::Bulk(Box::new(Order {
        group,
        every,
        rows,
        filter: app.filter.to_string() + &searched(app),
        stamp: press.stamp,
        early,
        reviewer: app.session.reviewer.clone(),
        vocabulary: app.vocabulary.clone(),
        recall,
    }))]
}

/// What can't be sustained: no label, and one that the vocabulary doesn't have.
const UNCLEAR: [LabelNumber; 2] = [LabelNumber::NONE, LabelNumber::UNKNOWN];

fn cover(app: &App, sustaining: bool) -> Cover {
    let mut cover = Cover::default();
    for row in app.queue.rows() {
        let Some((hash, head)) = app.known.heads.get(row) else {
            continue;
        };
        let mark = app.marks.get(hash);
        if head.unreadable {
            cover.unreadable += 1;
        } else if mark.is_settled() {
            cover.settled += 1;
        } else if mark.conflict == Conflict::Own {
            cover.apart += 1;
        } else if sustaining && UNCLEAR.contains(&head.label) {
            cover.unclear += 1;
        } else {
            cover.rows.push(row);
        }
    }
    cover
}

fn pending(count: usize) -> String {
    counted(count, "pending incident")
}

fn what(app: &App, every: &Every, count: usize) -> String {
    match every {
        Every::Sustain => format!("Sustain the machine's verdict on {}", pending(count)),
        Every::Label(label) => format!(
            "Give the label {} to {}",
            app.vocabulary.short(label),
            pending(count)
        ),
    }
}

fn searched(app: &App) -> String {
    match app.search.words.trim() {
        "" => String::new(),
        words => format!(" /{words}"),
    }
}

fn filter(app: &App) -> String {
    let text = app.filter.to_string() + &searched(app);
    match text.trim() {
        "" => "no filter: the whole set".to_owned(),
        text => format!("filter {text}"),
    }
}
