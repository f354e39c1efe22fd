//! `ecmopt`: the command line and the wiring, nothing else.

mod archive;
mod cli;
mod commands;
mod failure;
mod folder;
mod key;
mod log;
mod memory;
mod private;
mod progress;
mod settings;
mod world;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::commands as run;
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;

fn main() -> ExitCode {
    let cli = Cli::parse();
    if cli.command.holds_memory() {
        memory::hold_little();
    }
    let result = start(cli);
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("ecmopt: {failure}");
            if let Some(detail) = failure.detail() {
                tracing::error!(detail, "failed");
            }
            ExitCode::from(failure.code())
        }
    }
}

fn start(cli: Cli) -> Result<Outcome, Failure> {
    let settings = Settings::read(&cli.global)?;
    log::start(settings.log_format);
    settings.watch_over_its_file();
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::io("starting", &error))?;
    let outcome = runtime.block_on(async {
        let outcome = dispatch(cli.command, settings).await;
        run::close().await;
        outcome
    });
    // A calculation that nobody waits for any more does not keep the process.
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    outcome
}

async fn dispatch(command: Command, settings: Settings) -> Result<Outcome, Failure> {
    match command {
        Command::Demo(args) => run::demo::run(args, settings).await,
        Command::Serve(args) => run::serve::run(args, settings).await,
        Command::Migrate(args) => run::migrate::run(args, &settings).await,
        Command::Import(args) => run::import::run(args, &settings).await,
        Command::Export(args) => run::export::run(args, &settings).await,
        Command::Codebook(args) => run::codebook::run(args, &settings).await,
        Command::Snapshot(args) => run::snapshot::run(args, &settings).await,
        Command::Indicators(args) => run::indicators::run(&args, &settings).await,
        Command::Pack(args) => run::pack::run(args, &settings).await,
        Command::Verify(args) => run::verify::run(args, &settings).await,
        Command::Rebuild => run::rebuild::run(&settings).await,
        Command::Forget => run::forget::run(&settings).await,
        Command::Head => run::head::run(&settings).await,
        Command::Backup(args) => run::backup::run(args, &settings).await,
        Command::Restore(args) => run::restore::run(args, &settings).await,
        Command::Member(command) => run::member::run(command, &settings).await,
        Command::Token(command) => run::token::run(command, &settings).await,
        Command::Cycle(command) => run::cycle::run(command, &settings).await,
        Command::Questions(command) => run::questions::run(command, &settings).await,
        Command::Release(command) => run::release::run(command, &settings).await,
    }
}
