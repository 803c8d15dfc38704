//! Roles of text on screen and how each looks. Views name roles; only this
//! file names colours. Meaning never rests on colour alone: every role that
//! means something stands beside a word or a glyph.

use ratatui::style::{Color, Modifier, Style};

/// What a piece of screen text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Ordinary text.
    Text,
    /// Secondary text, frames and gutters.
    Dim,
    /// Titles and the focused thing.
    Strong,
    /// The one accent: focus marks and keys.
    Accent,
    /// The phrase that states the verdict.
    Verdict,
    /// Words that speak for the machine's label.
    For,
    /// Words that speak against it.
    Against,
    /// Something in place of a character that would be invisible.
    Substitute,
    /// A doubt: flags.
    Doubt,
    /// Something is wrong: not saved, refused.
    Alarm,
    /// All is well: saved, sustained.
    Good,
    /// What the analyst changed: overruled.
    Changed,
    /// Where a search word was found.
    Found,
    /// Labels of the vocabulary, `label1` to `label9`.
    Label(u8),
}

/// How much colour the terminal gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// The terminal's own 16 colours.
    #[default]
    Colour,
    /// None at all (`NO_COLOR`): bold, dim, underline and reverse only.
    Plain,
}

/// Looks up roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// How much colour.
    pub palette: Palette,
    /// Borders and glyphs in ASCII only.
    pub ascii: bool,
}

impl Theme {
    /// How a role looks. Only the terminal's own colours are used, and never
    /// yellow or white as a foreground, so that light terminals stay readable.
    pub fn style(self, role: Role) -> Style {
        let plain = Style::default();
        let colour = |colour: Color| match self.palette {
            Palette::Colour => plain.fg(colour),
            Palette::Plain => plain,
        };
        match role {
            Role::Text => plain,
            Role::Dim => plain.add_modifier(Modifier::DIM),
            Role::Strong => plain.add_modifier(Modifier::BOLD),
            Role::Accent => colour(Color::Cyan).add_modifier(Modifier::BOLD),
            Role::Verdict => plain.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            Role::For => colour(Color::Green).add_modifier(Modifier::BOLD),
            Role::Against => colour(Color::Magenta).add_modifier(Modifier::UNDERLINED),
            Role::Substitute => plain.add_modifier(Modifier::REVERSED),
            Role::Doubt => colour(Color::Magenta),
            Role::Alarm => colour(Color::Red).add_modifier(Modifier::BOLD | Modifier::REVERSED),
            Role::Good => colour(Color::Green),
            Role::Changed => colour(Color::Magenta).add_modifier(Modifier::BOLD),
            Role::Found => plain.add_modifier(Modifier::REVERSED),
            Role::Label(number) => colour(match number {
                1 => Color::Red,
                2 => Color::Magenta,
                3 => Color::Blue,
                4 => Color::Reset,
                5 => Color::Green,
                _ => Color::Cyan,
            }),
        }
    }

    /// The role that a vocabulary's `role` word means.
    pub fn label_role(word: &str) -> Role {
        word.strip_prefix("label")
            .and_then(|number| number.parse().ok())
            .map_or(Role::Text, Role::Label)
    }
}
