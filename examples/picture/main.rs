//! Writes `assets/picture.txt` and `assets/picture.svg`, the picture in the
//! README: `cargo run --example picture`. Run it after a change to the screen
//! or to the sample; `tests/picture.rs` says when.

mod draw;

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let screen = draw::screen()?;
    std::fs::write(folder.join("picture.txt"), draw::text(&screen))?;
    std::fs::write(folder.join("picture.svg"), draw::svg(&screen))?;
    Ok(())
}
