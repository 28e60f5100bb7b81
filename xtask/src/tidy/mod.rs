//! `cargo xtask tidy`: the direction of dependencies, the order of the rooms, the names and the
//! invariants of docs/ARCHITECTURE.md, checked so that they stay true when nobody is looking.
//!
//! Each check is a pure function from text to breaches in a file of its own; only this file and
//! `checkout` read the disk. What clippy can check stands in clippy.toml and `[workspace.lints]`.

mod arrows;
mod boundary_samples;
mod breach;
mod checkout;
mod content_policy;
mod dead_weight;
mod external_crates;
mod file_rules;
mod homes;
mod import_graph;
mod lint_tables;
mod machine_paths;
mod members;
mod module_tree;
mod name_resolution;
mod panics;
mod rooms;
mod source_kinds;
mod tokens;
mod type_names;

use std::collections::{BTreeMap, HashSet};

use anyhow::{Result, bail};

use crate::shell;
use breach::{CheckResult, RuleBreach};
use checkout::{CheckoutFile, CheckoutFiles};
use dead_weight::CodeWords;
use members::{WorkspaceMember, read_members};
use module_tree::ModuleTree;
use type_names::{NameFigures, TypeDefinition};

/// Where SQL is written.
const SQL: [&str; 3] = ["crates/cache/", "crates/server/", "migrations/"];
/// Members whose types are of tests.
const TESTS: [&str; 2] = ["fuzz", "journeys"];

/// The checkout, read once for all checks.
struct CheckedHouse {
    members: Vec<WorkspaceMember>,
    files: CheckoutFiles,
    trees: Vec<ModuleTree>,
}

#[derive(clap::Args, Default)]
pub(crate) struct TidyArgs {
    /// Show what one crate breaks (`cache`, `ui`, …)
    #[arg(long = "crate", value_name = "CRATE")]
    one_crate: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct NamesArgs {
    /// Also list the types of one word, of this crate alone
    #[arg(long = "crate", value_name = "CRATE")]
    one_crate: Option<String>,
}

/// Checks the whole checkout.
///
/// # Errors
/// When a rule is broken; every breach is printed first.
pub(crate) fn run(args: &TidyArgs) -> Result<()> {
    let house = CheckedHouse::read()?;
    let results = house.check();
    if let Some(wanted) = &args.one_crate {
        return show_crate(&house, &results, wanted);
    }
    for line in external_crates::exempt(&house.members) {
        println!("tidy: allowed for tests only: {line}");
    }
    let broken = print_breaches(&results);
    if broken > 0 {
        bail!("{broken} rules of the house are broken (docs/ARCHITECTURE.md)");
    }
    println!(
        "tidy: {} members and {} files, nothing to say",
        house.members.len(),
        house.files.len()
    );
    Ok(())
}

/// Prints the figures of the names, and which types break a rule.
///
/// # Errors
/// When the checkout cannot be read.
pub(crate) fn print_names(args: &NamesArgs) -> Result<()> {
    let types = CheckedHouse::read()?.types();
    print!("{}", NameFigures::of(&types));
    for line in type_names::offenders(&types, args.one_crate.as_deref()) {
        println!("{line}");
    }
    Ok(())
}

/// Prints what is broken, and answers how much that is.
fn print_breaches(results: &[CheckResult]) -> usize {
    let breaches = results.iter().flat_map(|result| {
        result
            .breaches
            .iter()
            .map(move |breach| (result.check, breach))
    });
    breaches
        .inspect(|(check, breach)| println!("{breach} [{check}]"))
        .count()
}

fn show_crate(house: &CheckedHouse, results: &[CheckResult], wanted: &str) -> Result<()> {
    let member = house
        .members
        .iter()
        .find(|member| member.name.trim_start_matches("daybook-") == wanted);
    let Some(member) = member else {
        bail!("{wanted} is no member of the workspace");
    };
    let mut count = 0;
    for result in results {
        for breach in &result.breaches {
            if breach.file.starts_with(member.source_folder()) || breach.why.contains(&member.name)
            {
                println!("{}: {breach}", result.check);
                count += 1;
            }
        }
    }
    println!("tidy: {wanted}: {count} breaches");
    Ok(())
}

impl CheckedHouse {
    fn read() -> Result<Self> {
        let root = shell::root()?;
        let members = read_members(&root)?;
        let files = CheckoutFiles::read(&root)?;
        let trees = members
            .iter()
            .flat_map(|member| member.roots.iter().map(|root| (&member.name, root)))
            .map(|(name, root)| {
                ModuleTree::read(name, root, &|file| files.text(file).map(str::to_owned))
            })
            .collect();
        Ok(Self {
            members,
            files,
            trees,
        })
    }

    fn check(&self) -> Vec<CheckResult> {
        let of_trees = |check: fn(&ModuleTree) -> Vec<RuleBreach>| {
            self.trees.iter().flat_map(check).collect::<Vec<_>>()
        };
        let mut rooms = of_trees(rooms::breaches);
        rooms.extend(rooms::stale_rows(&self.trees));
        let document = self.files.text("docs/ARCHITECTURE.md").unwrap_or_default();
        let result = |check, breaches| CheckResult { check, breaches };
        vec![
            result("files", self.check_files()),
            result("modules", of_trees(|tree| tree.unreadable.clone())),
            result("arrows", arrows::breaches(document, &self.members)),
            result("crates", external_crates::breaches(&self.members)),
            result("lints", lint_tables::breaches(&self.members)),
            result("panics", of_trees(panics::breaches)),
            result("rooms", rooms),
            result("homes", of_trees(homes::breaches)),
            result("names", type_names::breaches(&self.types())),
            result("kinds", of_trees(source_kinds::breaches)),
            result("dead", self.dead_weight()),
            result("samples", self.unsampled()),
        ]
    }

    fn types(&self) -> Vec<TypeDefinition> {
        self.trees
            .iter()
            .filter(|tree| !TESTS.contains(&tree.package.as_str()))
            .flat_map(type_names::definitions)
            .collect()
    }

    fn dead_weight(&self) -> Vec<RuleBreach> {
        let mut code: BTreeMap<&str, CodeWords> = BTreeMap::new();
        for tree in &self.trees {
            code.entry(&tree.package).or_default().add_product(tree);
        }
        for file in self.files.rust() {
            if let Some(member) = self.member_of(&file.name) {
                code.entry(&member.name).or_default().add_file(&file.text);
            }
        }
        let manifest = self.files.text("Cargo.toml").unwrap_or_default();
        dead_weight::breaches(&self.members, &code, manifest)
    }

    fn unsampled(&self) -> Vec<RuleBreach> {
        let mut sampled = HashSet::new();
        for file in self.files.rust() {
            if file.name.starts_with(boundary_samples::SAMPLES)
                && let Ok(code) = file.text.parse()
            {
                tokens::words(code, &mut sampled);
            }
        }
        self.trees
            .iter()
            .filter(|tree| tree.package == boundary_samples::BOUNDARY)
            .flat_map(|tree| boundary_samples::breaches(tree, &sampled))
            .collect()
    }

    fn member_of(&self, file: &str) -> Option<&WorkspaceMember> {
        self.members
            .iter()
            .find(|member| file.starts_with(member.source_folder()))
    }

    fn check_files(&self) -> Vec<RuleBreach> {
        self.files.iter().flat_map(check_file).collect()
    }
}

fn check_file(file: &CheckoutFile) -> Vec<RuleBreach> {
    let (name, text) = (file.name.as_str(), file.text.as_str());
    let mut breaches = machine_paths::breaches(name, text);
    if name.ends_with(".rs") {
        breaches.extend(file_rules::breaches(name, text));
        if name.starts_with("ui/") {
            breaches.extend(file_rules::front_breaches(name, text));
        }
    }
    if name.ends_with(".html") && name.starts_with("ui/") {
        breaches.extend(file_rules::page_breaches(name, text));
    }
    if SQL.iter().any(|place| name.starts_with(place)) {
        breaches.extend(file_rules::sql_breaches(name, text));
    }
    if name == "tauri.conf.json" {
        breaches.extend(content_policy::breaches(name, text));
    }
    breaches
}
