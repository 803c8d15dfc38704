//! Writes a set of any size: `cargo run --release --example generate_set --
//! 100000 > big.jsonl`. What is in it is in `set`.

mod set;

use std::io::{self, BufWriter, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count: u64 = std::env::args()
        .nth(1)
        .ok_or(
            "how many incidents? For example: cargo run --release --example generate_set -- 1000",
        )?
        .parse()?;
    let mut out = BufWriter::new(io::stdout().lock());
    for line in set::lines(count) {
        writeln!(out, "{}", line?)?;
    }
    out.flush()?;
    Ok(())
}
