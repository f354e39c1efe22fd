//! The biannual pack at once, twenty and a hundred times the example network: how time and memory grow.

use super::Table;
use super::files::{Cost, cost};
use crate::command::Ecmopt;
use crate::copies;

/// How often the network is there, and what its pack may take.
const VOLUMES: [(usize, &str); 3] = [(1, "≤ 1 s, ≤ 200 MB"), (20, "≤ 2 s, ≤ 500 MB"), (100, "≤ 8 s, ≤ 2 GB")];

/// So many networks are imported at a time: an import looks through what is held, and holds what it brings in memory.
const AT_A_TIME: usize = 10;

/// The figure that is given is the middle one of so many.
const RUNS: usize = 3;

/// Measures them; the records grow from one to the next.
pub fn measure(table: &mut Table) {
    let ecmopt = Ecmopt::new();
    let folder = example_data::path("network");
    let network = copies::read(&folder);
    let contacts = network["physio_contacts"].lines().count() - 1;
    ecmopt.must(&["import", folder.to_str().expect("a path")]);
    let mut held = 1;
    for (volume, budget) in VOLUMES {
        while held < volume {
            let next = volume.min(held + AT_A_TIME);
            let mut copies = (held..next).map(|number| copies::copy(&network, number));
            let mut bundle = copies.next().expect("one at least");
            copies.for_each(|copy| copies::join(&mut bundle, &copy));
            copies::write(&ecmopt.path("copies"), &bundle);
            ecmopt.must(&["import", "copies"]);
            std::fs::remove_dir_all(ecmopt.path("copies")).expect("the copies are there");
            held = next;
        }
        let what = |of: &str| format!("{of} of {} contacts ({volume} ×)", contacts * volume);
        let snapshot = format!("snapshot-{volume}");
        let taken = cost(ecmopt.command(&["snapshot", "--out", &snapshot]));
        table.add(&what("snapshot"), told(&taken), "–");
        let pack = median(|run| {
            let out = format!("pack-{volume}-{run}");
            cost(ecmopt.command(&["pack", &snapshot, "--definition", "biannual", "--out", &out]))
        });
        table.add(&what("biannual pack"), told(&pack), budget);
    }
}

/// The run whose time is the middle one.
fn median(run: impl Fn(usize) -> Cost) -> Cost {
    let mut costs: Vec<Cost> = (0..RUNS).map(run).collect();
    costs.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    costs.swap_remove(RUNS / 2)
}

fn told(cost: &Cost) -> String {
    format!("{:.2} s, peak {:.0} MB", cost.seconds, cost.peak_mb)
}
