//! The standard normal distribution, as far as intervals and tests need it.

/// Its 97.5 % quantile: a 95 % interval on both sides.
pub(crate) const Z_95: f64 = 1.959_963_984_540_054;

/// How probable a value at least as far from 0 is, on both sides together.
pub(crate) fn two_sided_p(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tails_are_those_of_the_reference() {
        // Python's math.erfc(z / sqrt(2)).
        let cases = [
            (0.0, 1.0),
            (Z_95, 0.05),
            (-1.0, 0.317_310_507_862_914_15),
            (2.575_829_303_548_901, 0.01),
            (6.0, 1.973_175_290_075_396e-9),
        ];
        for (z, p) in cases {
            assert!(
                (two_sided_p(z) - p).abs() < 1e-12,
                "{z}: {}",
                two_sided_p(z)
            );
        }
    }
}
