//! Which world is shown. Once there is a real source, the practice space is a world of its own: entered and
//! left by a switch, and in no number with real data. Where nothing is real yet, practice is all there is.
//!
//! The choice lasts as long as the process: every start begins with real data, and so does every command
//! of a terminal.

use crate::error::AppError;
use crate::sync::service::SyncService;
use model::SourceId;
use model::request::{DataWorld, ListFilter};
use model::view::WorldView;

/// What is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShownWorld {
    pub(crate) view: WorldView,
    /// Its sources.
    pub(crate) sources: Vec<SourceId>,
}

/// What is shown now.
pub(crate) async fn shown(service: &SyncService) -> Result<ShownWorld, AppError> {
    of(service, service.world()).await
}

/// What is shown of a world that is wanted.
pub(crate) async fn of(service: &SyncService, wanted: DataWorld) -> Result<ShownWorld, AppError> {
    let (mut real, mut invented) = (Vec::new(), Vec::new());
    for (source, kind) in service.home.reader.source_kinds().await? {
        let world = if service.drivers.invents(&kind) {
            &mut invented
        } else {
            &mut real
        };
        world.push(source);
    }
    Ok(choose(wanted, real, invented))
}

fn choose(wanted: DataWorld, real: Vec<SourceId>, invented: Vec<SourceId>) -> ShownWorld {
    let has_other = !real.is_empty() && !invented.is_empty();
    let shown = match wanted {
        DataWorld::Practice if !invented.is_empty() => DataWorld::Practice,
        _ if real.is_empty() && !invented.is_empty() => DataWorld::Practice,
        _ => DataWorld::Real,
    };
    ShownWorld {
        view: WorldView { shown, has_other },
        sources: match shown {
            DataWorld::Real => real,
            DataWorld::Practice => invented,
        },
    }
}

/// A filter within the world that is shown, whatever it asked for.
pub(crate) async fn within(
    service: &SyncService,
    filter: ListFilter,
) -> Result<ListFilter, AppError> {
    Ok(ListFilter {
        only: Some(shown(service).await?.sources),
        ..filter
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn practice_is_shown_where_it_is_wished_or_all_there_is() {
        use DataWorld::{Practice, Real};
        let (one, two) = (SourceId(1), SourceId(2));
        let cases = [
            ("nothing", Real, vec![], vec![], Real, vec![], false),
            (
                "practice alone",
                Real,
                vec![],
                vec![two],
                Practice,
                vec![two],
                false,
            ),
            (
                "real alone",
                Practice,
                vec![one],
                vec![],
                Real,
                vec![one],
                false,
            ),
            ("both", Real, vec![one], vec![two], Real, vec![one], true),
            (
                "both, in practice",
                Practice,
                vec![one],
                vec![two],
                Practice,
                vec![two],
                true,
            ),
        ];
        for (name, wanted, real, invented, shown, sources, has_other) in cases {
            let expected = ShownWorld {
                view: WorldView { shown, has_other },
                sources,
            };
            assert_eq!(choose(wanted, real, invented), expected, "{name}");
        }
    }
}
