//! Which file of a crate needs which: every path outside of tests, resolved to the file that defines
//! what it names. Declaring a module or passing a name on is no need; using it is. What a type checker
//! alone knows is not seen: methods (hence `homes`), and paths in the arguments of a derive's attribute.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};

use super::module_tree::{ModuleTree, is_for_tests, item_is_for_tests, line_of};
use super::name_resolution::{NameScopes, PathTarget, imports};
use super::tokens;

/// One file needs another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileReference {
    /// Positions in the tree's modules.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) line: usize,
    /// As it is written.
    pub(super) path: String,
}

/// Every reference from one file of the product to another.
pub(super) fn references(tree: &ModuleTree) -> Vec<FileReference> {
    let scopes = NameScopes::of(tree);
    let mut found = Vec::new();
    for (from, module) in tree.product() {
        for (path, line) in paths_of(&module.items) {
            let Some(PathTarget::Item(to, _)) = scopes.resolve(from, &path) else {
                continue;
            };
            if tree.modules[to].file != module.file && !tree.modules[to].for_tests {
                found.push(FileReference {
                    from,
                    to,
                    line,
                    path: path.join("::"),
                });
            }
        }
    }
    found
}

/// The paths in these items, with their lines; what only tests compile is left out, and so is what
/// is only passed on.
pub(super) fn paths_of(items: &[syn::Item]) -> Vec<(Vec<String>, usize)> {
    let mut collector = PathCollector::default();
    for item in items {
        collector.visit_item(item);
    }
    collector.found
}

#[derive(Default)]
struct PathCollector {
    found: Vec<(Vec<String>, usize)>,
}

impl<'ast> Visit<'ast> for PathCollector {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !item_is_for_tests(item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_for_tests(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        // `pub use` at the top of a folder is a sign on its door: who enters is who needs.
        if matches!(item.vis, syn::Visibility::Inherited) {
            let names = imports(&item.tree).into_iter();
            self.found
                .extend(names.map(|import| (import.path, import.line)));
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let words = path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string());
            self.found.push((words.collect(), line_of(path)));
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.found.extend(tokens::paths(called.tokens.clone()));
        visit::visit_macro(self, called);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            let paths = paths_in_strings(list.tokens.clone()).into_iter();
            let line = line_of(attribute);
            self.found.extend(paths.map(|path| (path, line)));
        }
    }
}

/// `#[serde(with = "crate::time::seconds")]` names a path in a string.
fn paths_in_strings(tokens: proc_macro2::TokenStream) -> Vec<Vec<String>> {
    tokens
        .into_iter()
        .filter_map(|token| match token {
            proc_macro2::TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let path = text.trim_matches('"');
                syn::parse_str::<syn::Path>(path).ok()?;
                Some(
                    path.split("::")
                        .map(|word| word.trim().to_owned())
                        .collect(),
                )
            }
            _ => None,
        })
        .collect()
}

/// Circles of files: each a list of files of which every one needs every other, and the references
/// that tie it. `allowed` are pairs of files that may need each other.
pub(super) fn circles(
    tree: &ModuleTree,
    references: &[FileReference],
    allowed: &dyn Fn(&str, &str) -> bool,
) -> Vec<FileCircle> {
    let mut needs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for reference in references {
        let (from, to) = reference.files(tree);
        if !allowed(from, to) && !allowed(to, from) {
            needs.entry(from).or_default().insert(to);
            needs.entry(to).or_default();
        }
    }
    components(&needs)
        .into_iter()
        .filter(|files| files.len() > 1)
        .map(|files| FileCircle {
            ties: ties(tree, references, &files),
            files: files.into_iter().map(str::to_owned).collect(),
        })
        .collect()
}

/// Files that need each other.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FileCircle {
    pub(super) files: Vec<String>,
    pub(super) ties: Vec<FileReference>,
}

impl FileReference {
    pub(super) fn files<'t>(&self, tree: &'t ModuleTree) -> (&'t str, &'t str) {
        (&tree.modules[self.from].file, &tree.modules[self.to].file)
    }
}

/// One reference for each pair of files inside the circle.
fn ties(tree: &ModuleTree, references: &[FileReference], files: &[&str]) -> Vec<FileReference> {
    let mut seen = BTreeSet::new();
    references
        .iter()
        .filter(|reference| {
            let (from, to) = reference.files(tree);
            files.contains(&from) && files.contains(&to) && seen.insert((from, to))
        })
        .cloned()
        .collect()
}

/// Tarjan's strongly connected components, each sorted.
fn components<'a>(needs: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Vec<Vec<&'a str>> {
    let mut search = ComponentSearch {
        needs,
        order: BTreeMap::new(),
        lowest: BTreeMap::new(),
        stack: Vec::new(),
        found: Vec::new(),
    };
    for file in needs.keys() {
        if !search.order.contains_key(file) {
            search.enter(file);
        }
    }
    search.found
}

struct ComponentSearch<'g, 'a> {
    needs: &'g BTreeMap<&'a str, BTreeSet<&'a str>>,
    order: BTreeMap<&'a str, usize>,
    lowest: BTreeMap<&'a str, usize>,
    stack: Vec<&'a str>,
    found: Vec<Vec<&'a str>>,
}

impl<'a> ComponentSearch<'_, 'a> {
    fn enter(&mut self, file: &'a str) -> usize {
        let number = self.order.len();
        self.order.insert(file, number);
        self.stack.push(file);
        let mut lowest = number;
        for next in &self.needs[file] {
            if !self.order.contains_key(next) {
                lowest = lowest.min(self.enter(next));
            } else if self.stack.contains(next) {
                lowest = lowest.min(self.order[next]);
            }
        }
        self.lowest.insert(file, lowest);
        if lowest == number {
            self.close(file);
        }
        lowest
    }

    fn close(&mut self, file: &'a str) {
        let at = self.stack.iter().position(|on| *on == file).unwrap_or(0);
        let mut component = self.stack.split_off(at);
        component.sort_unstable();
        self.found.push(component);
    }
}

#[cfg(test)]
mod tests {
    use super::super::module_tree::planted;
    use super::*;

    fn edges(files: &[(&str, &str)]) -> Vec<String> {
        let tree = planted::tree(files);
        let mut found: Vec<String> = references(&tree)
            .iter()
            .map(|reference| {
                let (from, to) = reference.files(&tree);
                format!("{from} {to}").replace("crates/planted/src/", "")
            })
            .collect();
        found.dedup();
        found
    }

    #[test]
    fn a_use_a_type_a_call_a_macro_and_an_attribute_are_needs() {
        let cases = [
            "use crate::b::B;",
            "fn a(b: crate::b::B) {}",
            "fn a() { super::b::b(); }",
            "fn a() { println!(\"{}\", crate::b::B::new()); }",
            "#[derive(Serialize)] struct A { #[serde(with = \"crate::b\")] x: u8, #[serde(default = \"crate::b::b\")] y: u8 }",
            "fn a() { match x { crate::b::B { .. } => {} } }",
            "use super::*; fn a() -> B { todo() }",
        ];
        for text in cases {
            let found = edges(&[
                ("lib.rs", "mod a; mod b; pub use b::B;"),
                ("a.rs", text),
                ("b.rs", "pub struct B; pub fn b() {}"),
            ]);
            assert_eq!(found, ["a.rs b.rs"], "{text}");
        }
    }

    #[test]
    fn tests_and_signs_on_doors_are_no_needs() {
        let cases = [
            "#[cfg(test)] mod tests { use crate::b::B; }",
            "#[cfg(test)] use crate::b::B;",
            "impl A { #[cfg(test)] fn a() { crate::b::b(); } }",
            "pub use crate::b::B;",
            "/// See crate::b::B.\nstruct A;",
            "use serde::B;",
        ];
        for text in cases {
            let found = edges(&[
                ("lib.rs", "mod a; mod b;"),
                ("a.rs", text),
                ("b.rs", "pub struct B; pub fn b() {}"),
            ]);
            assert_eq!(found, Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn circles_are_found_whole() {
        let tree = planted::tree(&[
            ("lib.rs", "mod a; mod b; mod c; mod d;"),
            ("a.rs", "use crate::b::B; pub struct A;"),
            ("b.rs", "use crate::c::C; pub struct B;"),
            ("c.rs", "use crate::a::A; use crate::d::D; pub struct C;"),
            ("d.rs", "pub struct D;"),
        ]);
        let found = circles(&tree, &references(&tree), &|_, _| false);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].files.len(), 3);
        assert_eq!(found[0].ties.len(), 3);
        let cut = circles(&tree, &references(&tree), &|from, to| {
            from.ends_with("c.rs") && to.ends_with("a.rs")
        });
        assert!(cut.is_empty());
    }
}
