//! Import, snapshot, indicators and pack of the example network, each as one process with its peak memory.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::Table;
use crate::command::{Ecmopt, example};

/// Data rows of the example network, all files.
const ROWS: f64 = 156_282.0;

/// The centre with most contacts.
const LARGEST: &str = "STH";

/// Time and peak memory of a process.
pub(super) struct Cost {
    pub(super) seconds: f64,
    pub(super) peak_mb: f64,
}

/// Measures them one after another.
pub fn measure(table: &mut Table) {
    let ecmopt = Ecmopt::new();
    let network = example_data::path("network");
    let network = network.to_str().expect("a path");
    let dry = cost(ecmopt.command(&["import", network, "--dry-run"]));
    table.add("import of the network bundle, dry run", told(&dry, Some(ROWS)), "100,000 rows ≤ 3 s");
    let stored = cost(ecmopt.command(&["import", network]));
    table.add(
        "import of the network bundle, stored on SQLite",
        told(&stored, Some(ROWS)),
        "100,000 rows ≤ 10 s",
    );
    let again = cost(ecmopt.command(&["import", network]));
    table.add("the same bundle again, nothing changes", told(&again, Some(ROWS)), "–");
    export(&ecmopt, table);
    let snapshot = cost(ecmopt.command(&["snapshot", "--out", "snapshot"]));
    table.add("snapshot", told(&snapshot, None), "–");
    let indicators = cost(ecmopt.command(&["indicators", "snapshot", "--format", "json"]));
    table.add("nine indicators, one cycle and its quarters", told(&indicators, None), "–");
    let pack = cost(ecmopt.command(&["pack", "snapshot", "--definition", "biannual", "--out", "pack"]));
    table.add("biannual pack (PDF, HTML, CSV)", told(&pack, None), "≤ 1 s, ≤ 200 MB");
}

/// The export through the store, then the writer alone with records that are made as they are written.
fn export(ecmopt: &Ecmopt, table: &mut Table) {
    let csv = cost(ecmopt.command(&["export", "--out", "export"]));
    table.add("export of the network as a CSV bundle", told(&csv, Some(ROWS)), "–");
    let own = cost(ecmopt.command(&["export", "--out", "centre", "--centre", LARGEST]));
    table.add("export of a centre with 3,421 contacts, whole process", told(&own, None), "≤ 50 ms");
    let book = cost(ecmopt.command(&["export", "--out", "workbook", "--format", "xlsx"]));
    table.add("export of the network as a workbook", told(&book, Some(ROWS)), "–");
    for (count, budget) in [("4000", "≤ 50 ms"), ("1000000", "memory flat")] {
        let mut command = Command::new(example("export_contacts"));
        command.args([count, &format!("contacts-{count}")]).current_dir(ecmopt.path(""));
        let what = format!("{count} contacts streamed into a CSV bundle");
        table.add(&what, told(&cost(command), None), budget);
    }
}

fn told(cost: &Cost, rows: Option<f64>) -> String {
    let rate = rows.map_or_else(String::new, |rows| format!(", {:.0} rows/s", rows / cost.seconds));
    format!("{:.3} s{rate}, peak {:.0} MB", cost.seconds, cost.peak_mb)
}

/// What a command that must succeed takes.
pub(super) fn cost(command: Command) -> Cost {
    let (cost, succeeded) = run(command);
    assert!(succeeded, "a measured command failed");
    cost
}

/// What a command takes that must find something to refuse.
pub(super) fn cost_of_refused(command: Command) -> Cost {
    let (cost, succeeded) = run(command);
    assert!(!succeeded, "a measured command found nothing to refuse");
    cost
}

fn run(mut command: Command) -> (Cost, bool) {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary starts");
    let mut peak = 0;
    let status = loop {
        peak = peak.max(peak_kib(child.id()));
        match child.try_wait().expect("a process") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    (Cost { seconds, peak_mb: f64::from(peak) / 1024.0 }, status.success())
}

/// The kernel's own high-water mark of a process's memory.
pub(super) fn peak_kib(pid: u32) -> u32 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
}
