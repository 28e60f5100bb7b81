//! The type of ui/style: three sizes and three weights, so that what differs means something.

use std::path::Path;

const SIZES: [&str; 5] = [
    "var(--text)",
    "var(--small)",
    "var(--title)",
    "inherit",
    "0",
];
/// The last is the span of weights that a font file has.
const WEIGHTS: [&str; 5] = ["400", "500", "600", "inherit", "100 900"];

/// Every declaration of a property, with its file.
fn declared(property: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("style");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder of styles") {
        let path = entry.expect("an entry").path();
        let css = std::fs::read_to_string(&path).expect("a style sheet");
        let lines = css.lines().filter_map(|line| {
            let value = line.trim().strip_prefix(property)?.strip_prefix(':')?;
            Some(value.trim().trim_end_matches(';').to_owned())
        });
        let name = path.display().to_string();
        found.extend(lines.map(|value| (name.clone(), value)));
    }
    found
}

#[test]
fn there_are_three_sizes_and_three_weights() {
    for (property, allowed) in [("font-size", SIZES), ("font-weight", WEIGHTS)] {
        let all = declared(property);
        assert!(all.len() > 20, "{property} is declared");
        for (file, value) in all {
            assert!(
                allowed.contains(&value.as_str()),
                "{file}: {property}: {value}"
            );
        }
    }
    for (file, value) in declared("font") {
        let has_size = SIZES.iter().any(|size| value.contains(size));
        assert!(has_size, "{file}: font: {value}");
    }
}
