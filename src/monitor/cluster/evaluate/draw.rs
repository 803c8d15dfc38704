//! What is drawn when grouping is measured: folds, resamples, shuffles. All of
//! it follows from a seed.

use super::b3::Score;

/// SplitMix64: small, and the same everywhere.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// The fold of each of `n` parts; the folds hold equally many.
pub fn folds(n: usize, folds: usize, seed: u64) -> Vec<usize> {
    let mut all: Vec<usize> = (0..n).map(|at| at % folds).collect();
    Draw(seed).shuffle(&mut all);
    all
}

/// Labels dealt out anew: as many groups of the same sizes, without sense.
pub fn shuffled(labels: &[u32], seed: u64) -> Vec<u32> {
    let mut all = labels.to_vec();
    Draw(seed).shuffle(&mut all);
    all
}

/// Scores of resamples of whole parts; a part is given as its count and sums.
pub fn resamples(parts: &[(usize, f64, f64)], times: usize, seed: u64) -> Vec<Score> {
    let mut draw = Draw(seed);
    let mut one = || {
        let (mut n, mut precision, mut recall) = (0, 0.0, 0.0);
        for _ in 0..parts.len() {
            let part = parts[draw.below(parts.len())];
            n += part.0;
            precision += part.1;
            recall += part.2;
        }
        Score::from_sums(n, precision, recall)
    };
    (0..times).map(|_| one()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_are_even_and_follow_from_the_seed() {
        let all = folds(23, 5, 1);
        for fold in 0..5 {
            assert!((4..=5).contains(&all.iter().filter(|it| **it == fold).count()));
        }
        assert_eq!(all, folds(23, 5, 1));
        assert_ne!(all, folds(23, 5, 2));
    }

    #[test]
    fn resamples_lie_around_the_whole() {
        let parts: Vec<_> = (0..400).map(|at| (1, f64::from(at % 2), 1.0)).collect();
        let all = resamples(&parts, 200, 3);
        let mean = all.iter().map(|it| it.precision).sum::<f64>() / 200.0;
        assert!((mean - 0.5).abs() < 0.02, "{mean}");
        assert!(all.iter().any(|it| it.precision != mean));
    }
}
