//! What things are: incidents, articles, verdicts, labels, people's decision
//! events, and the identifiers that tie them together.
//!
//! Values only. Nothing here opens a file, asks the time or knows how a thing
//! is shown; hashing ([`basis`]) and JSON shapes live here because they are part
//! of what the values *are* on disk, and those shapes can't change later.

pub mod address;
pub mod basis;
mod called;
pub mod changed;
pub mod event;
pub mod id;
pub mod incident;
pub mod json;
pub mod limits;
pub mod line;
pub mod object;
pub mod proposals;
pub mod strict;
pub mod time;
pub mod verdict;
pub mod visible;
pub mod vocabulary;

pub use basis::{Basis, Digest, Judged};
pub use event::{Act, Decision, Event, Outcome, Record, Stage};
pub use id::{
    ArticleId, EventId, FacetId, GroupId, IncidentId, LabelId, Names, ReviewerId, SeverityId,
    Target,
};
pub use incident::{Article, Incident, Source};
pub use time::{At, Date};
pub use verdict::{How, Run, Span, SpanRole, Verdict};
pub use vocabulary::{Label, Vocabulary};
