//! The Debian package: the desktop application, its terminal, its icons and its papers. The bundler of
//! the Tauri CLI would want Node; `dpkg-deb` is at hand wherever the application can be built.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::notices;
use super::packing::{NOTICES, PackedKind, VERSION, built, papers, permit, place};
use crate::shell;

/// What the application runs, in the package and in its list of libraries.
const PROGRAMS: [&str; 2] = ["daybook", "daybook-cli"];

/// Sizes of `icons/` and the folder of the icon theme that each belongs to.
const ICONS: [(&str, &str); 5] = [
    ("32x32.png", "32x32/apps/daybook.png"),
    ("128x128.png", "128x128/apps/daybook.png"),
    ("128x128@2x.png", "256x256/apps/daybook.png"),
    ("icon.png", "512x512/apps/daybook.png"),
    ("daybook.svg", "scalable/apps/daybook.svg"),
];

const DESKTOP: &str = "\
[Desktop Entry]
Type=Application
Name=Daybook
GenericName=Conversation review
Comment=Reviews what a coworking space's AI assistant said, and what it earned
Exec=daybook
Icon=daybook
Terminal=false
Categories=Office;
Keywords=conversations;chatbot;coworking;conversions;
StartupWMClass=daybook
";

const DESCRIPTION: &str = "\
Description: reviews the conversations of a coworking space's AI assistant
 Daybook copies conversations and their outcomes from a server into an
 encrypted database on the laptop. Reading, searching and measuring then
 work without the network.
";

/// Makes the package and returns its path.
pub(super) fn package(folder: &Path, date: &str) -> Result<PathBuf> {
    let stage = folder.join("deb");
    fill(&stage)?;
    let architecture = ask("dpkg", &["--print-architecture"])?;
    let control = control(&architecture, &libraries(folder, &stage)?, size(&stage)?);
    write(&stage.join("DEBIAN/control"), &control)?;
    let file = folder.join(format!("daybook_{VERSION}_{architecture}.deb"));
    shell::check(
        shell::command("dpkg-deb")?
            .env("SOURCE_DATE_EPOCH", date)
            .args(["--root-owner-group", "-Zxz", "--build"])
            .arg(&stage)
            .arg(&file),
    )?;
    std::fs::remove_dir_all(&stage)?;
    Ok(file)
}

fn fill(stage: &Path) -> Result<()> {
    for program in PROGRAMS {
        place(
            &built(program)?,
            &stage.join("usr/bin").join(program),
            PackedKind::Program,
        )?;
    }
    let icons = shell::root()?.join("icons");
    for (from, to) in ICONS {
        let to = stage.join("usr/share/icons/hicolor").join(to);
        place(&icons.join(from), &to, PackedKind::Paper)?;
    }
    write(
        &stage.join("usr/share/applications/daybook.desktop"),
        DESKTOP,
    )?;
    let papers_folder = stage.join("usr/share/doc/daybook");
    papers(&papers_folder)?;
    notices::write(
        &["daybook", "daybook-cli", "daybook-ui"],
        &papers_folder.join(NOTICES),
    )?;
    write(&papers_folder.join("copyright"), &copyright()?)
}

/// Debian looks for the licence under this name.
fn copyright() -> Result<String> {
    let mit = std::fs::read_to_string(shell::root()?.join("LICENSE-MIT"))?;
    Ok(format!(
        "Daybook is offered under the MIT licence or the Apache License 2.0, as you prefer. The MIT\n\
         licence follows; LICENSE-APACHE, beside this file, is the other one. {NOTICES} and\n\
         THIRD-PARTY.md name what others made and its licences.\n\n{mit}"
    ))
}

/// The packages of the libraries that the programs load, as Debian itself works them out.
fn libraries(folder: &Path, stage: &Path) -> Result<String> {
    // The tool wants to stand in a source package.
    let source = folder.join("source");
    write(
        &source.join("debian/control"),
        "Source: daybook\n\nPackage: daybook\nArchitecture: any\n",
    )?;
    let programs = PROGRAMS.map(|program| stage.join("usr/bin").join(program));
    let output = shell::command("dpkg-shlibdeps")?
        .current_dir(&source)
        .arg("-O")
        .args(&programs)
        .output()?;
    std::fs::remove_dir_all(&source)?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim()
        .strip_prefix("shlibs:Depends=")
        .map(str::to_owned)
        .with_context(|| {
            format!(
                "dpkg-shlibdeps does not know the libraries: {}",
                String::from_utf8_lossy(&output.stderr)
            )
        })
}

fn control(architecture: &str, libraries: &str, kilobytes: u64) -> String {
    format!(
        "Package: daybook\n\
         Version: {VERSION}\n\
         Architecture: {architecture}\n\
         Maintainer: The Daybook authors <daybook@localhost>\n\
         Installed-Size: {kilobytes}\n\
         Depends: {libraries}\n\
         Recommends: gnome-keyring | kwalletmanager | keepassxc\n\
         Section: misc\n\
         Priority: optional\n\
         {DESCRIPTION}"
    )
}

/// Kilobytes of everything below.
fn size(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        bytes += if entry.path().is_dir() {
            size(&entry.path())? * 1024
        } else {
            entry.metadata()?.len()
        };
    }
    Ok(bytes.div_ceil(1024))
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)?;
    permit(path, PackedKind::Paper)
}

fn ask(program: &str, args: &[&str]) -> Result<String> {
    match shell::ask(shell::command(program)?.args(args)) {
        Some(answer) if !answer.is_empty() => Ok(answer),
        _ => bail!("{program} does not answer"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_control_file_has_a_field_a_line_and_an_indented_description() {
        let text = control("amd64", "libc6 (>= 2.36), libgtk-3-0", 40_000);
        for line in [
            "Architecture: amd64",
            "Depends: libc6 (>= 2.36), libgtk-3-0",
            "Installed-Size: 40000",
        ] {
            assert!(text.lines().any(|one| one == line), "{line} in {text}");
        }
        let (_, description) = text.split_once("Description: ").expect("a description");
        assert!(
            description
                .lines()
                .skip(1)
                .all(|line| line.starts_with(' '))
        );
        assert!(text.ends_with('\n') && !text.contains("\n\n"));
    }

    #[test]
    fn every_icon_is_in_the_checkout() {
        let icons = shell::root().expect("the checkout").join("icons");
        for (from, _) in ICONS {
            assert!(icons.join(from).is_file(), "{from}");
        }
    }
}
