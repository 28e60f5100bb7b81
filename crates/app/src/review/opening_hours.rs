//! When spaces are open, as the manager says: read, changed, and the space that is meant by a name. It stays on this
//! laptop, and no server is told.

use crate::error::AppError;
use crate::home::audit_trail::facts;
use crate::home::unlocked::UnlockedHome;
use crate::review::list::check_search;
use cache::CacheError;
use model::after_hours::{AfterHoursRequest, AfterHoursView};
use model::opening_hours::{OpeningHours, OpeningHoursChanged, SetOpeningHours, SpaceHours};
use model::{AuditAction, SourceId, SpaceId};

/// Every space of these sources, and when it is open.
pub(crate) async fn spaces(
    home: &UnlockedHome,
    sources: &[SourceId],
) -> Result<Vec<SpaceHours>, AppError> {
    Ok(home.reader.space_hours(Some(sources)).await?)
}

/// Says when a space is open.
pub(crate) async fn set(
    home: &UnlockedHome,
    set: SetOpeningHours,
) -> Result<OpeningHoursChanged, AppError> {
    let typed = set.hours.as_deref().map(str::parse::<OpeningHours>);
    let hours = typed.transpose().map_err(AppError::Hours)?;
    let name = home.reader.space_name(set.space).await.map_err(missing)?;
    let before = home.writer.set_opening_hours(set.space, hours).await?;
    let said = facts([
        ("kind", "opening_hours".into()),
        ("store", name.0.into()),
        ("space", name.1.into()),
    ]);
    home.audit
        .note(home.now(), AuditAction::Annotate, said)
        .await;
    let mut spaces = home.reader.space_hours(None).await?.into_iter();
    let now = spaces.find(|it| it.space == set.space);
    Ok(OpeningHoursChanged {
        now: now.ok_or(AppError::NoSpace)?,
        undo: SetOpeningHours {
            space: set.space,
            hours: before.map(|hours| hours.to_string()),
        },
    })
}

/// The space of a name, or of a number that a list of them printed.
pub(crate) async fn find_space(
    home: &UnlockedHome,
    sources: &[SourceId],
    name: &str,
) -> Result<SpaceId, AppError> {
    named(&spaces(home, sources).await?, name)
}

fn named(spaces: &[SpaceHours], name: &str) -> Result<SpaceId, AppError> {
    let name = name.trim().to_lowercase();
    let of = |is_it: &dyn Fn(&SpaceHours) -> bool| -> Vec<SpaceId> {
        let found = spaces.iter().filter(|space| is_it(space));
        found.map(|space| space.space).collect()
    };
    let whole = of(&|space| space.name.to_lowercase() == name);
    let numbered = of(&|space| space.space.to_string() == name);
    let begun = of(&|space| !name.is_empty() && space.name.to_lowercase().starts_with(&name));
    let mut found = [whole, numbered, begun].into_iter();
    match found.find(|found| !found.is_empty()).as_deref() {
        Some([one]) => Ok(*one),
        Some(_) => Err(AppError::SpaceUnclear),
        None => Err(AppError::NoSpace),
    }
}

fn missing(error: CacheError) -> AppError {
    match error {
        CacheError::NotFound => AppError::NoSpace,
        other => other.into(),
    }
}

/// The numbers of a filter inside and outside of opening hours.
pub(crate) async fn after_hours(
    home: &UnlockedHome,
    request: &AfterHoursRequest,
) -> Result<AfterHoursView, AppError> {
    check_search(&request.filter.text)?;
    Ok(home.reader.after_hours(request, home.now()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space(id: i64, name: &str) -> SpaceHours {
        SpaceHours {
            space: SpaceId(id),
            source: SourceId(1),
            name: name.to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            hours: None,
        }
    }

    #[test]
    fn a_space_is_meant_by_its_name_its_number_or_its_beginning() {
        let spaces = [
            space(1, "Harbour East"),
            space(2, "Harbour West"),
            space(3, "Harbour"),
            space(4, "Mill"),
            space(5, "Mill"),
        ];
        let found = |name| named(&spaces, name).map(|id| id.0);
        assert!(matches!(found("harbour"), Ok(3)), "the whole name first");
        assert!(matches!(found(" HARBOUR E"), Ok(1)));
        assert!(matches!(found("5"), Ok(5)));
        assert!(matches!(found("Mill"), Err(AppError::SpaceUnclear)));
        assert!(matches!(found("Harbour "), Ok(3)));
        assert!(matches!(found("Quay"), Err(AppError::NoSpace)));
        assert!(matches!(found(""), Err(AppError::NoSpace)));
    }
}
