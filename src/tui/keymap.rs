//! Which chord runs which action: the table's own keys with a user's changes
//! laid over them. All faults of a keymap are reported at once.

use std::collections::{BTreeMap, HashMap};

use super::action::{ACTIONS, Action, named};
use super::key::Chord;

/// The keymap.
#[derive(Clone, Debug)]
pub struct Keymap {
    chords: HashMap<Chord, usize>,
    keys: Vec<Vec<Chord>>,
}

/// What is wrong with a keymap, one line a fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct KeymapFaults(pub Vec<String>);

impl Default for Keymap {
    /// The table's own keys.
    fn default() -> Self {
        // A test holds that the table has no faults.
        Self::new(&BTreeMap::new()).unwrap_or_else(|_| Self::empty())
    }
}

impl Keymap {
    fn empty() -> Self {
        Self {
            chords: HashMap::new(),
            keys: Vec::new(),
        }
    }

    /// The table's keys, changed by `changes` (action name to keys; an empty
    /// list takes the action off the keyboard).
    ///
    /// # Errors
    /// Unknown actions, unknown keys, one key for two actions; all of them.
    pub fn new(changes: &BTreeMap<String, Vec<String>>) -> Result<Self, KeymapFaults> {
        let mut faults = Vec::new();
        for name in changes.keys().filter(|name| named(name).is_none()) {
            faults.push(format!(
                "keys: there is no action {name:?}; `overrule keys` lists them"
            ));
        }
        let mut all = Self::empty();
        for (at, action) in ACTIONS.iter().enumerate() {
            let mut own = Vec::new();
            let spelled: Vec<&str> = match changes.get(action.name) {
                Some(keys) => keys.iter().map(String::as_str).collect(),
                None => action.keys.to_vec(),
            };
            for text in spelled {
                match text.parse::<Chord>() {
                    Ok(chord) => own.push(chord),
                    Err(bad) => faults.push(format!("keys: {}: {bad}", action.name)),
                }
            }
            for chord in &own {
                if let Some(other) = all.chords.insert(*chord, at) {
                    faults.push(format!(
                        "keys: {chord} is given to {} and to {}",
                        ACTIONS[other].name, action.name
                    ));
                }
            }
            all.keys.push(own);
        }
        if faults.is_empty() {
            Ok(all)
        } else {
            Err(KeymapFaults(faults))
        }
    }

    /// The action that a chord runs.
    pub fn action(&self, chord: Chord) -> Option<&'static Action> {
        self.chords.get(&chord).map(|at| &ACTIONS[*at])
    }

    /// The chords of an action, the first being the one to show.
    pub fn chords(&self, name: &str) -> &[Chord] {
        ACTIONS
            .iter()
            .position(|action| action.name == name)
            .and_then(|at| self.keys.get(at))
            .map_or(&[], Vec::as_slice)
    }

    /// All chords of an action, with spaces between them.
    pub fn all_shown(&self, name: &str) -> String {
        let chords = self.chords(name).iter().map(ToString::to_string);
        chords.collect::<Vec<_>>().join(" ")
    }

    /// The chord to show for an action; empty where it has none.
    pub fn shown(&self, name: &str) -> String {
        self.chords(name)
            .first()
            .map(ToString::to_string)
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_no_clash() {
        Keymap::new(&BTreeMap::new()).unwrap();
    }

    #[test]
    fn all_faults_come_at_once() {
        let changes = BTreeMap::from([
            (
                "sustain".to_owned(),
                vec!["q".to_owned(), "nokey".to_owned()],
            ),
            ("fly".to_owned(), vec!["x".to_owned()]),
        ]);
        let KeymapFaults(faults) = Keymap::new(&changes).unwrap_err();
        assert_eq!(faults.len(), 3, "{faults:?}");
    }

    #[test]
    fn a_changed_key_runs_its_action() {
        let changes = BTreeMap::from([("sustain".to_owned(), vec!["x".to_owned()])]);
        let map = Keymap::new(&changes).unwrap();
        assert_eq!(map.action(Chord::plain('x')).unwrap().name, "sustain");
        assert!(map.action(Chord::plain('a')).is_none());
    }
}
