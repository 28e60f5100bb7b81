//! Each type of the boundary that is serialised has a sample in `crates/model/tests`, and so a
//! snapshot: what stands on a wire or a disk is not changed by accident.

use std::collections::HashSet;

use super::breach::RuleBreach;
use super::module_tree::ModuleTree;

/// The boundary.
pub(super) const BOUNDARY: &str = "daybook-model";
/// Where its samples are.
pub(super) const SAMPLES: &str = "crates/model/tests/";

/// Types without a sample. `sampled` are the words of the tests.
pub(super) fn breaches(tree: &ModuleTree, sampled: &HashSet<String>) -> Vec<RuleBreach> {
    let mut found = Vec::new();
    for (_, module) in tree.product() {
        for item in &module.items {
            let Some(name) = serialised(item) else {
                continue;
            };
            if !sampled.contains(&name.to_string()) {
                let why = format!("`{name}` crosses a border and has no sample in {SAMPLES}");
                found.push(RuleBreach::new(&module.file, name.span().start().line, why));
            }
        }
    }
    found
}

/// The name of a public type that derives `Serialize`.
fn serialised(item: &syn::Item) -> Option<&syn::Ident> {
    let (attributes, visibility, name) = match item {
        syn::Item::Struct(item) => (&item.attrs, &item.vis, &item.ident),
        syn::Item::Enum(item) => (&item.attrs, &item.vis, &item.ident),
        _ => return None,
    };
    let public = matches!(visibility, syn::Visibility::Public(_));
    (public && attributes.iter().any(derives_serialize)).then_some(name)
}

fn derives_serialize(attribute: &syn::Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else {
        return false;
    };
    let mut words = HashSet::new();
    super::tokens::words(list.tokens.clone(), &mut words);
    list.path.is_ident("derive") && words.contains("Serialize")
}

#[cfg(test)]
mod tests {
    use super::super::module_tree::planted;
    use super::*;

    #[test]
    fn a_serialised_type_without_a_sample_is_a_breach() {
        let tree = planted::tree(&[(
            "lib.rs",
            "#[derive(Clone, Serialize)] pub struct RowView;\n\
             #[derive(Clone, serde::Serialize)] pub enum PageView {}\n\
             #[derive(Clone)] pub struct RowKey;\n\
             #[derive(Serialize)] struct RowPart;",
        )]);
        let sampled = HashSet::from(["RowView".to_owned()]);
        let lines: Vec<usize> = breaches(&tree, &sampled)
            .into_iter()
            .map(|breach| breach.line)
            .collect();
        assert_eq!(lines, [2]);
    }
}
