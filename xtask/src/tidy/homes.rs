//! An `impl T` stands in the folder that defines `T`: anywhere else it is an arrow that no import
//! shows, and a reader of `T` does not find it.

use super::breach::RuleBreach;
use super::module_tree::{ModuleTree, item_is_for_tests, line_of};
use super::name_resolution::{NameScopes, PathTarget};

/// Each inherent `impl` that is away from home.
pub(super) fn breaches(tree: &ModuleTree) -> Vec<RuleBreach> {
    let scopes = NameScopes::of(tree);
    let mut found = Vec::new();
    for (index, module) in tree.product() {
        for item in module.items.iter().filter(|item| !item_is_for_tests(item)) {
            let Some((path, line)) = inherent(item) else {
                continue;
            };
            if let Some(PathTarget::Item(home, name)) = scopes.resolve(index, &path) {
                let home = &tree.modules[home];
                if home.file != module.file && home.home_folder(tree) != folder_of(&module.file) {
                    let why = format!("`impl {name}` stands away from {}", home.file);
                    found.push(RuleBreach::new(&module.file, line, why));
                }
            }
        }
    }
    found
}

fn inherent(item: &syn::Item) -> Option<(Vec<String>, usize)> {
    let syn::Item::Impl(block) = item else {
        return None;
    };
    let syn::Type::Path(named) = block.self_ty.as_ref() else {
        return None;
    };
    if block.trait_.is_some() {
        return None;
    }
    let words = named.path.segments.iter();
    Some((
        words.map(|segment| segment.ident.to_string()).collect(),
        line_of(block),
    ))
}

fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::super::module_tree::planted;
    use super::*;

    fn whys(files: &[(&str, &str)]) -> Vec<String> {
        breaches(&planted::tree(files))
            .into_iter()
            .map(|breach| {
                format!("{}: {}", breach.file, breach.why).replace("crates/planted/src/", "")
            })
            .collect()
    }

    #[test]
    fn an_impl_away_from_home_is_a_breach() {
        let found = whys(&[
            ("lib.rs", "mod a; mod b; pub use b::Pen;"),
            ("a/mod.rs", "mod c;"),
            (
                "a/c.rs",
                "use crate::Pen;\nimpl Pen {}\nimpl Clone for Pen {}",
            ),
            ("b/mod.rs", "pub mod pen; pub use pen::Pen;"),
            ("b/pen.rs", "pub struct Pen;"),
        ]);
        assert_eq!(found, ["a/c.rs: `impl Pen` stands away from b/pen.rs"]);
    }

    #[test]
    fn at_home_is_the_same_folder_or_the_folder_of_the_same_name() {
        let found = whys(&[
            ("lib.rs", "mod a; mod b;"),
            ("a/mod.rs", "mod c; pub struct Lock;"),
            ("a/c.rs", "use super::Lock; impl Lock {} impl<T> Vec<T> {}"),
            ("b.rs", "mod d; pub struct Key;"),
            ("b/d.rs", "impl super::Key {}"),
        ]);
        assert_eq!(found, Vec::<String>::new());
    }
}
