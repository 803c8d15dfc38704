//! What the actions of the table do: pure functions from state and key press
//! to new state and effects, one file per group of actions.

pub mod decide;
pub mod find;
pub mod look;
pub mod program;
pub mod remark;
pub mod travel;
pub mod undo;
