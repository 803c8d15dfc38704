//! Weights fitted to how sure a yes should be, with a normal prior around where
//! they were: the arithmetic alone. Each step climbs, in a fixed order of sums,
//! so that the same rows give the same weights. What the rows mean is the
//! business of the callers.

use crate::monitor::classify::sigmoid;

/// Rows and the prior of one fit.
pub(super) struct Logistic {
    rows: Vec<Vec<f64>>,
    shares: Vec<f64>,
    prior: Vec<f64>,
    /// One by the square of each spread.
    tight: Vec<f64>,
    /// Lower triangle of the root of the steepest curvature there can be: a
    /// step by it never overshoots.
    root: Vec<Vec<f64>>,
}

impl Logistic {
    /// Rows, how much each counts, where the weights are, and how far they stray.
    pub fn new(rows: Vec<Vec<f64>>, shares: Vec<f64>, prior: Vec<f64>, spread: &[f64]) -> Self {
        let tight: Vec<f64> = spread.iter().map(|one| 1.0 / (one * one)).collect();
        let mut curve: Vec<Vec<f64>> = (0..prior.len())
            .map(|at| (0..=at).map(|_| 0.0).collect())
            .collect();
        for (row, share) in rows.iter().zip(&shares) {
            for (at, line) in curve.iter_mut().enumerate() {
                for (value, other) in line.iter_mut().zip(row) {
                    *value += 0.25 * share * row[at] * other;
                }
            }
        }
        for (at, line) in curve.iter_mut().enumerate() {
            line[at] += tight[at];
        }
        Self {
            rows,
            shares,
            prior,
            tight,
            root: root(curve),
        }
    }

    /// Where the weights begin.
    pub fn start(&self) -> Vec<f64> {
        self.prior.clone()
    }

    /// How sure a yes is, row by row.
    pub fn sure(&self, weights: &[f64]) -> Vec<f64> {
        let odds = |row: &Vec<f64>| row.iter().zip(weights).map(|(x, w)| x * w).sum();
        self.rows.iter().map(|row| sigmoid(odds(row))).collect()
    }

    /// One step of the weights towards how sure a yes should be; how far the
    /// furthest went.
    pub fn step(&self, weights: &mut [f64], sure: &[f64], wanted: &[f64]) -> f64 {
        let mut slope: Vec<f64> = (self.prior.iter().zip(weights.iter()))
            .zip(&self.tight)
            .map(|((prior, weight), tight)| (prior - weight) * tight)
            .collect();
        for (at, row) in self.rows.iter().enumerate() {
            let pull = self.shares[at] * (wanted[at] - sure[at]);
            for (slope, x) in slope.iter_mut().zip(row) {
                *slope += pull * x;
            }
        }
        let step = solve(&self.root, slope);
        let mut furthest = 0.0_f64;
        for (weight, step) in weights.iter_mut().zip(step) {
            *weight += step;
            furthest = furthest.max(step.abs());
        }
        furthest
    }

    /// How far a row by itself moves a weight. Once nothing moves any more, all
    /// rows together make up the way that the weight went.
    pub fn push(&self, row: usize, weight: usize, sure: f64, wanted: f64) -> f64 {
        self.shares[row] * (wanted - sure) * self.rows[row][weight] / self.tight[weight]
    }
}

/// The lower root of a positive definite matrix, given as its lower triangle.
fn root(mut lower: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    for at in 0..lower.len() {
        for column in 0..=at {
            let sum: f64 = (0..column).map(|k| lower[at][k] * lower[column][k]).sum();
            let rest = lower[at][column] - sum;
            lower[at][column] = match at == column {
                // The prior keeps it above nothing.
                true => rest.max(f64::MIN_POSITIVE).sqrt(),
                false => rest / lower[column][column],
            };
        }
    }
    lower
}

fn solve(root: &[Vec<f64>], mut right: Vec<f64>) -> Vec<f64> {
    for at in 0..right.len() {
        let sum: f64 = (0..at).map(|k| root[at][k] * right[k]).sum();
        right[at] = (right[at] - sum) / root[at][at];
    }
    for at in (0..right.len()).rev() {
        let sum: f64 = (at + 1..right.len()).map(|k| root[k][at] * right[k]).sum();
        right[at] = (right[at] - sum) / root[at][at];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(spread: f64, rows: usize) -> Vec<f64> {
        let x: Vec<Vec<f64>> = (0..rows).map(|at| vec![1.0, (at % 2) as f64]).collect();
        let wanted: Vec<f64> = (0..rows).map(|at| (at % 2) as f64 * 0.9).collect();
        let fit = Logistic::new(x, vec![1.0; rows], vec![0.5, 0.0], &[spread, spread]);
        let mut weights = fit.start();
        for _ in 0..20_000 {
            let sure = fit.sure(&weights);
            if fit.step(&mut weights, &sure, &wanted) < 1e-9 {
                break;
            }
        }
        weights
    }

    #[test]
    fn a_loose_prior_gives_way_and_a_tight_one_stays() {
        let loose = fitted(10.0, 400);
        assert!(
            (sigmoid(loose[0] + loose[1]) - 0.9).abs() < 0.01,
            "{loose:?}"
        );
        assert!(sigmoid(loose[0]) < 0.02, "{loose:?}");
        let tight = fitted(0.001, 400);
        assert!((tight[0] - 0.5).abs() < 0.01 && tight[1].abs() < 0.01);
        assert_eq!(fitted(1.0, 0), [0.5, 0.0]);
    }

    #[test]
    fn the_pushes_of_all_rows_are_the_way_of_a_weight() {
        let rows = vec![vec![1.0, 2.0], vec![1.0, -1.0], vec![1.0, 0.5]];
        let wanted = [1.0, 0.0, 0.3];
        let fit = Logistic::new(rows, vec![1.0, 0.5, 2.0], vec![0.1, -0.2], &[0.5, 0.8]);
        let mut weights = fit.start();
        let mut sure = fit.sure(&weights);
        while fit.step(&mut weights, &sure, &wanted) > 1e-12 {
            sure = fit.sure(&weights);
        }
        for (at, prior) in [0.1, -0.2].into_iter().enumerate() {
            let all: f64 = (0..3)
                .map(|row| fit.push(row, at, sure[row], wanted[row]))
                .sum();
            assert!((weights[at] - prior - all).abs() < 1e-9);
        }
    }
}
