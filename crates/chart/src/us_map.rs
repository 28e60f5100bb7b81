//! The outlines of the states and territories of the United States, as paths in a box; Alaska, Hawaii and the
//! territories are drawn beside the others. They are data of the Census Bureau (docs/THIRD-PARTY.md).

/// The box of the outlines: its left and top corner, its width and its height.
pub const US_MAP_BOX: (i32, i32, i32, i32) = (20, 48, 1850, 1080);

/// Codes and paths, a line each.
const OUTLINES: &str = include_str!("us_outlines.tsv");

/// The outline of a state or a territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateOutline {
    /// The two letters of the postal service.
    pub code: &'static str,
    /// The `d` of a `path`.
    pub path: &'static str,
}

/// Every state and territory, by code.
pub fn us_outlines() -> impl Iterator<Item = StateOutline> {
    let lines = OUTLINES.lines().filter_map(|line| line.split_once('\t'));
    lines.map(|(code, path)| StateOutline { code, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The corners of a path of relative lines.
    fn corners(path: &str) -> Vec<(i32, i32)> {
        let pair = |text: &str| -> (i32, i32) {
            let (x, y) = text.split_once(',').expect("two numbers");
            (x.parse().expect("x"), y.parse().expect("y"))
        };
        let rings = path.split('z').filter(|ring| !ring.is_empty());
        let ring = |ring: &str| {
            let (first, rest) = ring[1..].split_once('l').expect("lines");
            let mut at = pair(first);
            let mut corners = vec![at];
            for step in rest.split(' ').map(pair) {
                at = (at.0 + step.0, at.1 + step.1);
                corners.push(at);
            }
            corners
        };
        rings.flat_map(ring).collect()
    }

    #[test]
    fn every_state_is_inside_of_the_box() {
        let (left, top, width, height) = US_MAP_BOX;
        let mut codes: Vec<&str> = Vec::new();
        for outline in us_outlines() {
            codes.push(outline.code);
            for (x, y) in corners(outline.path) {
                assert!((left..=left + width).contains(&x), "{}: {x}", outline.code);
                assert!((top..=top + height).contains(&y), "{}: {y}", outline.code);
            }
        }
        assert_eq!(codes.len(), 56, "states, the district and five territories");
        assert!(codes.is_sorted() && codes.contains(&"PR") && codes.contains(&"DC"));
    }
}
