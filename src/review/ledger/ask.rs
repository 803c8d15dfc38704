//! What a ledger is asked: who left what on which target, and what stands.

use crate::domain::basis::{Basis, Judged};
use crate::domain::event::{ArticleRule, Event, Protocol};
use crate::domain::{Act, EventId, GroupId, IncidentId, ReviewerId, Target};

use super::force::Force;
use super::spot::{Own, Spot};
use super::store::Place;
use super::{Brief, Ledger, Listed, Standing, Work};

impl Ledger {
    /// What one reviewer left on a target.
    pub fn work(&self, target: &Target, reviewer: &ReviewerId) -> Option<&Work> {
        let own = self.spots.get(target)?.own(reviewer)?;
        own.work(&self.store, &self.forces)
    }

    /// What all reviewers left on a target, by name.
    pub fn works(&self, target: &Target) -> impl Iterator<Item = (&ReviewerId, &Work)> {
        let owns = self.spots.get(target).map_or(&[][..], Spot::owns);
        owns.iter()
            .filter_map(|own| Some((own.reviewer(), own.work(&self.store, &self.forces)?)))
    }

    /// The decisions of one reviewer on a target that no later one of theirs names:
    /// what the next one is to name, so that it is seen what it was made knowing of.
    pub fn unnamed(&self, target: &Target, reviewer: &ReviewerId) -> Vec<EventId> {
        let own = self.spots.get(target).and_then(|spot| spot.own(reviewer));
        own.map_or_else(Vec::new, |own| own.unnamed(&self.store, &self.forces))
    }

    /// What that work says of the verdict, without folding all of it: for
    /// counting many.
    pub fn brief(&self, target: &Target, reviewer: &ReviewerId) -> Brief<'_> {
        let own = self.spots.get(target).and_then(|spot| spot.own(reviewer));
        own.map_or(Brief::default(), |own| own.brief(&self.store, &self.forces))
    }

    /// Whether anything that one reviewer left on a target isn't on the disk yet.
    pub fn has_unsaved(&self, target: &Target, reviewer: &ReviewerId) -> bool {
        if self.unsaved.is_empty() {
            return false;
        }
        let own = self.spots.get(target).and_then(|spot| spot.own(reviewer));
        let mut events = own
            .into_iter()
            .flat_map(|own| own.places())
            .flat_map(|place| {
                let turns = self.forces.turns(&self.store, *place);
                turns.chain([*place])
            });
        events.any(|place| self.unsaved.contains(&self.store.at(place).id))
    }

    /// Where a target stands.
    pub fn standing(&self, target: &Target) -> Standing {
        let spot = self.spots.get(target);
        spot.map_or(Standing::Pending, |spot| {
            spot.standing(&self.store, &self.forces)
        })
    }

    /// Whether answers to a target differ, without folding the one answer of one
    /// reviewer: for counting many.
    pub fn is_conflicting(&self, target: &Target) -> bool {
        let spot = self.spots.get(target).filter(|spot| {
            let several = |own: &Own| own.has_several(&self.store, &self.forces);
            spot.owns().len() > 1 || spot.owns().iter().any(several)
        });
        spot.is_some_and(|spot| spot.standing(&self.store, &self.forces) == Standing::Conflicting)
    }

    /// All targets with any event, in order.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        let mut targets: Vec<&Target> = self.touched().collect();
        targets.sort_unstable();
        targets.into_iter()
    }

    /// The same in no order, which costs less.
    pub fn touched(&self) -> impl Iterator<Item = &Target> {
        let there = self.spots.all().filter(|spot| spot.is_there(&self.forces));
        there.map(Spot::target)
    }

    /// The targets of one incident with any event, in order.
    pub fn targets_in(&self, incident: &IncidentId) -> impl Iterator<Item = &Target> {
        let spots = self.spots.of(incident);
        let there = spots.filter(|spot| spot.is_there(&self.forces));
        there.map(Spot::target)
    }

    /// Whether there is any event on a target.
    pub fn is_touched(&self, target: &Target) -> bool {
        let spot = self.spots.get(target);
        spot.is_some_and(|spot| spot.is_there(&self.forces))
    }

    /// An event by id.
    pub fn event(&self, id: EventId) -> Option<&Event> {
        self.store.place(id).map(|place| self.store.at(place))
    }

    /// All events, oldest first.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.store.in_order()
    }

    /// All events in no order, which costs less.
    pub fn unordered(&self) -> impl Iterator<Item = &Event> {
        self.store.places().map(|place| self.store.at(place))
    }

    /// This reviewer's latest act that counts: what one undo takes back. For a
    /// bulk act it is the commit.
    pub fn undoable(&self, reviewer: &ReviewerId) -> Option<&Event> {
        let mut acts = self.people.get(reviewer)?.acts.latest();
        acts.find(|place| self.forces.of(*place) == Force::Counts)
            .map(|place| self.store.at(place))
    }

    /// How many decisions one reviewer's bulk act is.
    pub fn group_size(&self, group: &GroupId, reviewer: &ReviewerId) -> usize {
        self.forces.group_size(group, reviewer)
    }

    /// The act that a redo brings back: the one this reviewer undid last,
    /// unless they did something else since.
    pub fn redoable(&self, reviewer: &ReviewerId) -> Option<&Event> {
        let person = self.people.get(reviewer)?;
        let last_act = person.acts.latest().next();
        let last_act = last_act.map(|place| self.store.key(place));
        let since = person
            .turns
            .latest()
            .take_while(|turn| Some(self.store.key(*turn)) > last_act);
        since
            .filter_map(|turn| Some((turn, self.forces.subject(&self.store, turn)?)))
            .find(|(turn, subject)| {
                self.forces.of(*subject) == Force::Undone
                    && self.forces.last_turn(&self.store, *subject) == Some(*turn)
            })
            .map(|(_, subject)| self.store.at(subject))
    }

    /// Whether the judged text for that basis is on record, by any reviewer
    /// (so that the next event needn't embed it again).
    pub fn knows_basis(&self, target: &Target, basis: &Basis) -> bool {
        self.embedding(target, basis).next().is_some()
    }

    /// The judged text for that basis, wherever it was embedded first.
    pub fn judged(&self, target: &Target, basis: &Basis) -> Option<&Judged> {
        let embedding = self.embedding(target, basis);
        let first = embedding.min_by_key(|place| self.store.key(*place))?;
        self.store.at(first).basis.as_ref()?.judged.as_deref()
    }

    /// The articles of an incident as it was judged for that basis; none where that
    /// isn't known.
    pub fn listed(&self, incident: &Target, basis: &Basis) -> Option<&Listed> {
        let mut embedding = self.embedding(incident, basis);
        embedding.find_map(|place| self.store.listed(place))
    }

    /// The bases on a target whose judged text is on record.
    pub fn bases(&self, target: &Target) -> impl Iterator<Item = &Basis> {
        let spot = self.spots.get(target).into_iter();
        let places = spot
            .flat_map(|spot| spot.owns())
            .flat_map(|own| own.places());
        places
            .filter(|place| self.store.embeds(**place))
            .filter_map(|place| self.store.at(*place).basis.as_ref())
    }

    /// Events on a target that embed the text of a basis.
    fn embedding<'a>(
        &'a self,
        target: &Target,
        basis: &'a Basis,
    ) -> impl Iterator<Item = Place> + 'a {
        let spot = self.spots.get(target).into_iter();
        let places = spot
            .flat_map(|spot| spot.owns())
            .flat_map(|own| own.places());
        places.copied().filter(|place| {
            let known = self.store.at(*place).basis.as_ref();
            self.store.embeds(*place) && known.is_some_and(|known| known.same_as(basis))
        })
    }

    /// The protocol in force, where one was recorded: the latest. A later one
    /// replaces an earlier one for what is decided after it, and both stay on
    /// record, so that a change of the rules in the middle of a review shows.
    pub fn protocol(&self) -> Option<&Protocol> {
        let place = self.protocols.latest().next()?;
        match &self.store.at(place).act {
            Act::Protocol(protocol) => Some(protocol),
            _ => None,
        }
    }

    /// Which articles must be decided, from the protocol or the default.
    pub fn article_rule(&self) -> ArticleRule {
        self.protocol()
            .map_or_else(ArticleRule::default, |protocol| protocol.articles)
    }
}
