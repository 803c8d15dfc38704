//! Writes `assets/sample/incidents.jsonl` from `assets/sample/source.jsonl`:
//! `cargo run --example build_sample`. Run it after a change to the source, to
//! the vocabulary or to the way verdicts are read; `tests/sample.rs` says when.

mod sample;

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
    let source = std::fs::read_to_string(folder.join("source.jsonl"))?;
    std::fs::write(folder.join("incidents.jsonl"), sample::build(&source)?)?;
    Ok(())
}
