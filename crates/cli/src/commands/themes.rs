//! `themes`: what is asked, how it is answered, and what a manager makes of it. It must not count: the application does.

use crate::commands::filter::asked_filter;
use crate::exit_code::CommandError;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, lines, one_line, table};
use crate::theme_args::{FaqArguments, ShowThemeArguments, ThemeCommand, ThemesArguments};
use app::App;
use catalogue::{
    Phrase, PlainFormats, TextKey, course_phrase, disagreement_phrase, text, theme_rate_phrase,
};
use model::failure::Failure;
use model::request::DataWorld;
use model::theme::{
    MergeThemes, RenameTheme, SplitTheme, ThemeChange, ThemeDetail, ThemeLine, ThemePhrase,
    ThemeRequest, ThemesRequest, ThemesView,
};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

/// How often it is said how far a long reading is.
const TOLD_EVERY: Duration = Duration::from_secs(1);
/// Lines of an answer that are printed.
const ANSWER_LINES: usize = 6;

/// Does what is asked of themes.
pub(crate) async fn themes(
    app: &App,
    asked: ThemesArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    match asked.command {
        None => {
            let filter = asked_filter(app, &asked.query).await?;
            let view = waited(app, app.themes(ThemesRequest { filter })).await?;
            all(&view, out)
        }
        Some(ThemeCommand::Show(asked)) => {
            let request = request(app, &asked).await?;
            show(&waited(app, app.theme(request)).await?, out)
        }
        Some(ThemeCommand::Faq(asked)) => faq(app, &asked, out).await,
        Some(ThemeCommand::Rename(asked)) => {
            enter(app, asked.practice).await?;
            let request = RenameTheme {
                theme: asked.theme,
                name: asked.name,
            };
            changed(
                &app.rename_theme(&request).await?,
                TextKey::ThemeRenamed,
                out,
            )
        }
        Some(ThemeCommand::Merge(asked)) => {
            enter(app, asked.practice).await?;
            let request = MergeThemes {
                themes: asked.themes,
                into: asked.into,
            };
            changed(
                &app.merge_themes(&request).await?,
                TextKey::ThemesMerged,
                out,
            )
        }
        Some(ThemeCommand::Split(asked)) => {
            enter(app, asked.practice).await?;
            let request = SplitTheme {
                theme: asked.theme,
                wordings: asked.wordings,
            };
            changed(
                &app.split_theme(&request).await?,
                TextKey::ThemeWasSplit,
                out,
            )
        }
    }
}

async fn enter(app: &App, practice: bool) -> Result<(), CommandError> {
    let world = if practice {
        DataWorld::Practice
    } else {
        DataWorld::Real
    };
    app.enter_world(world).await?;
    Ok(())
}

async fn request(app: &App, asked: &ShowThemeArguments) -> Result<ThemeRequest, CommandError> {
    Ok(ThemeRequest {
        theme: asked.theme.clone(),
        filter: asked_filter(app, &asked.query).await?,
    })
}

/// What was asked for; how far a long reading is is said meanwhile. Ctrl+C ends it.
async fn waited<T>(
    app: &App,
    asked: impl Future<Output = Result<T, app::AppError>>,
) -> Result<T, CommandError> {
    let mut asked = std::pin::pin!(asked);
    loop {
        tokio::select! {
            found = &mut asked => return Ok(found?),
            () = tokio::time::sleep(TOLD_EVERY) => {
                if let Some((done, of)) = app.theme_progress().await? {
                    let far = Phrase::new(TextKey::ThemesProgress).number("done", done);
                    say(&far.number("of", of).say(&PlainFormats));
                }
            }
        }
    }
}

fn all(view: &ThemesView, out: &mut ResultWriter) -> Result<(), CommandError> {
    if out.format == OutputFormat::Json {
        return out.json(view);
    }
    let rows: Vec<Vec<String>> = view.groups.iter().map(row).collect();
    let head = [
        "QUESTION",
        "ID",
        "ASKED IN",
        "WITHOUT OUTCOME",
        "WITH",
        "RATE",
    ];
    table(&head, &rows)
        .iter()
        .try_for_each(|line| out.line(line))?;
    for (key, count) in [
        (TextKey::ThemesLeftOut, view.left_out),
        (TextKey::ThemesAlone, view.alone),
    ] {
        if count > 0 {
            say(&Phrase::count(key, count).say(&PlainFormats));
        }
    }
    phrases(view, out)
}

fn row(line: &ThemeLine) -> Vec<String> {
    vec![
        cell(&line.name, 60),
        line.id.clone(),
        line.conversations.to_string(),
        line.unconverted.to_string(),
        line.converted.to_string(),
        theme_rate_phrase(line).say(&PlainFormats),
    ]
}

fn phrases(view: &ThemesView, out: &mut ResultWriter) -> Result<(), CommandError> {
    if view.phrases.is_empty() {
        return Ok(());
    }
    let (before, none): (Vec<&ThemePhrase>, Vec<&ThemePhrase>) =
        view.phrases.iter().partition(|it| it.z > 0.0);
    for (key, phrases) in [
        (TextKey::ThemePhrasesNone, none),
        (TextKey::ThemePhrasesBefore, before),
    ] {
        let row = |it: &&ThemePhrase| {
            vec![
                cell(&it.phrase, 50),
                it.unconverted.to_string(),
                it.converted.to_string(),
                format!("{:.1}", it.z),
                it.term.clone(),
            ]
        };
        let rows: Vec<Vec<String>> = phrases.iter().map(row).collect();
        if !rows.is_empty() {
            out.line("")?;
            let title = text(key).to_uppercase();
            let head = [title.as_str(), "WITHOUT OUTCOME", "WITH", "Z", "SEARCH"];
            table(&head, &rows)
                .iter()
                .try_for_each(|line| out.line(line))?;
        }
    }
    Ok(())
}

fn show(detail: &ThemeDetail, out: &mut ResultWriter) -> Result<(), CommandError> {
    if out.format == OutputFormat::Json {
        return out.json(detail);
    }
    let line = &detail.line;
    out.line(&one_line(&line.name))?;
    let rate = theme_rate_phrase(line).say(&PlainFormats);
    out.line(&format!(
        "{}: {}, {}: {}, {}: {} ({rate})",
        text(TextKey::ThemeConversations),
        line.conversations,
        text(TextKey::ThemeUnconverted),
        line.unconverted,
        text(TextKey::ThemeConverted),
        line.converted,
    ))?;
    out.line(&format!("\n{}", text(TextKey::ThemeWordings)))?;
    for wording in &detail.wordings {
        out.line(&format!(
            "  {}  {:>6}  {}",
            wording.id,
            wording.asked,
            one_line(&wording.wording)
        ))?;
    }
    disagreements(detail, out)?;
    answers(detail, out)
}

fn disagreements(detail: &ThemeDetail, out: &mut ResultWriter) -> Result<(), CommandError> {
    out.line(&format!("\n{}", text(TextKey::ThemeAtOdds)))?;
    if detail.disagreements.is_empty() {
        return out.line(&format!("  {}", text(TextKey::ThemeAgreed)));
    }
    for found in &detail.disagreements {
        out.line(&format!(
            "  {}",
            disagreement_phrase(found).say(&PlainFormats)
        ))?;
        for side in &found.sides {
            let course = course_phrase(&side.course).say(&PlainFormats);
            let values = one_line(&format!("{}: {}", side.space, side.values.join(", ")));
            out.line(&format!("    {values}: {course}  {}", side.course.term))?;
        }
    }
    Ok(())
}

fn answers(detail: &ThemeDetail, out: &mut ResultWriter) -> Result<(), CommandError> {
    let of = Phrase::count(TextKey::ThemeAnswersTold, detail.answered).say(&PlainFormats);
    out.line(&format!("\n{} ({of})", text(TextKey::ThemeAnswers)))?;
    for answer in &detail.answers {
        let course = course_phrase(&answer.course).say(&PlainFormats);
        out.line(&format!("  {course}  {}", answer.course.term))?;
        for said in lines(&answer.text).iter().take(ANSWER_LINES) {
            out.line(&format!("    {said}"))?;
        }
    }
    let left = [
        (TextKey::ThemeAnswersLeftOut, detail.answers_left_out),
        (TextKey::ThemeAnswersUnread, detail.unread),
    ];
    for (key, count) in left.into_iter().filter(|(_, count)| *count > 0) {
        say(&Phrase::count(key, count).say(&PlainFormats));
    }
    Ok(())
}

fn changed(
    change: &ThemeChange,
    done: TextKey,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    if out.format == OutputFormat::Json {
        return out.json(change);
    }
    out.line(&change.theme)?;
    say(text(done));
    Ok(())
}

async fn faq(app: &App, asked: &FaqArguments, out: &mut ResultWriter) -> Result<(), CommandError> {
    let request = request(app, &asked.theme).await?;
    if let Some(target) = &asked.target
        && target.exists()
    {
        return Err(taken(target));
    }
    let draft = waited(app, app.theme_faq(request)).await?;
    let Some(target) = &asked.target else {
        return out.line(&draft);
    };
    put(target, &draft).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => taken(target),
        _ => error.into(),
    })?;
    out.line(&target.display().to_string())?;
    say(text(TextKey::FaqWritten));
    Ok(())
}

fn taken(target: &Path) -> CommandError {
    CommandError::Failed(Failure::ExportTargetExists {
        path: target.display().to_string(),
    })
}

/// Puts a text in its place whole, or not at all, and over nothing that is there.
fn put(target: &Path, text: &str) -> io::Result<()> {
    let mut name = target.as_os_str().to_owned();
    name.push(".part");
    let part = Path::new(&name);
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(part)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    let linked = written.and_then(|()| fs::hard_link(part, target));
    fs::remove_file(part)?;
    linked
}
