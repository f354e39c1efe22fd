//! What `just bench` measures.

pub mod bundle;
pub mod files;
pub mod http;
pub mod pages;
pub mod sign_ins;
pub mod silent;
pub mod volumes;
pub mod yardstick;

use std::fmt;

/// The figures, as a Markdown table.
#[derive(Debug, Default)]
pub struct Table(Vec<[String; 3]>);

impl Table {
    /// Adds a figure beside its budget.
    pub fn add(&mut self, what: &str, figure: String, budget: &str) {
        eprintln!("{what}: {figure}");
        self.0.push([what.to_owned(), figure, budget.to_owned()]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
        writeln!(f, "{cores} cores\n\n| what | measured | budget |\n|---|---|---|")?;
        self.0.iter().try_for_each(|[what, figure, budget]| writeln!(f, "| {what} | {figure} | {budget} |"))
    }
}
