//! How far a share seen in a sample may be from the true one.

/// The 97.5 % quantile of the normal distribution, for an interval of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % score interval, in percent, for `hits` of `count` (E. B. Wilson, "Probable inference,
/// the law of succession, and statistical inference", JASA 22, 1927).  Unlike the usual
/// approximation it says something where there are no hits at all.
pub fn wilson(hits: usize, count: usize) -> (f64, f64) {
    if count == 0 {
        return (0.0, 100.0);
    }
    let n = count as f64;
    let share = hits as f64 / n;
    let scale = 1.0 + Z * Z / n;
    let centre = (share + Z * Z / (2.0 * n)) / scale;
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt() / scale;
    (100.0 * (centre - half).max(0.0), 100.0 * (centre + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded((low, high): (f64, f64)) -> (f64, f64) {
        ((low * 10.0).round() / 10.0, (high * 10.0).round() / 10.0)
    }

    #[test]
    fn known_intervals() {
        assert_eq!(rounded(wilson(0, 60)), (0.0, 6.0));
        assert_eq!(rounded(wilson(1, 60)), (0.3, 8.9));
        assert_eq!(rounded(wilson(5, 10)), (23.7, 76.3));
        assert_eq!(rounded(wilson(10, 10)), (72.2, 100.0));
        assert_eq!(wilson(0, 0), (0.0, 100.0));
    }
}
