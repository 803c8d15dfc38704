//! Work whose results are taken in its order, a bounded number of pieces ahead:
//! for files too large to hold.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Scope, scope};

/// More threads than this gain nothing: whoever takes the results has become the
/// slower side.
const MOST: usize = 4;

/// One thread that works.
struct Worker<I, O> {
    given: SyncSender<I>,
    done: Receiver<O>,
}

impl<I: Send, O: Send> Worker<I, O> {
    fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        work: &'scope (dyn Fn(I) -> O + Sync),
    ) -> Self
    where
        I: 'scope,
        O: 'scope,
    {
        let (given, asked) = sync_channel::<I>(1);
        let (finished, done) = sync_channel(1);
        scope.spawn(move || {
            for piece in asked {
                if finished.send(work(piece)).is_err() {
                    return;
                }
            }
        });
        Self { given, done }
    }
}

/// Hands the pieces that `next` gives to threads in turn, and what `work` makes
/// of them to `take` in the same turn. A panic of `work` is passed on.
///
/// # Errors
/// The first of `next` or `take`; what is under way then is dropped.
pub fn in_order<I: Send, O: Send, E>(
    next: &mut dyn FnMut() -> Result<Option<I>, E>,
    work: &(dyn Fn(I) -> O + Sync),
    take: &mut dyn FnMut(O) -> Result<(), E>,
) -> Result<(), E> {
    let count = super::count().min(MOST);
    scope(|scope| {
        let workers: Vec<Worker<I, O>> = (0..count).map(|_| Worker::start(scope, work)).collect();
        let (mut given, mut taken) = (0, 0);
        loop {
            while given - taken < 2 * count
                && let Some(piece) = next()?
            {
                // A thread that is gone has panicked, which ends the scope.
                if workers[given % count].given.send(piece).is_err() {
                    return Ok(());
                }
                given += 1;
            }
            if given == taken {
                return Ok(());
            }
            match workers[taken % count].done.recv() {
                Ok(result) => take(result)?,
                Err(_) => return Ok(()),
            }
            taken += 1;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_work() {
        let (mut from, mut found) = (0..1_000_u64, Vec::new());
        let done: Result<(), ()> = in_order(
            &mut || Ok(from.next()),
            &|number| {
                // Some take longer than those after them.
                (0..(number % 7) * 1_000).fold(number, |sum, more| {
                    std::hint::black_box(more);
                    sum
                })
            },
            &mut |number| {
                found.push(number);
                Ok(())
            },
        );
        assert_eq!(done, Ok(()));
        assert_eq!(found, (0..1_000).collect::<Vec<_>>());
    }

    #[test]
    fn an_error_on_either_side_ends_it() {
        let mut taken = 0;
        let mut from = 0..;
        let full = in_order(
            &mut || Ok(from.next()),
            &|number: u32| number,
            &mut |number| {
                taken += 1;
                if number == 5 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!((full, taken), (Err("full"), 6));
        let broken = in_order(&mut || Err("broken"), &|()| (), &mut |()| Ok(()));
        assert_eq!(broken, Err("broken"));
    }

    #[test]
    #[should_panic = "a scoped thread panicked"]
    fn a_panic_is_passed_on() {
        let mut once = Some(());
        let _ = in_order::<_, (), ()>(
            &mut || Ok(once.take()),
            &|()| panic!("at work"),
            &mut |()| Ok(()),
        );
    }
}
