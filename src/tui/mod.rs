//! The reviewer on the terminal: state, pure update, drawing, and the loop
//! that joins them to keyboard, workers and journal.
//!
//! The only room that names ratatui. What a decision means is the business of
//! `domain` and `review`; this room shows and records.

pub mod act;
pub mod action;
pub mod app;
pub mod bulk;
pub mod ending;
pub mod gate;
pub mod hands;
pub mod key;
pub mod keymap;
pub mod message;
pub mod mode;
pub mod plain;
pub mod run;
pub mod screen;
pub mod theme;
pub mod update;
pub mod view;
pub mod words;
