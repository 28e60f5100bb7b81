//! What the manager writes at days of the trend, and what was before and after each. It stays on this laptop, and no server
//! is told; the audit log says that one was written, and never what.

use crate::error::{AppError, InputRefusal};
use crate::home::audit_trail::facts;
use crate::home::unlocked::UnlockedHome;
use crate::review::list;
use cache::CacheError;
use chrono::NaiveDate;
use insights::days_around;
use model::annotation::{
    AnnotatedSpace, AnnotationDraft, AnnotationSide, BeforeAfterRequest, BeforeAfterView,
    ChangeAnnotation, StoredAnnotation, TrendAnnotation,
};
use model::dashboard::{DashboardPeriod, DashboardRequest, DashboardView};
use model::request::{DataWorld, FilterPeriod, ListFilter};
use model::search::DaySpan;
use model::{AnnotationId, AuditAction, visible};
use query::{DayTerms, SearchCalendar};

/// The longest words of an annotation, in characters: they stand at a flag.
const WORDS_MOST: usize = 200;

/// The annotations of a world, by day.
pub(crate) async fn annotations(
    home: &UnlockedHome,
    world: DataWorld,
) -> Result<Vec<TrendAnnotation>, AppError> {
    Ok(home.reader.annotations(world).await?)
}

/// Writes an annotation.
pub(crate) async fn add(
    home: &UnlockedHome,
    world: DataWorld,
    draft: &AnnotationDraft,
) -> Result<TrendAnnotation, AppError> {
    let draft = checked(draft)?;
    let added = home.writer.add_annotation(&draft, world).await;
    let id = added.map_err(missing_space)?;
    note(home, id).await;
    one(home, world, id).await
}

/// Makes an annotation another one; answers what it was.
pub(crate) async fn change(
    home: &UnlockedHome,
    world: DataWorld,
    change: &ChangeAnnotation,
) -> Result<StoredAnnotation, AppError> {
    let draft = checked(&change.draft)?;
    one(home, world, change.annotation).await?;
    let id = change.annotation;
    let changed = home.writer.change_annotation(id, &draft, world).await;
    let before = changed.map_err(missing_space)?;
    note(home, id).await;
    Ok(before)
}

/// Takes an annotation away; answers what it was.
pub(crate) async fn remove(
    home: &UnlockedHome,
    id: AnnotationId,
) -> Result<StoredAnnotation, AppError> {
    let removed = home.writer.remove_annotation(id).await;
    let before = removed.map_err(missing)?;
    note(home, id).await;
    Ok(before)
}

/// Has an annotation as it was.
pub(crate) async fn restore(
    home: &UnlockedHome,
    mut kept: StoredAnnotation,
) -> Result<(), AppError> {
    kept.words = checked_words(&kept.words)?;
    let id = kept.id;
    home.writer.restore_annotation(kept).await?;
    note(home, id).await;
    Ok(())
}

/// The day of a text: as in 2026-03-05, or a word for one.
pub(crate) async fn named_day(home: &UnlockedHome, text: &str) -> Result<NaiveDate, AppError> {
    let calendar = home.reader.search_calendar(home.now()).await?;
    let days = calendar.named(text.trim());
    let day = days
        .filter(|days| days.first == days.last)
        .and_then(|days| days.first);
    day.ok_or_else(|| InputRefusal::NoSuchDay.into())
}

/// As many days before an annotation as after it. All of it is counted over one state of the data.
pub(crate) async fn before_after(
    home: &UnlockedHome,
    world: DataWorld,
    request: BeforeAfterRequest,
) -> Result<BeforeAfterView, AppError> {
    list::check_search(&request.filter.text)?;
    let all = home.reader.annotations(world).await?;
    let of = AnnotationQuestion::of(&all, request)?;
    let calendar = home.reader.search_calendar(home.now()).await?;
    let sides = days_around(
        of.annotation.day,
        of.next().map(|next| next.day),
        calendar.today,
    );
    let (before, after) = sides.ok_or(InputRefusal::DayAhead)?;
    let asked = DashboardRequest {
        filter: of.within(after, calendar),
        period: DashboardPeriod::Span(after),
        ..DashboardRequest::default()
    };
    let view = home.reader.dashboard(&asked, home.now()).await?;
    of.view(view, (before, after), calendar)
}

/// An annotation, among which others, and over which conversations.
struct AnnotationQuestion {
    annotation: TrendAnnotation,
    /// Those that hold for the same conversations.
    others: Vec<TrendAnnotation>,
    filter: ListFilter,
}

impl AnnotationQuestion {
    fn of(all: &[TrendAnnotation], request: BeforeAfterRequest) -> Result<Self, AppError> {
        let mut named = all.iter().filter(|one| one.id == request.annotation);
        let annotation = named.next().ok_or(AppError::NoAnnotation)?.clone();
        let space = match annotation.space {
            AnnotatedSpace::Every => request.filter.space,
            AnnotatedSpace::One(space) => Some(space),
            AnnotatedSpace::Absent => return Err(AppError::NoSpace),
        };
        let others = all
            .iter()
            .filter(|one| one.id != annotation.id && one.bounds(space));
        Ok(Self {
            others: others.cloned().collect(),
            annotation,
            filter: ListFilter {
                space,
                ..request.filter
            },
        })
    }

    /// The next one on a later day.
    fn next(&self) -> Option<&TrendAnnotation> {
        let mut others = self.others.iter();
        others.find(|one| one.day > self.annotation.day)
    }

    /// The conversations of these days, whatever the search says of days.
    fn within(&self, days: DaySpan, calendar: SearchCalendar) -> ListFilter {
        ListFilter {
            text: DayTerms::of(&self.filter.text, calendar).with(days),
            period: FilterPeriod::All,
            ..self.filter.clone()
        }
    }

    fn view(
        self,
        view: DashboardView,
        (before, after): (DaySpan, DaySpan),
        calendar: SearchCalendar,
    ) -> Result<BeforeAfterView, AppError> {
        // As many days before are what a dashboard of a span compares it with.
        let then = view.before.ok_or(AppError::NoAnnotation)?;
        let is_in = |one: &&TrendAnnotation| {
            before.first.is_some_and(|first| one.day > first)
                && before.last.is_some_and(|last| one.day <= last)
        };
        let days = after
            .first
            .zip(after.last)
            .map(|(first, last)| last - first);
        let days = days.map_or(0, |days| days.num_days() + 1);
        let ends_before = |next: &&TrendAnnotation| next.day <= calendar.today;
        Ok(BeforeAfterView {
            days: u32::try_from(days).unwrap_or(u32::MAX),
            ended_by: self.next().filter(ends_before).cloned(),
            others_before: self.others.iter().filter(is_in).cloned().collect(),
            annotation: self.annotation,
            before: AnnotationSide {
                span: before,
                scope: then.scope,
                metrics: then.metrics,
            },
            after: AnnotationSide {
                span: after,
                scope: view.scope,
                metrics: view.metrics,
            },
            rates: then.rates,
            by_channel: then.by_channel,
            converting_from: view.converting_from,
        })
    }
}

async fn one(
    home: &UnlockedHome,
    world: DataWorld,
    id: AnnotationId,
) -> Result<TrendAnnotation, AppError> {
    let mut all = annotations(home, world).await?.into_iter();
    all.find(|one| one.id == id).ok_or(AppError::NoAnnotation)
}

async fn note(home: &UnlockedHome, id: AnnotationId) {
    let said = facts([("kind", "annotation".into()), ("annotation", id.0.into())]);
    home.audit
        .note(home.now(), AuditAction::Annotate, said)
        .await;
}

fn checked(draft: &AnnotationDraft) -> Result<AnnotationDraft, AppError> {
    Ok(AnnotationDraft {
        words: checked_words(&draft.words)?,
        ..draft.clone()
    })
}

fn checked_words(words: &str) -> Result<String, AppError> {
    let words = visible(words).map(str::trim);
    let words = words.ok_or(InputRefusal::AnnotationEmpty)?;
    if words.chars().nth(WORDS_MOST).is_some() || words.chars().any(char::is_control) {
        return Err(InputRefusal::AnnotationUnusable.into());
    }
    Ok(words.to_owned())
}

fn missing(error: CacheError) -> AppError {
    match error {
        CacheError::NotFound => AppError::NoAnnotation,
        other => other.into(),
    }
}

fn missing_space(error: CacheError) -> AppError {
    match error {
        CacheError::NotFound => AppError::NoSpace,
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::SpaceId;

    fn annotation(id: i64, day: &str, space: AnnotatedSpace) -> TrendAnnotation {
        TrendAnnotation {
            id: AnnotationId(id),
            day: day.parse().expect("a day"),
            words: "New prompt".to_owned(),
            space,
        }
    }

    fn asked(id: i64, space: Option<SpaceId>) -> BeforeAfterRequest {
        BeforeAfterRequest {
            annotation: AnnotationId(id),
            filter: ListFilter {
                space,
                text: "roof".to_owned(),
                ..ListFilter::default()
            },
        }
    }

    #[test]
    fn the_next_is_one_that_holds_for_the_same_conversations() {
        use AnnotatedSpace::{Absent, Every, One};
        let (here, there) = (SpaceId(1), SpaceId(2));
        let all = [
            annotation(1, "2026-11-02", Every),
            annotation(2, "2026-11-02", Every),
            annotation(3, "2026-11-05", One(there)),
            annotation(4, "2026-11-09", One(here)),
            annotation(5, "2026-11-12", Absent),
            annotation(6, "2026-11-20", Every),
        ];
        let next = |id, space| {
            let of = AnnotationQuestion::of(&all, asked(id, space)).expect("it is here");
            (of.next().map(|next| next.id.0), of.filter.space)
        };
        assert_eq!(next(1, None), (Some(6), None), "one space is not all");
        assert_eq!(next(1, Some(here)), (Some(4), Some(here)));
        assert_eq!(
            next(3, None),
            (Some(6), Some(there)),
            "it narrows to its space"
        );
        assert_eq!(next(6, None), (None, None));
        let refused = |id| AnnotationQuestion::of(&all, asked(id, None)).err();
        assert!(matches!(refused(5), Some(AppError::NoSpace)));
        assert!(matches!(refused(9), Some(AppError::NoAnnotation)));
    }

    #[test]
    fn words_are_kept_as_one_line() {
        let refused = |words: &str| match checked_words(words) {
            Err(AppError::Invalid(refusal)) => Some(refusal),
            _ => None,
        };
        assert_eq!(refused(" \u{200B} "), Some(InputRefusal::AnnotationEmpty));
        assert_eq!(refused("a\nb"), Some(InputRefusal::AnnotationUnusable));
        assert_eq!(
            refused(&"x".repeat(201)),
            Some(InputRefusal::AnnotationUnusable)
        );
        assert_eq!(checked_words(" New prompt ").expect("kept"), "New prompt");
    }
}
