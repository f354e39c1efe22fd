//! Runs a command with a throw-away PostgreSQL server beside it:
//! `with-postgres cargo test`, and the tests find its address in `ECMOPT_TEST_PG_URL`.

use std::process::{Command, ExitCode};

use testkit::postgres::{Cluster, URL_VARIABLE};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(program) = arguments.next() else {
        eprintln!("Usage: with-postgres COMMAND [ARGUMENT]…");
        return ExitCode::from(2);
    };
    let cluster = match Cluster::start() {
        Ok(cluster) => cluster,
        Err(problem) => {
            eprintln!("PostgreSQL could not be started. {problem}");
            return ExitCode::FAILURE;
        }
    };
    match Command::new(&program).args(arguments).env(URL_VARIABLE, cluster.url()).status() {
        Ok(status) => {
            status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => {
            eprintln!("{} could not be started: {error}", program.display());
            ExitCode::FAILURE
        }
    }
}
