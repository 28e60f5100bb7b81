//! No `unwrap` and no `expect` in what is shipped: a panic reaches a user as a crash. Clippy cannot
//! tell the helpers of an integration test from a library; the tree of modules can.

use syn::visit::{self, Visit};

use super::breach::RuleBreach;
use super::module_tree::{ModuleTree, is_for_tests, item_is_for_tests};
use super::tokens;

/// Members in which a panic reaches a developer, never a user.
const MAY_PANIC: [&str; 3] = ["fuzz", "journeys", "daybook-testkit"];

/// Each call that may panic.
pub(super) fn breaches(tree: &ModuleTree) -> Vec<RuleBreach> {
    if MAY_PANIC.contains(&tree.package.as_str()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (_, module) in tree.product() {
        let mut search = PanicSearch::default();
        for item in &module.items {
            search.visit_item(item);
        }
        found.extend(search.lines.into_iter().map(|line| {
            let why = "`unwrap` or `expect`: a panic reaches the user as a crash: return an error";
            RuleBreach::new(&module.file, line, why)
        }));
    }
    found
}

#[derive(Default)]
struct PanicSearch {
    lines: Vec<usize>,
}

impl<'ast> Visit<'ast> for PanicSearch {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        // What is wrong in a constant is wrong when it is compiled, never on somebody's laptop.
        let constant = matches!(item, syn::Item::Const(_));
        if !constant && !item_is_for_tests(item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_for_tests(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let arguments = call.args.len();
        if (call.method == "unwrap" && arguments == 0)
            || (call.method == "expect" && arguments == 1)
        {
            self.lines.push(call.method.span().start().line);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        let calls = tokens::method_calls(called.tokens.clone());
        let panicking = calls
            .into_iter()
            .filter(|(name, _)| name == "unwrap" || name == "expect");
        self.lines.extend(panicking.map(|(_, line)| line));
    }
}

#[cfg(test)]
mod tests {
    use super::super::module_tree::planted;
    use super::*;

    #[test]
    fn what_may_panic_is_a_breach_outside_tests_and_constants() {
        let cases = [
            ("fn a() { b.unwrap(); }", 1),
            ("fn a() { b.expect(\"c\"); }", 1),
            ("impl A { fn a() { vec![b.unwrap()]; } }", 1),
            (
                "fn a() { b.unwrap_or(1); parser.expect(Token::A, \"here\"); }",
                0,
            ),
            ("const A: NonZeroU32 = NonZeroU32::new(1).unwrap();", 0),
            ("// b.unwrap()\nfn a() -> &str { \"x.unwrap()\" }", 0),
            ("#[cfg(test)] mod tests { fn a() { b.unwrap(); } }", 0),
        ];
        for (text, expected) in cases {
            let found = breaches(&planted::tree(&[("lib.rs", text)]));
            assert_eq!(found.len(), expected, "{text}");
        }
    }

    #[test]
    fn a_module_that_only_tests_compile_may_panic() {
        let tree = planted::tree(&[
            ("lib.rs", "#[cfg(test)] mod mock; mod real;"),
            ("mock.rs", "fn a() { b.unwrap(); }"),
            ("real.rs", "fn a() { b.unwrap(); }"),
        ]);
        let files: Vec<String> = breaches(&tree)
            .into_iter()
            .map(|breach| breach.file)
            .collect();
        assert_eq!(files, ["crates/planted/src/real.rs"]);
    }
}
