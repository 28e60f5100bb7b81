//! Which module a path leads to, through imports and re-exports, as far as that can be known without
//! types. What leads out of the crate, and what only a type checker knows, has no answer here.

use std::collections::{HashMap, HashSet};

use super::module_tree::ModuleTree;

/// How many re-exports may follow each other before a path counts as a circle of imports.
const LONGEST_CHAIN: usize = 16;

/// What each module of a crate can name.
pub(super) struct NameScopes<'t> {
    tree: &'t ModuleTree,
    scopes: Vec<ModuleScope>,
}

/// The names of one module.
#[derive(Default)]
struct ModuleScope {
    items: HashSet<String>,
    imports: HashMap<String, Vec<Vec<String>>>,
    globs: Vec<Vec<String>>,
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PathTarget {
    Module(usize),
    /// An item, in the module that defines it.
    Item(usize, String),
}

impl<'t> NameScopes<'t> {
    /// Gathers the names of every module.
    pub(super) fn of(tree: &'t ModuleTree) -> Self {
        let scopes = tree
            .modules
            .iter()
            .map(|module| {
                let mut scope = ModuleScope::default();
                module.items.iter().for_each(|item| scope.add(item));
                scope
            })
            .collect();
        Self { tree, scopes }
    }

    /// Where a path written in a module leads.
    pub(super) fn resolve(&self, module: usize, path: &[String]) -> Option<PathTarget> {
        self.follow(module, path, 0)
    }

    fn follow(&self, module: usize, path: &[String], depth: usize) -> Option<PathTarget> {
        if depth > LONGEST_CHAIN {
            return None;
        }
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => PathTarget::Module(0),
            "self" => PathTarget::Module(module),
            "super" => PathTarget::Module(self.tree.modules[module].parent?),
            name => self.member(module, name, !rest.is_empty(), depth)?,
        };
        while let (PathTarget::Module(inside), Some((name, after))) = (&at, rest.split_first()) {
            at = match name.as_str() {
                "super" => PathTarget::Module(self.tree.modules[*inside].parent?),
                "self" => at,
                name => self.member(*inside, name, !after.is_empty(), depth)?,
            };
            rest = after;
        }
        Some(at)
    }

    /// What a name means in a module. A path that goes on wants a module before a function of the
    /// same name (`mod open; pub use open::open;`), one that ends wants the item.
    fn member(&self, module: usize, name: &str, goes_on: bool, depth: usize) -> Option<PathTarget> {
        let child = self.tree.modules[module].children.get(name);
        let child = child.map(|child| PathTarget::Module(*child));
        if goes_on && child.is_some() {
            return child;
        }
        if self.scopes[module].items.contains(name) {
            return Some(PathTarget::Item(module, name.to_owned()));
        }
        self.imported(module, name, depth)
            .or(child)
            .or_else(|| self.through_globs(module, name, goes_on, depth))
    }

    fn imported(&self, module: usize, name: &str, depth: usize) -> Option<PathTarget> {
        let paths = self.scopes[module].imports.get(name)?;
        let targets = paths
            .iter()
            .filter_map(|path| self.follow(module, path, depth + 1));
        let mut fallback = None;
        for target in targets {
            match target {
                PathTarget::Item(..) => return Some(target),
                PathTarget::Module(_) => fallback = Some(target),
            }
        }
        fallback
    }

    fn through_globs(
        &self,
        module: usize,
        name: &str,
        goes_on: bool,
        depth: usize,
    ) -> Option<PathTarget> {
        if depth > LONGEST_CHAIN {
            return None;
        }
        self.scopes[module].globs.iter().find_map(|path| {
            match self.follow(module, path, depth + 1)? {
                PathTarget::Module(inside) if inside != module => {
                    self.member(inside, name, goes_on, depth + 1)
                }
                _ => None,
            }
        })
    }
}

impl ModuleScope {
    fn add(&mut self, item: &syn::Item) {
        use syn::Item;
        let name = match item {
            Item::Const(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Fn(item) => &item.sig.ident,
            Item::Static(item) => &item.ident,
            Item::Struct(item) => &item.ident,
            Item::Trait(item) => &item.ident,
            Item::TraitAlias(item) => &item.ident,
            Item::Type(item) => &item.ident,
            Item::Union(item) => &item.ident,
            Item::Macro(item) => {
                self.add_generated(item);
                return;
            }
            Item::Use(item) => {
                self.add_imports(&item.tree);
                return;
            }
            _ => return,
        };
        self.items.insert(name.to_string());
    }

    /// The types that a macro is told to make, and the macro itself.
    fn add_generated(&mut self, item: &syn::ItemMacro) {
        match &item.ident {
            Some(name) => {
                self.items.insert(name.to_string());
            }
            None => self.items.extend(
                super::tokens::declared_types(item.mac.tokens.clone())
                    .into_iter()
                    .map(|(name, _)| name),
            ),
        }
    }

    fn add_imports(&mut self, tree: &syn::UseTree) {
        for import in imports(tree) {
            match import.name {
                Some(name) => self.imports.entry(name).or_default().push(import.path),
                None => self.globs.push(import.path),
            }
        }
    }
}

/// One name that a `use` brings.
pub(super) struct ImportedName {
    pub(super) path: Vec<String>,
    /// What it is called here; nothing for `*`.
    pub(super) name: Option<String>,
    pub(super) line: usize,
}

/// The names of a `use`, its groups taken apart.
pub(super) fn imports(tree: &syn::UseTree) -> Vec<ImportedName> {
    let mut found = Vec::new();
    take_apart(tree, &mut Vec::new(), &mut found);
    found
}

fn take_apart(tree: &syn::UseTree, before: &mut Vec<String>, found: &mut Vec<ImportedName>) {
    match tree {
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            take_apart(&path.tree, before, found);
            before.pop();
        }
        syn::UseTree::Group(group) => {
            for inner in &group.items {
                take_apart(inner, before, found);
            }
        }
        syn::UseTree::Name(name) => found.push(import(before, &name.ident, &name.ident)),
        syn::UseTree::Rename(name) => found.push(import(before, &name.ident, &name.rename)),
        syn::UseTree::Glob(star) => found.push(ImportedName {
            path: before.clone(),
            name: None,
            line: super::module_tree::line_of(star),
        }),
    }
}

/// `use a::{self}` names `a`.
fn import(before: &[String], ident: &syn::Ident, called: &syn::Ident) -> ImportedName {
    let line = ident.span().start().line;
    let mut path = before.to_vec();
    if ident == "self" && !before.is_empty() {
        let name = if called == "self" {
            before.last().cloned()
        } else {
            Some(called.to_string())
        };
        return ImportedName { path, name, line };
    }
    path.push(ident.to_string());
    ImportedName {
        path,
        name: Some(called.to_string()),
        line,
    }
}

#[cfg(test)]
mod tests {
    use super::super::module_tree::planted;
    use super::*;

    const FILES: [(&str, &str); 4] = [
        (
            "lib.rs",
            "mod store; mod http; pub use store::pen::{Pen, lock as take}; pub use http::*;",
        ),
        (
            "store/mod.rs",
            "pub mod pen; pub(crate) use self::pen::Pen as Quill;",
        ),
        (
            "store/pen.rs",
            "pub struct Pen; pub fn lock() {} fn pen() {}",
        ),
        (
            "http.rs",
            "use crate::store::{self, pen as writing}; pub enum Route { A } use serde::Serialize;",
        ),
    ];

    /// The defining file of what a path in `http.rs` names.
    fn file(path: &str) -> Option<String> {
        let tree = planted::tree(&FILES);
        let scopes = NameScopes::of(&tree);
        let here = tree
            .modules
            .iter()
            .position(|module| module.path == ["http"])?;
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        match scopes.resolve(here, &path)? {
            PathTarget::Module(module) => Some(format!("mod {}", tree.modules[module].file)),
            PathTarget::Item(module, _) => Some(tree.modules[module].file.clone()),
        }
        .map(|name| name.replace("crates/planted/src/", ""))
    }

    #[test]
    fn paths_lead_to_the_file_that_defines() {
        let cases = [
            ("crate::Pen", Some("store/pen.rs")),
            ("crate::take", Some("store/pen.rs")),
            ("crate::store::Quill", Some("store/pen.rs")),
            ("store::pen::Pen", Some("store/pen.rs")),
            ("writing::lock", Some("store/pen.rs")),
            ("super::store::pen", Some("mod store/pen.rs")),
            ("crate::Route::A", Some("http.rs")),
            ("Route", Some("http.rs")),
            ("self::Route", Some("http.rs")),
            ("Serialize", None),
            ("std::fmt::Debug", None),
        ];
        for (path, expected) in cases {
            assert_eq!(file(path).as_deref(), expected, "{path}");
        }
    }
}
