//! Figures of the source: how much of it is tests, and how long its files are.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::source::SourceFile;

/// What is counted over files.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Share {
    /// Lines of Rust.
    pub lines: usize,
    /// Those of tests.
    pub tests: usize,
}

impl Share {
    /// Lines of tests in a hundred lines.
    #[expect(clippy::cast_precision_loss, reason = "counts of lines")]
    pub fn percent(self) -> f64 {
        100.0 * self.tests as f64 / self.lines.max(1) as f64
    }

    fn of<'f>(files: impl IntoIterator<Item = &'f SourceFile>) -> Self {
        files.into_iter().fold(Self::default(), |sum, file| Self {
            lines: sum.lines + file.lines,
            tests: sum.tests + file.tests,
        })
    }
}

/// The figures of the project.
#[derive(Debug)]
pub struct Figures {
    /// All files.
    pub all: Share,
    /// Those of each crate.
    pub crates: BTreeMap<String, Share>,
    /// Lines of code of half of the files with code, at most.
    pub median: usize,
    /// Lines of code of nine in ten files with code, at most.
    pub p90: usize,
    /// The longest files with their lines of code, the longest first.
    pub longest: Vec<(String, usize)>,
}

impl Figures {
    /// Counts.
    pub fn of(files: &[SourceFile]) -> Self {
        let mut crates: BTreeMap<String, Vec<&SourceFile>> = BTreeMap::new();
        for file in files {
            let name = file.path.strip_prefix("crates/").unwrap_or(&file.path);
            crates.entry(name.split('/').next().unwrap_or_default().to_owned()).or_default().push(file);
        }
        let mut longest: Vec<(String, usize)> =
            files.iter().filter(|file| file.code > 0).map(|file| (file.path.clone(), file.code)).collect();
        longest.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        // Of the descending lines the one at whose place `part` in ten are left.
        let quantile =
            |part: usize| longest.get(longest.len() * (10 - part) / 10).map_or(0, |(_, code)| *code);
        Self {
            all: Share::of(files),
            crates: crates.into_iter().map(|(name, files)| (name, Share::of(files))).collect(),
            median: quantile(5),
            p90: quantile(9),
            longest,
        }
    }

    /// The figures as a text to read.
    pub fn told(&self) -> String {
        let mut text = String::from("                 lines   tests  share\n");
        for (name, share) in self.crates.iter().chain([(&"all".to_owned(), &self.all)]) {
            let _ =
                writeln!(text, "{name:<14}{:>8}{:>8}{:>5.0} %", share.lines, share.tests, share.percent());
        }
        let _ = writeln!(
            text,
            "\nlines of code of a file: median {}, p90 {}; the longest:",
            self.median, self.p90
        );
        for (path, code) in self.longest.iter().take(10) {
            let _ = writeln!(text, "{code:>6}  {path}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, code: usize, tests: usize) -> SourceFile {
        SourceFile { path: path.to_owned(), lines: code + tests, tests, code, text: String::new() }
    }

    #[test]
    fn files_are_counted_by_crate_and_together() {
        let files = [
            file("crates/a/src/lib.rs", 60, 40),
            file("crates/a/src/b.rs", 100, 0),
            file("tests/it/c.rs", 0, 50),
        ];
        let figures = Figures::of(&files);
        assert_eq!(figures.crates["a"], Share { lines: 200, tests: 40 });
        assert_eq!(figures.all, Share { lines: 250, tests: 90 });
        assert!((figures.crates["a"].percent() - 20.0).abs() < 1e-9);
    }

    #[test]
    fn half_of_the_files_are_no_longer_than_the_median_and_nine_in_ten_than_p90() {
        let files: Vec<SourceFile> = (1..=20).map(|code| file("crates/a/src/b.rs", code, 0)).collect();
        let figures = Figures::of(&files);
        assert_eq!((figures.median, figures.p90), (10, 18));
        assert_eq!(figures.longest[0].1, 20);
    }

    #[test]
    fn files_of_tests_alone_have_no_size() {
        let figures = Figures::of(&[file("tests/it/c.rs", 0, 500), file("crates/a/src/b.rs", 7, 0)]);
        assert_eq!((figures.median, figures.longest.len()), (7, 1));
    }
}
