//! Pieces of a fixed size, each worked on by one thread, put together in their
//! order.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Items in one piece.
const PIECE: usize = 4096;

/// Calls `work` for each piece of `0..n` on up to `threads` threads and gives
/// the results in order. `work` must not depend on what other pieces do.
pub fn map<T: Send>(n: usize, threads: usize, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    map_with(n, threads, || (), |(), range| work(range))
}

/// The same where each thread has something of its own that is dear to make.
pub fn map_with<S, T: Send>(
    n: usize,
    threads: usize,
    make: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, Range<usize>) -> T + Sync,
) -> Vec<T> {
    pieces(n, PIECE, threads, make, work)
}

/// The same with pieces of `size`: small ones where an item takes long.
pub fn pieces<S, T: Send>(
    n: usize,
    size: usize,
    threads: usize,
    make: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, Range<usize>) -> T + Sync,
) -> Vec<T> {
    let pieces = n.div_ceil(size);
    let next = AtomicUsize::new(0);
    let run = || {
        let mut own = make();
        let mut done = Vec::new();
        loop {
            let piece = next.fetch_add(1, Relaxed);
            if piece >= pieces {
                return done;
            }
            let range = piece * size..n.min((piece + 1) * size);
            done.push((piece, work(&mut own, range)));
        }
    };
    let others = threads.min(pieces).saturating_sub(1);
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (0..others).map(|_| scope.spawn(run)).collect();
        let mut done = run();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(piece, _)| *piece);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_out_in_order_on_any_number_of_threads() {
        for n in [0, 1, PIECE, PIECE * 5 + 3] {
            for threads in [0, 1, 3] {
                let parts = map(n, threads, |range| range.collect::<Vec<_>>());
                assert_eq!(parts.concat(), (0..n).collect::<Vec<_>>());
            }
        }
    }
}
