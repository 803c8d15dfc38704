//! Whether labels are right as often as their confidence says: the Brier score,
//! the expected calibration error, and the table that both come from.

use std::fmt;

use serde::Serialize;

/// How many bins of equal width there are.
const BINS: usize = 5;

/// Labels of like confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Bin {
    /// From this confidence.
    pub from: f64,
    /// Up to this one.
    pub to: f64,
    /// How many.
    pub n: usize,
    /// How sure they were on average.
    pub sure: f64,
    /// The share of them that was right.
    pub right: f64,
}

/// How far confidence can be believed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Calibration {
    /// How many labels.
    pub n: usize,
    /// Mean square of what confidence was off by: 0 is best, 0.25 is what
    /// always saying a half gets.
    pub brier: f64,
    /// What confidence is off by in its bin, on average.
    pub ece: f64,
    /// The bins that hold any.
    pub bins: Vec<Bin>,
}

/// A label: how sure, whether right, and how much it counts.
pub type Sure = (f64, bool, f64);

impl Calibration {
    /// Of labels.
    pub fn of(labels: &[Sure]) -> Self {
        let whole: f64 = labels.iter().map(|(_, _, share)| share).sum();
        if whole <= 0.0 {
            return Self::default();
        }
        let right = |right: bool| f64::from(u8::from(right));
        let off = |(sure, is, share): &Sure| share * (sure - right(*is)).powi(2);
        let mut calibration = Self {
            n: labels.len(),
            brier: labels.iter().map(off).sum::<f64>() / whole,
            ..Self::default()
        };
        for bin in 0..BINS {
            let own = |sure: f64| ((sure * BINS as f64) as usize).min(BINS - 1) == bin;
            let own: Vec<&Sure> = labels.iter().filter(|(sure, ..)| own(*sure)).collect();
            let share: f64 = own.iter().map(|(_, _, share)| share).sum();
            if own.is_empty() || share <= 0.0 {
                continue;
            }
            let mean = |value: &dyn Fn(&Sure) -> f64| {
                own.iter().map(|one| one.2 * value(one)).sum::<f64>() / share
            };
            let (sure, hit) = (mean(&|one| one.0), mean(&|one| right(one.1)));
            calibration.ece += share / whole * (sure - hit).abs();
            calibration.bins.push(Bin {
                from: bin as f64 / BINS as f64,
                to: (bin + 1) as f64 / BINS as f64,
                n: own.len(),
                sure,
                right: hit,
            });
        }
        calibration
    }
}

impl fmt::Display for Calibration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Brier score {:.3}, expected calibration error {:.3}, n {}",
            self.brier, self.ece, self.n
        )?;
        for bin in &self.bins {
            writeln!(
                f,
                "  confidence {:.1} to {:.1}: {} labels, {:.2} sure, {:.2} right",
                bin.from, bin.to, bin.n, bin.sure, bin.right
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_a_table_worked_by_hand() {
        let labels = [(0.9, true, 1.0), (0.9, false, 1.0), (0.3, false, 2.0)];
        let found = Calibration::of(&labels);
        // (0.01 + 0.81 + 2 * 0.09) / 4.
        assert!((found.brier - 0.25).abs() < 1e-12);
        // Half lies at 0.9 and is half right, half at 0.3 and is wrong.
        assert!((found.ece - (0.5 * 0.4 + 0.5 * 0.3)).abs() < 1e-12);
        assert_eq!(
            found.bins.iter().map(|bin| bin.n).collect::<Vec<_>>(),
            [1, 2]
        );
        assert_eq!(Calibration::of(&[(1.0, true, 1.0)]).bins[0].to, 1.0);
    }

    #[test]
    fn nothing_has_no_figures() {
        assert_eq!(Calibration::of(&[]), Calibration::default());
    }
}
