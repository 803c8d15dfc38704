//! Articles as they come in, whatever file they came from: the neutral type that
//! grouping and labelling read. An article of a set, which belongs to an
//! incident and may have a verdict, is [`crate::domain::incident::Article`].

use jiff::civil::Date;

/// An article from outside, before it belongs to an incident.
///
/// Texts are as the source wrote them, decoded; nothing is trimmed, folded or
/// made safe to show. What the source didn't say is `None`, never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RawArticle {
    /// The source's id, else one made of title, outlet and date. Unique within
    /// what is grouped together: ties are broken by it.
    pub id: String,
    /// The headline; the one text that every article has.
    pub title: String,
    /// The standfirst or the first paragraph.
    pub lead: Option<String>,
    /// The whole text.
    pub body: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it, a name or a domain.
    pub outlet: Option<String>,
    /// The day of publication.
    pub date: Option<Date>,
    /// The language, a BCP 47 tag where the source has one: `en`, `pt-BR`.
    pub language: Option<String>,
}
