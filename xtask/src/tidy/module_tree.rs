//! The modules of a crate as the compiler sees them: from its root file along `mod`, not from the
//! names of folders. Reads text only through the function it is given, so that a test can plant a
//! whole crate.

use std::collections::BTreeMap;

use syn::spanned::Spanned;

use super::breach::RuleBreach;

/// A crate: its modules, the root first.
pub(super) struct ModuleTree {
    /// The package's name in its manifest.
    pub(super) package: String,
    pub(super) modules: Vec<SourceModule>,
    /// Files that are missing or do not parse.
    pub(super) unreadable: Vec<RuleBreach>,
}

/// One module, with what is written in it. Modules inside it stand in the tree by themselves.
pub(super) struct SourceModule {
    /// Below the crate: `["table", "message"]`; empty for the root.
    pub(super) path: Vec<String>,
    pub(super) file: String,
    pub(super) parent: Option<usize>,
    pub(super) children: BTreeMap<String, usize>,
    pub(super) items: Vec<syn::Item>,
    /// Whether tests alone compile it.
    pub(super) for_tests: bool,
    /// Where the files of its child modules are.
    folder: String,
    /// Whether it is the content of a file, not a block in braces.
    whole_file: bool,
}

/// Where the text of a file comes from.
pub(super) type ReadSource<'a> = &'a dyn Fn(&str) -> Option<String>;

impl ModuleTree {
    /// Follows the modules from the root file.
    pub(super) fn read(package: &str, root_file: &str, read: ReadSource<'_>) -> Self {
        let mut tree = Self {
            package: package.to_owned(),
            modules: Vec::new(),
            unreadable: Vec::new(),
        };
        let place = ModulePlace {
            path: Vec::new(),
            file: root_file.to_owned(),
            parent: None,
            for_tests: false,
            folder: folder_of(root_file).to_owned(),
            whole_file: true,
        };
        if let Some(text) = read(root_file) {
            tree.add_file(place, &text, read);
        } else {
            tree.unreadable
                .push(RuleBreach::new(root_file, 1, "cannot be read"));
        }
        tree
    }

    /// The modules that are in the product.
    pub(super) fn product(&self) -> impl Iterator<Item = (usize, &SourceModule)> {
        self.modules
            .iter()
            .enumerate()
            .filter(|(_, module)| !module.for_tests)
    }

    fn add_file(&mut self, place: ModulePlace, text: &str, read: ReadSource<'_>) -> Option<usize> {
        match syn::parse_file(text) {
            Ok(parsed) => Some(self.add(place, parsed.items, read)),
            Err(error) => {
                let line = error.span().start().line;
                self.unreadable
                    .push(RuleBreach::new(&place.file, line, error.to_string()));
                None
            }
        }
    }

    fn add(&mut self, place: ModulePlace, items: Vec<syn::Item>, read: ReadSource<'_>) -> usize {
        let index = self.modules.len();
        let (inner, own): (Vec<_>, Vec<_>) = items
            .into_iter()
            .partition(|item| matches!(item, syn::Item::Mod(_)));
        self.modules.push(place.into_module(own));
        for item in inner {
            if let syn::Item::Mod(declared) = item {
                self.add_child(index, declared, read);
            }
        }
        index
    }

    fn add_child(&mut self, parent: usize, declared: syn::ItemMod, read: ReadSource<'_>) {
        let name = declared.ident.to_string();
        let above = &self.modules[parent];
        let for_tests = above.for_tests || is_for_tests(&declared.attrs);
        let place = |file: String, folder: String, whole_file: bool| ModulePlace {
            path: above.path.iter().cloned().chain([name.clone()]).collect(),
            file,
            parent: Some(parent),
            for_tests,
            folder,
            whole_file,
        };
        let child = if let Some((_, items)) = declared.content {
            let place = place(
                above.file.clone(),
                format!("{}/{name}", above.folder),
                false,
            );
            Some(self.add(place, items, read))
        } else {
            let candidates = above.files_of(&name, &declared.attrs);
            match candidates.iter().find_map(|file| Some((file, read(file)?))) {
                Some((file, text)) => {
                    let place = place(file.clone(), folder_below(file), true);
                    self.add_file(place, &text, read)
                }
                None => {
                    let line = declared.ident.span().start().line;
                    let breach =
                        RuleBreach::new(&above.file, line, format!("no file for `mod {name}`"));
                    self.unreadable.push(breach);
                    None
                }
            }
        };
        if let Some(child) = child {
            self.modules[parent].children.insert(name, child);
        }
    }
}

/// Where a module stands, before its items are known.
struct ModulePlace {
    path: Vec<String>,
    file: String,
    parent: Option<usize>,
    for_tests: bool,
    folder: String,
    whole_file: bool,
}

impl ModulePlace {
    fn into_module(self, items: Vec<syn::Item>) -> SourceModule {
        SourceModule {
            path: self.path,
            file: self.file,
            parent: self.parent,
            children: BTreeMap::new(),
            items,
            for_tests: self.for_tests,
            folder: self.folder,
            whole_file: self.whole_file,
        }
    }
}

impl SourceModule {
    /// Whether modules of the product are below it.
    pub(super) fn is_folder(&self, tree: &ModuleTree) -> bool {
        self.children
            .values()
            .any(|child| !tree.modules[*child].for_tests)
    }

    /// The folder that this module is at home in: its own, where it has modules below it.
    pub(super) fn home_folder(&self, tree: &ModuleTree) -> &str {
        if self.is_folder(tree) {
            &self.folder
        } else {
            folder_of(&self.file)
        }
    }

    fn files_of(&self, name: &str, attributes: &[syn::Attribute]) -> Vec<String> {
        if let Some(path) = attributes.iter().find_map(path_attribute) {
            let base = if self.whole_file {
                folder_of(&self.file)
            } else {
                self.folder.as_str()
            };
            return vec![normal(&format!("{base}/{path}"))];
        }
        vec![
            format!("{}/{name}.rs", self.folder),
            format!("{}/{name}/mod.rs", self.folder),
        ]
    }
}

fn path_attribute(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    match (&pair.value, pair.path.is_ident("path")) {
        (syn::Expr::Lit(literal), true) => match &literal.lit {
            syn::Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// `a/b/../c` is `a/c`.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if !parts.is_empty() => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// Where the children of a file's module are: beside `mod.rs`, else in a folder of the file's name.
fn folder_below(file: &str) -> String {
    match file.rsplit_once('/') {
        Some((folder, "mod.rs")) => folder.to_owned(),
        _ => file.trim_end_matches(".rs").to_owned(),
    }
}

fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `#[cfg(test)]`, `#[test]`, `#[cfg(any(test, feature = "testing"))]`: not part of the product.
pub(super) fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let last = attribute.path().segments.last();
        if last.is_some_and(|segment| segment.ident == "test") {
            return true;
        }
        let syn::Meta::List(list) = &attribute.meta else {
            return false;
        };
        let tokens = list.tokens.to_string();
        list.path.is_ident("cfg")
            && !tokens.contains("not")
            && (tokens.contains("\"testing\"") || has_word(&tokens, "test"))
    })
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '"')
        .any(|part| part == word)
}

/// Whether an item has attributes that leave it to tests.
pub(super) fn item_is_for_tests(item: &syn::Item) -> bool {
    use syn::Item;
    let attributes = match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => return false,
    };
    is_for_tests(attributes)
}

/// The line on which something begins.
pub(super) fn line_of(node: &impl Spanned) -> usize {
    node.span().start().line
}

#[cfg(test)]
pub(super) mod planted {
    //! Crates that exist in a test's text alone.

    use super::ModuleTree;

    /// A crate of these files, `crates/planted/src/lib.rs` among them.
    pub(in crate::tidy) fn tree(files: &[(&str, &str)]) -> ModuleTree {
        let read = |name: &str| {
            let name = name.strip_prefix("crates/planted/src/")?;
            let found = files.iter().find(|(file, _)| *file == name)?;
            Some(found.1.to_owned())
        };
        ModuleTree::read("daybook-planted", "crates/planted/src/lib.rs", &read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(tree: &ModuleTree) -> Vec<(String, &str, bool)> {
        tree.modules
            .iter()
            .map(|module| {
                let file = module.file.trim_start_matches("crates/planted/src/");
                (module.path.join("::"), file, module.for_tests)
            })
            .collect()
    }

    #[test]
    fn modules_are_found_along_their_declarations() {
        let tree = planted::tree(&[
            (
                "lib.rs",
                "mod a; mod b { mod deep; } #[cfg(test)] mod t; #[path = \"else/where.rs\"] mod moved;",
            ),
            ("a/mod.rs", "mod c;"),
            ("a/c.rs", "struct C;"),
            ("b/deep.rs", ""),
            ("t.rs", "mod inner {}"),
            ("else/where.rs", ""),
        ]);
        assert!(tree.unreadable.is_empty());
        let expected = [
            ("", "lib.rs", false),
            ("a", "a/mod.rs", false),
            ("a::c", "a/c.rs", false),
            ("b", "lib.rs", false),
            ("b::deep", "b/deep.rs", false),
            ("t", "t.rs", true),
            ("t::inner", "t.rs", true),
            ("moved", "else/where.rs", false),
        ];
        let expected: Vec<_> = expected
            .iter()
            .map(|(path, file, tests)| ((*path).to_owned(), *file, *tests))
            .collect();
        assert_eq!(places(&tree), expected);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let tree = planted::tree(&[("lib.rs", "mod a;\nmod gone;"), ("a.rs", "fn (")]);
        let lines: Vec<(&str, usize)> = tree
            .unreadable
            .iter()
            .map(|breach| (breach.file.as_str(), breach.line))
            .collect();
        assert_eq!(
            lines,
            [
                ("crates/planted/src/a.rs", 1),
                ("crates/planted/src/lib.rs", 2)
            ]
        );
    }

    #[test]
    fn a_condition_on_tests_is_known() {
        let cases = [
            ("#[cfg(test)] fn a() {}", true),
            ("#[tokio::test] async fn a() {}", true),
            ("#[cfg(any(test, feature = \"testing\"))] fn a() {}", true),
            ("#[cfg(not(test))] fn a() {}", false),
            ("#[cfg(target_arch = \"wasm32\")] fn a() {}", false),
            ("#[cfg(feature = \"latest\")] fn a() {}", false),
        ];
        for (text, expected) in cases {
            let item: syn::Item = syn::parse_str(text).expect(text);
            assert_eq!(item_is_for_tests(&item), expected, "{text}");
        }
    }
}
