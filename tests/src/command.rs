//! The real binary, run as a person runs it.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::disk::Disk;

/// `ecmopt` with a data folder of its own.
pub struct Ecmopt {
    folder: TempDir,
    data: PathBuf,
    database_url: Option<String>,
}

/// What a command said.
pub struct Said {
    /// Its exit code.
    pub code: i32,
    /// What it printed as a result.
    pub out: String,
    /// What it told the person.
    pub err: String,
}

impl Ecmopt {
    /// On an empty folder, with the embedded database.
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        Self { data: folder.path().join("data"), folder, database_url: None }
    }

    /// With its data on a disk of their own.
    pub fn on_disk(disk: &Disk) -> Self {
        Self { data: disk.path().join("data"), ..Self::new() }
    }

    /// On an empty folder, with another database.
    pub fn on(database_url: &str) -> Self {
        Self { database_url: Some(database_url.to_owned()), ..Self::new() }
    }

    /// Where its embedded database is.
    pub fn sqlite(&self) -> String {
        format!("sqlite://{}", self.data.join("ecmopt.sqlite").display())
    }

    /// A path in its folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command that is ready to run.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.args(args).current_dir(self.folder.path()).env("ECMOPT_DATA_DIR", &self.data);
        // Tests of the second factor ask for it themselves.
        command.env("ECMOPT_SECOND_FACTOR", "nobody");
        match &self.database_url {
            Some(url) => command.env("ECMOPT_DATABASE_URL", url),
            None => command.env_remove("ECMOPT_DATABASE_URL"),
        };
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Said {
        self.run_with(args, "")
    }

    /// Runs a command to its end, with something to read on standard input.
    pub fn run_with(&self, args: &[&str], input: &str) -> Said {
        let mut command = self.command(args);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
        Said::of(&child.wait_with_output().expect("it ends"))
    }

    /// Runs a command that should end by itself; nothing when it had to be killed.
    pub fn run_at_most(&self, time: Duration, args: &[&str]) -> Option<Said> {
        let mut command = self.command(args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let end = Instant::now() + time;
        while child.try_wait().expect("a process").is_none() {
            if Instant::now() > end {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Said::of(&child.wait_with_output().expect("it has ended")))
    }

    /// Runs a command that must succeed; what it printed.
    #[track_caller]
    pub fn must(&self, args: &[&str]) -> String {
        let said = self.run(args);
        assert_eq!(said.code, 0, "{args:?}: {}", said.err);
        said.out
    }

    /// Starts the service on a free port.
    pub fn serve(&self) -> Serving {
        self.serve_with(&[])
    }

    /// The same, with more to say on the command line.
    pub fn serve_with(&self, args: &[&str]) -> Serving {
        let mut child = self
            .command(&[&["serve", "--listen", "127.0.0.1:0"], args].concat())
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let url = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.split_once("Serving on ").map(|(_, url)| url.trim().to_owned()));
        let log = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&log);
        // Somebody must go on reading, or the service would stop at a full pipe.
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let mut log = kept.lock().expect("nobody panics with it");
                if log.len() < LINES_KEPT {
                    log.push(line);
                }
            }
        });
        Serving { url: url.expect("it says where it listens"), child, log }
    }
}

impl Default for Ecmopt {
    fn default() -> Self {
        Self::new()
    }
}

impl Said {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            code: output.status.code().unwrap_or(-1),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}

/// So many lines of a service's log are kept to be looked at.
const LINES_KEPT: usize = 10_000;

/// A running service.
pub struct Serving {
    /// Where it listens.
    pub url: String,
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
}

impl Serving {
    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The lines of its log since it listens, once one of them holds a text; what a request leaves there may come after
    /// its answer.
    pub fn log_with(&self, text: &str) -> Vec<String> {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let log = self.log.lock().expect("nobody panics with it").clone();
            if log.iter().any(|line| line.contains(text)) {
                return log;
            }
            assert!(Instant::now() < until, "no line of the log holds {text}:\n{}", log.join("\n"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until it has ended by itself; nothing when it has not by then.
    pub fn wait(&mut self, patience: Duration) -> Option<ExitStatus> {
        let until = Instant::now() + patience;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().expect("it is a child of ours") {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        None
    }

    /// Ends it as a power cut would.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // SIGKILL: nothing is flushed, nothing is finished.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.end();
    }
}

/// The binary that `ECMOPT_BIN` names, else the one beside this test's own program.
fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("ECMOPT_BIN") {
        return PathBuf::from(named);
    }
    let own = std::env::current_exe().expect("this program has a path");
    let found = own.ancestors().skip(1).map(|folder| folder.join("ecmopt")).find(|path| path.is_file());
    found.unwrap_or_else(|| {
        panic!("the ecmopt binary is not built; tests/run builds it first, as does `cargo build --workspace --bins`")
    })
}

/// A program that is built beside the binary, to measure a part of it alone.
pub fn example(name: &str) -> PathBuf {
    let path = binary().with_file_name("examples").join(name);
    assert!(path.is_file(), "{} is not built; `just bench` builds it", path.display());
    path
}
