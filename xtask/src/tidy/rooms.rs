//! Inside a crate the folders stand in the order in which the data passes through them, and a folder
//! names only what stands after it. No crate has a circle of files: where two tie each other, what
//! both need becomes a small file of its own.
//!
//! The table below is the picture of docs/ARCHITECTURE.md; a new line in it is a decision.

use std::collections::BTreeSet;

use super::breach::RuleBreach;
use super::import_graph::{FileCircle, FileReference, circles, references};
use super::module_tree::ModuleTree;

/// A crate and its folders, each group after what may use it. Folders of one group do not know each
/// other. A folder inside a folder is written with a slash; a single file may stand in the row too.
struct RoomOrder {
    package: &'static str,
    rooms: &'static [&'static [&'static str]],
}

const ORDER: [RoomOrder; 7] = [
    RoomOrder {
        package: "daybook-cache",
        rooms: &[
            &["writer"],
            &["commit"],
            &["read"],
            &["table"],
            &["table/staged"],
            &["index"],
        ],
    },
    RoomOrder {
        package: "daybook-nexudus",
        rooms: &[
            &["source"],
            &["pass"],
            &["derive"],
            &["read"],
            &["staging"],
            &["decode", "api"],
            &["settings"],
            &["entity"],
        ],
    },
    RoomOrder {
        package: "daybook-export",
        rooms: &[
            &["production", "person", "report"],
            &["export"],
            &["format"],
            &["redact"],
        ],
    },
    RoomOrder {
        package: "daybook-app",
        rooms: &[&["app"], &["review"], &["sync"], &["source"], &["home"]],
    },
    RoomOrder {
        package: "daybook-server",
        rooms: &[
            &["cli"],
            &["embedded"],
            &["router"],
            &["mcp"],
            &["http"],
            &["transcript"],
            &["store"],
            &["store/table"],
            &["store/deletion_log", "store/db"],
            &["store/error"],
            &["store/address"],
            &["telemetry"],
            &["settings", "html", "validate", "email_address"],
        ],
    },
    RoomOrder {
        package: "daybook-ui",
        rooms: &[
            &["pages"],
            &["components"],
            &["state"],
            &["view_model"],
            &["i18n"],
            &["ipc"],
            &["browser"],
        ],
    },
    RoomOrder {
        package: "xtask",
        rooms: &[&["dist", "tidy"]],
    },
];

/// Pairs of files that truly recurse, and why no third file would help.
const RECURSE: [(&str, &str, &str); 0] = [];

/// What the order of one crate's folders and its circles break.
pub(super) fn breaches(tree: &ModuleTree) -> Vec<RuleBreach> {
    let references = references(tree);
    let mut found: Vec<RuleBreach> = circles(tree, &references, &recurse)
        .iter()
        .map(|circle| circle_breach(tree, circle))
        .collect();
    if let Some(order) = ORDER.iter().find(|order| order.package == tree.package) {
        found.extend(order.breaches(tree, &references));
    }
    found
}

/// Crates and rooms of the table that are no longer there. A program beside a library is a tree by
/// itself: a room is there when one of the package's trees has it.
pub(super) fn stale_rows(trees: &[ModuleTree]) -> Vec<RuleBreach> {
    ORDER
        .iter()
        .flat_map(|order| order.missing(trees))
        .map(|why| RuleBreach::new("xtask/src/tidy/rooms.rs", 1, why))
        .collect()
}

fn recurse(from: &str, to: &str) -> bool {
    RECURSE.iter().any(|(a, b, _)| (*a, *b) == (from, to))
}

fn circle_breach(tree: &ModuleTree, circle: &FileCircle) -> RuleBreach {
    let mut why = format!("{} files need each other in a circle:", circle.files.len());
    for tie in &circle.ties {
        let (from, to) = tie.files(tree);
        why.push_str(&format!("\n    {from}:{} {} ({to})", tie.line, tie.path));
    }
    RuleBreach::new(&circle.files[0], 1, why)
}

impl RoomOrder {
    fn breaches(&self, tree: &ModuleTree, references: &[FileReference]) -> Vec<RuleBreach> {
        let mut found = self.unplaced(tree);
        for reference in references {
            let (from, to) = (
                self.room(&tree.modules[reference.from].path),
                self.room(&tree.modules[reference.to].path),
            );
            let (Some((rank, room)), Some((needed_rank, needed))) = (from, to) else {
                continue;
            };
            if room != needed && needed_rank <= rank {
                let (file, _) = reference.files(tree);
                let why = format!("`{}`: {room}/ must not know {needed}/", reference.path);
                found.push(RuleBreach::new(file, reference.line, why));
            }
        }
        found
    }

    /// The room of a module, and its place in the row: the longest name that its path begins with.
    fn room(&self, path: &[String]) -> Option<(usize, &'static str)> {
        let path = path.join("/");
        self.rooms
            .iter()
            .enumerate()
            .flat_map(|(rank, group)| group.iter().map(move |room| (rank, *room)))
            .filter(|(_, room)| is_inside(&path, room))
            .max_by_key(|(_, room)| room.len())
    }

    /// Names of the row that none of the package's trees has.
    fn missing(&self, trees: &[ModuleTree]) -> Vec<String> {
        let own = trees.iter().filter(|tree| tree.package == self.package);
        let present: BTreeSet<String> = own
            .flat_map(|tree| tree.product().map(|(_, module)| module.path.join("/")))
            .collect();
        if present.is_empty() {
            return vec![format!("{} is no crate of the workspace", self.package)];
        }
        let named = self.rooms.iter().flat_map(|group| group.iter());
        named
            .filter(|room| !present.contains(**room))
            .map(|room| format!("{} has no {room}/", self.package))
            .collect()
    }

    /// Folders that are not in the row.
    fn unplaced(&self, tree: &ModuleTree) -> Vec<RuleBreach> {
        let folders = tree
            .product()
            .filter(|(_, module)| module.path.len() == 1 && module.is_folder(tree));
        let without = folders.filter(|(_, module)| self.room(&module.path).is_none());
        without
            .map(|(_, module)| {
                let (path, package) = (module.path.join("/"), self.package);
                let why = format!(
                    "{path}/ has no place in the row of {package} in xtask/src/tidy/rooms.rs"
                );
                RuleBreach::new(&module.file, 1, why)
            })
            .collect()
    }
}

fn is_inside(path: &str, room: &str) -> bool {
    path.strip_prefix(room)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::super::module_tree::planted;
    use super::*;

    const ROW: RoomOrder = RoomOrder {
        package: "daybook-planted",
        rooms: &[&["writer"], &["table"], &["table/staged", "index"]],
    };

    fn whys(files: &[(&str, &str)]) -> Vec<String> {
        let tree = planted::tree(files);
        assert!(tree.unreadable.is_empty());
        let references = references(&tree);
        ROW.breaches(&tree, &references)
            .into_iter()
            .map(|breach| breach.why)
            .collect()
    }

    fn with(staged: &'static str) -> [(&'static str, &'static str); 6] {
        [
            ("lib.rs", "mod writer; mod table; mod index;"),
            (
                "writer/mod.rs",
                "mod lock; use crate::index::entry::Entry; pub struct Writer;",
            ),
            ("writer/lock.rs", ""),
            (
                "table/mod.rs",
                "pub mod staged; fn a() -> staged::Block {} pub struct Row;",
            ),
            ("table/staged.rs", staged),
            ("index.rs", "pub mod entry { pub struct Entry; }"),
        ]
    }

    #[test]
    fn downward_passes() {
        assert_eq!(whys(&with("pub struct Block;")), Vec::<String>::new());
    }

    #[test]
    fn upward_and_sideways_are_breaches() {
        let cases = [
            (
                "use crate::writer::Writer; pub struct Block;",
                "table/staged/ must not know writer/",
            ),
            (
                "pub struct Block(super::Row);",
                "table/staged/ must not know table/",
            ),
            (
                "use crate::index::entry::Entry; pub struct Block;",
                "table/staged/ must not know index/",
            ),
        ];
        for (text, expected) in cases {
            let found = whys(&with(text));
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(found[0].contains(expected), "{found:?}");
        }
    }

    #[test]
    fn a_folder_without_a_place_is_a_breach() {
        let found = whys(&[
            ("lib.rs", "mod writer; mod table; mod attic;"),
            ("writer.rs", ""),
            ("table.rs", "mod staged {}"),
            ("attic/mod.rs", "mod trunk;"),
            ("attic/trunk.rs", ""),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("attic/ has no place"));
    }

    #[test]
    fn a_room_that_no_tree_of_the_package_has_is_a_breach() {
        let library = planted::tree(&[("lib.rs", "mod writer {} mod table { mod staged {} }")]);
        let program = planted::tree(&[("lib.rs", "mod cli {}")]);
        let found = ROW.missing(&[library, program]);
        assert_eq!(found, ["daybook-planted has no index/"]);
        assert_eq!(
            ROW.missing(&[]),
            ["daybook-planted is no crate of the workspace"]
        );
    }

    #[test]
    fn a_circle_of_files_is_a_breach() {
        let tree = planted::tree(&[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "pub struct A(super::b::B);"),
            ("b.rs", "pub fn b(a: crate::a::A) {} pub struct B;"),
        ]);
        let found = breaches(&tree);
        assert_eq!(found.len(), 1);
        assert!(found[0].why.contains("2 files need each other"));
        assert!(
            found[0]
                .why
                .contains("crates/planted/src/b.rs:1 crate::a::A")
        );
    }
}
