//! What the bare machine can do, measured in the same run.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use super::Table;

/// How many times a second one writer can make 4 KiB durable.
pub fn measure(table: &mut Table) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut file = File::create(folder.path().join("log")).expect("a file");
    let (block, start, mut writes) = ([0x5f_u8; 4096], Instant::now(), 0_u32);
    while start.elapsed() < Duration::from_secs(3) {
        file.write_all(&block).and_then(|()| file.sync_data()).expect("a durable write");
        writes += 1;
    }
    let each_second = f64::from(writes) / start.elapsed().as_secs_f64();
    table.add("yardstick: 4 KiB appended and fdatasync, one writer", format!("{each_second:.0}/s"), "–");
}

/// PostgreSQL's own load: three small rows a transaction, 8 clients.
pub fn pgbench(url: &str, table: &mut Table) {
    let what = "yardstick: pgbench, three rows a transaction, 8 clients";
    let Some(program) = program() else {
        table.add(what, "pgbench is not on this machine".to_owned(), "–");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let script = folder.path().join("three.sql");
    let insert = "INSERT INTO bench_rows (body) VALUES (repeat('x', 600));\n".repeat(3);
    std::fs::write(&script, format!("BEGIN;\n{insert}COMMIT;\n")).expect("a script");
    let create = "CREATE TABLE IF NOT EXISTS bench_rows (id bigserial PRIMARY KEY, body text)";
    let psql = program.with_file_name("psql");
    let made = Command::new(psql).args(["-q", "-d", url, "-c", create]).status().expect("psql runs");
    assert!(made.success(), "psql could not make the table");
    let script = script.to_str().expect("a path");
    let output =
        Command::new(program).args(["-n", "-c", "8", "-j", "2", "-T", "5", "-f", script, "-d", url]).output();
    let output = output.expect("pgbench runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let tps = text.lines().find_map(|line| line.strip_prefix("tps = ")).unwrap_or("no figure");
    table.add(what, format!("{} tx/s", tps.split('.').next().unwrap_or(tps)), "–");
}

fn program() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let programs = versions.flatten().map(|version| version.path().join("bin/pgbench"));
    programs.filter(|path| path.is_file()).max()
}
