//! The project's tasks: `cargo xtask setup | run | test | ui | bench | fuzz | tidy | names | outdated | dist`.
//!
//! Two of them are the newcomer's whole path: `run` opens the application, populated, and `test`
//! proves it. Both begin by installing what they need. Nothing here is part of the product.

mod bench;
mod desktop_session;
mod dist;
mod fuzz;
mod lint_driver;
mod outdated;
mod python;
mod run;
mod setup;
mod shell;
mod supply_chain;
mod test;
mod tidy;
mod ui;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Daybook's tasks",
    disable_version_flag = true
)]
struct TaskLine {
    #[command(subcommand)]
    task: XtaskCommand,
}

#[derive(Subcommand)]
enum XtaskCommand {
    /// Install what building, running and testing need (apt-get as root, rustup)
    Setup,
    /// Set up, build and open the application in its practice space
    Run(run::RunArgs),
    /// Set up and run every check and every test
    Test(test::TestArgs),
    /// Build the interface into ui/dist
    Ui(ui::UiArgs),
    /// Measure; the arguments go to the bench program (try -- --help)
    Bench(bench::BenchArgs),
    /// Write to what strangers write to, steered by what it reaches: query, body or feed
    Fuzz(fuzz::FuzzArgs),
    /// Check the direction of dependencies, the order of the rooms and the invariants of
    /// docs/ARCHITECTURE.md
    Tidy(tidy::TidyArgs),
    /// Print the figures of the type names, and which break a rule
    Names(tidy::NamesArgs),
    /// Print which dependencies are behind, and the time-zone database
    Outdated,
    /// Build a release and a .deb
    Dist,
}

fn main() -> ExitCode {
    if let Some(code) = lint_driver::stand_in_for_rustdoc() {
        return code;
    }
    match perform(TaskLine::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without the backtrace: the reader wants the reason, not this program's insides.
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: XtaskCommand) -> anyhow::Result<()> {
    match task {
        XtaskCommand::Setup => setup::run(setup::SetupPurpose::Everything),
        XtaskCommand::Run(args) => run::run(&args),
        XtaskCommand::Test(args) => test::run(&args),
        XtaskCommand::Ui(args) if args.watch => watch::run(&args),
        XtaskCommand::Ui(args) => ui::run(&args),
        XtaskCommand::Bench(args) => bench::run(&args),
        XtaskCommand::Fuzz(args) => fuzz::run(&args),
        XtaskCommand::Tidy(args) => tidy::run(&args),
        XtaskCommand::Names(args) => tidy::print_names(&args),
        XtaskCommand::Outdated => outdated::run(),
        XtaskCommand::Dist => dist::run(),
    }
}
