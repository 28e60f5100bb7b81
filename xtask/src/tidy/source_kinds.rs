//! A kind of server is told apart in one place, the driver of sources, and where it is stored. Anywhere
//! else a new kind would have to be added by hand: what a kind has is data (`Capabilities`), and the
//! interface asks that.

use syn::visit::{self, Visit};

use super::breach::RuleBreach;
use super::module_tree::{ModuleTree, is_for_tests, item_is_for_tests, line_of};
use super::tokens;

const KIND: &str = "SourceKind";

/// Where a kind may be told apart: defined, driven, stored.
const PLACES: [&str; 3] = [
    "crates/model/src/",
    "crates/app/src/source/registry.rs",
    "crates/cache/src/table/source.rs",
];

/// Macros that compare what they are given.
const COMPARING: [&str; 5] = [
    "matches",
    "assert_eq",
    "assert_ne",
    "assert",
    "debug_assert",
];

/// Each place of one crate that tells kinds apart.
pub(super) fn breaches(tree: &ModuleTree) -> Vec<RuleBreach> {
    let mut found = Vec::new();
    for (_, module) in tree.product() {
        if PLACES.iter().any(|place| module.file.starts_with(place)) {
            continue;
        }
        let mut search = KindSearch::default();
        for item in &module.items {
            search.visit_item(item);
        }
        found.extend(search.lines.into_iter().map(|line| {
            let why = "a kind of server is told apart in app/source/registry.rs alone: ask its Capabilities";
            RuleBreach::new(&module.file, line, why)
        }));
    }
    found
}

#[derive(Default)]
struct KindSearch {
    lines: Vec<usize>,
}

impl<'ast> Visit<'ast> for KindSearch {
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

    fn visit_pat(&mut self, pattern: &'ast syn::Pat) {
        let path = match pattern {
            syn::Pat::Path(pattern) => Some(&pattern.path),
            syn::Pat::TupleStruct(pattern) => Some(&pattern.path),
            syn::Pat::Struct(pattern) => Some(&pattern.path),
            _ => None,
        };
        if let Some(path) = path.filter(|path| names_a_kind(path)) {
            self.lines.push(line_of(path));
        }
        visit::visit_pat(self, pattern);
    }

    fn visit_expr_binary(&mut self, expression: &'ast syn::ExprBinary) {
        if matches!(expression.op, syn::BinOp::Eq(_) | syn::BinOp::Ne(_))
            && (is_a_kind(&expression.left) || is_a_kind(&expression.right))
        {
            self.lines.push(line_of(expression));
        }
        visit::visit_expr_binary(self, expression);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        let name = called
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string());
        if name.is_some_and(|name| COMPARING.contains(&name.as_str())) {
            let paths = tokens::paths(called.tokens.clone()).into_iter();
            let kinds = paths.filter(|(path, _)| path.len() > 1 && path[path.len() - 2] == KIND);
            self.lines.extend(kinds.map(|(_, line)| line));
        }
    }

    fn visit_use_path(&mut self, path: &'ast syn::UsePath) {
        // Variants without the name of their type would be found by nobody.
        if path.ident == KIND {
            self.lines.push(line_of(path));
        }
        visit::visit_use_path(self, path);
    }
}

fn names_a_kind(path: &syn::Path) -> bool {
    let words: Vec<_> = path.segments.iter().map(|segment| &segment.ident).collect();
    words.len() > 1 && words[words.len() - 2] == KIND
}

fn is_a_kind(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Path(path) => names_a_kind(&path.path),
        syn::Expr::Reference(reference) => is_a_kind(&reference.expr),
        syn::Expr::Paren(inner) => is_a_kind(&inner.expr),
        syn::Expr::Call(call) => is_a_kind(&call.func),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::module_tree::planted;
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        breaches(&planted::tree(&[("lib.rs", text)]))
            .into_iter()
            .map(|breach| breach.line)
            .collect()
    }

    #[test]
    fn each_way_to_tell_kinds_apart_is_a_breach() {
        let cases = [
            "fn a() { match kind { SourceKind::Nexudus => 1, _ => 2 }; }",
            "fn a() { match kind { model::SourceKind::Other(name) => 1, _ => 2 }; }",
            "fn a() { if row.kind == SourceKind::Practice {} }",
            "fn a() { if *kind != &SourceKind::Other(name) {} }",
            "fn a() { matches!(kind, SourceKind::Daybook) }",
            "fn a() { if let Some(SourceKind::Daybook) = kind {} }",
            "use model::SourceKind::*;",
        ];
        for text in cases {
            assert_eq!(lines(text), [1], "{text}");
        }
    }

    #[test]
    fn naming_a_kind_and_testing_it_pass() {
        let cases = [
            "fn a() { let row = SourceRow { kind: SourceKind::Nexudus }; }",
            "fn a() { connect(SourceKind::Daybook) }",
            "use model::SourceKind;",
            "#[cfg(test)] mod tests { fn a() { assert_eq!(kind, SourceKind::Daybook); } }",
        ];
        for text in cases {
            assert_eq!(lines(text), Vec::<usize>::new(), "{text}");
        }
    }

    #[test]
    fn the_driver_and_the_table_may() {
        let text = "fn a() { matches!(kind, SourceKind::Daybook) }";
        for file in [
            "crates/app/src/source/registry.rs",
            "crates/cache/src/table/source.rs",
        ] {
            let tree = ModuleTree::read("daybook-a", file, &|_| Some(text.to_owned()));
            assert!(breaches(&tree).is_empty(), "{file}");
        }
    }
}
