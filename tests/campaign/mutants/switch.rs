
/// True where the change of this number is switched on (`MUTANT`), and where
/// `MUTANTS_TRACE` names a file, notes there that somebody came by.
pub fn mutant(number: usize) -> bool {
    use std::io::Write as _;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicBool, Ordering};
    static ON: LazyLock<usize> = LazyLock::new(|| {
        let on = std::env::var("MUTANT").ok();
        on.and_then(|on| on.parse().ok()).unwrap_or(usize::MAX)
    });
    static TRACE: LazyLock<Option<std::path::PathBuf>> =
        LazyLock::new(|| std::env::var_os("MUTANTS_TRACE").map(Into::into));
    static SEEN: [AtomicBool; 4096] = [const { AtomicBool::new(false) }; 4096];
    if let Some(path) = &*TRACE
        && !SEEN[number].swap(true, Ordering::Relaxed)
    {
        let file = std::fs::OpenOptions::new().append(true).open(path);
        if let Ok(mut file) = file {
            let _ = file.write_all(format!("{number}\n").as_bytes());
        }
    }
    *ON == number
}

/// One of two iterators.
pub enum Either<L, R> {
    /// The change.
    Left(L),
    /// What stands there.
    Right(R),
}

impl<L: Iterator, R: Iterator<Item = L::Item>> Iterator for Either<L, R> {
    type Item = L::Item;

    fn next(&mut self) -> Option<L::Item> {
        match self {
            Self::Left(left) => left.next(),
            Self::Right(right) => right.next(),
        }
    }
}
