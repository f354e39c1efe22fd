//! A PostgreSQL cluster to throw away: its own folder, its own free port, durable as a real one.
//!
//! It ends with the process that started it, however that ends: a shell waits beside it for the end of a
//! pipe that the process holds open.

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Names a server that is running already, e.g. one that `tests/run` has started for several programs.
pub const URL_VARIABLE: &str = "ECMOPT_TEST_PG_URL";

/// The server of this test run, started when the first test asks for it.
static SERVER: LazyLock<Result<Server, String>> = LazyLock::new(|| {
    std::env::var(URL_VARIABLE).map_or_else(
        |_| Cluster::start().map(|cluster| Server { url: cluster.url(), _cluster: Some(cluster) }),
        |url| Ok(Server { url, _cluster: None }),
    )
});

struct Server {
    url: String,
    _cluster: Option<Cluster>,
}

/// The address of the server, without a database's name; panics with a plain sentence when there is none.
pub fn server_url() -> &'static str {
    match &*SERVER {
        Ok(server) => &server.url,
        Err(problem) => panic!("The tests need PostgreSQL. {problem}"),
    }
}

/// The same address for the server's own account, which no rule of a database holds back.
pub fn as_superuser(url: &str) -> String {
    url.replacen("://ecmopt@", "://postgres@", 1)
}

/// A running cluster. Dropping it stops it and removes its folder.
pub struct Cluster {
    port: u16,
    watch: Child,
    /// The server once it was started again.
    again: Mutex<Option<Child>>,
    folder: TempDir,
}

impl Cluster {
    /// Makes a cluster and waits until it answers.
    pub fn start() -> Result<Self, String> {
        let programs = programs()?;
        let owner = Owner::find()?;
        let folder = TempDir::with_prefix("ecmopt-pg-").map_err(|error| error.to_string())?;
        let path = folder.path();
        owner.give(path)?;
        let data = path.join("data");
        let mut initdb = owner.command(&programs.join("initdb"));
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]);
        let made = initdb.arg("--pgdata").arg(&data).output().map_err(|error| error.to_string())?;
        if !made.status.success() {
            return Err(format!("initdb failed: {}", String::from_utf8_lossy(&made.stderr).trim()));
        }
        let port = free_port()?;
        fs::write(data.join("postgresql.conf"), settings(path, port)).map_err(|error| error.to_string())?;
        let watch = watch(&owner, &programs.join("postgres"), path)?;
        let cluster = Self { port, watch, again: Mutex::default(), folder };
        cluster.wait(&programs)?;
        cluster.give_account(&programs)?;
        Ok(cluster)
    }

    /// An account as the service has one: it owns the databases that it makes, and nothing else.
    fn give_account(&self, programs: &Path) -> Result<(), String> {
        self.client(&programs.join("createuser"), &["--username=postgres", "--createdb", "ecmopt"])
    }

    /// A database of that account; its address.
    pub fn database(&self) -> Result<String, String> {
        self.client(&programs()?.join("createdb"), &["--username=ecmopt", "ecmopt"])?;
        Ok(format!("{}/ecmopt", self.url()))
    }

    /// Runs one of PostgreSQL's own programs on the server.
    fn client(&self, program: &Path, args: &[&str]) -> Result<(), String> {
        let port = self.port.to_string();
        let ran = Command::new(program).args(["--host=127.0.0.1", "--port", &port]).args(args).output();
        let ran = ran.map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&ran.stderr);
        if ran.status.success() {
            Ok(())
        } else {
            Err(format!("{} failed: {}", program.display(), said.trim()))
        }
    }

    /// Its address, without a database's name.
    pub fn url(&self) -> String {
        format!("postgres://ecmopt@127.0.0.1:{}", self.port)
    }

    /// Stops the server and everything it does for anybody (SIGSTOP).
    pub fn stand_still(&self) {
        self.signal_all("STOP");
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        self.signal_all("CONT");
    }

    /// Ends the server at once, without a shutdown of its own.
    pub fn stop(&self) {
        let server = self.server();
        signal("QUIT", &server);
        let deadline = Instant::now() + Duration::from_secs(10);
        while Path::new("/proc").join(&server).exists() && !is_zombie(&server) {
            assert!(Instant::now() < deadline, "the server does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
        self.reap();
    }

    /// Starts it again on the same folder and port.
    pub fn start_again(&self) -> Result<(), String> {
        let programs = programs()?;
        let mut server = Owner::find()?.command(&programs.join("postgres"));
        server.arg("-D").arg(self.folder.path().join("data")).process_group(0);
        server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // It ends with the cluster: the shell beside it knows its process by the folder.
        let started = server.spawn().map_err(|error| error.to_string())?;
        self.again.lock().map_err(|error| error.to_string())?.replace(started);
        self.wait(&programs)
    }

    /// Waits for the end of a server that was started again.
    fn reap(&self) {
        let ended = self.again.lock().ok().and_then(|mut again| again.take());
        if let Some(mut server) = ended {
            let _ = server.wait();
        }
    }

    fn server(&self) -> String {
        let pid =
            fs::read_to_string(self.folder.path().join("data/postmaster.pid")).expect("a running server");
        pid.lines().next().unwrap_or_default().to_owned()
    }

    fn signal_all(&self, name: &str) {
        let server = self.server();
        let children =
            Command::new("pgrep").args(["-P", &server]).output().expect("pgrep (procps) is installed");
        let children = String::from_utf8_lossy(&children.stdout).into_owned();
        std::iter::once(server.as_str()).chain(children.lines()).for_each(|pid| signal(name, pid));
    }

    fn wait(&self, programs: &Path) -> Result<(), String> {
        let deadline = Instant::now() + Duration::from_mins(2);
        while Instant::now() < deadline {
            let ready = Command::new(programs.join("pg_isready"))
                .args(["--quiet", "--host=127.0.0.1", "--port", &self.port.to_string()])
                .status();
            if ready.is_ok_and(|status| status.success()) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default();
        Err(format!("It did not answer within two minutes. It says: {}", log.trim()))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Closing the pipe ends the server; waiting for the shell means that it has ended.
        drop(self.watch.stdin.take());
        self.reap();
        let _ = self.watch.wait();
    }
}

/// A process that has just ended may be gone already.
fn signal(name: &str, pid: &str) {
    let _ = Command::new("kill").args([&format!("-{name}"), pid]).stderr(Stdio::null()).status();
}

/// Whether a process has ended, and only its parent has not noticed.
fn is_zombie(pid: &str) -> bool {
    let stat = fs::read_to_string(Path::new("/proc").join(pid).join("stat")).unwrap_or_default();
    stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z'))
}

/// Starts the server with a shell beside it, which stops it when our end of its pipe closes.
fn watch(owner: &Owner, postgres: &Path, folder: &Path) -> Result<Child, String> {
    const SCRIPT: &str = r#"
        "$1" -D "$2/data" >"$2/server.log" 2>&1 </dev/null &
        server=$!
        read -r _
        wait_for=$(head -n 1 "$2/data/postmaster.pid" 2>/dev/null || echo $server)
        kill -CONT $wait_for; kill -QUIT $wait_for
        for _ in $(seq 100); do kill -0 $wait_for 2>/dev/null || break; sleep 0.1; done
        rm -rf "$2"
    "#;
    owner
        .command(Path::new("/bin/sh"))
        .args(["-c", SCRIPT, "watch"])
        .args([postgres, folder])
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())
}

/// As durable as in use, and quiet.
fn settings(folder: &Path, port: u16) -> Vec<u8> {
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = write!(
        text,
        "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{}'\n\
         max_connections = 300\nfsync = on\nsynchronous_commit = on\nlogging_collector = off\n",
        folder.display()
    );
    text
}

/// The folder of the newest server installed.
fn programs() -> Result<PathBuf, String> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|folders| folders.flatten().map(|folder| folder.path().join("bin")).collect())
        .unwrap_or_default();
    versions.retain(|bin| bin.join("initdb").exists());
    versions.sort();
    versions.pop().ok_or_else(|| {
        "It is not installed in /usr/lib/postgresql: run `apt-get install postgresql`, or set \
         ECMOPT_TEST_PG_URL to a server to which tests may add databases."
            .to_owned()
    })
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| error.to_string())?;
    listener.local_addr().map(|address| address.port()).map_err(|error| error.to_string())
}

/// Who runs the server: PostgreSQL refuses to be run by root.
struct Owner(Option<(u32, u32)>);

impl Owner {
    fn find() -> Result<Self, String> {
        let users = fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
        let named = |name: &str| {
            let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
            let mut fields = line.split(':').skip(2);
            Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
        };
        let home = fs::metadata("/proc/self").map_err(|error| error.to_string())?;
        if std::os::unix::fs::MetadataExt::uid(&home) != 0 {
            return Ok(Self(None));
        }
        named("postgres")
            .or_else(|| named("nobody"))
            .map(|user| Self(Some(user)))
            .ok_or_else(|| "It cannot be run by root, and there is no user postgres or nobody.".to_owned())
    }

    fn give(&self, folder: &Path) -> Result<(), String> {
        let Some((user, group)) = self.0 else { return Ok(()) };
        chown(folder, Some(user), Some(group)).map_err(|error| error.to_string())?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).map_err(|error| error.to_string())
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/");
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }
}
