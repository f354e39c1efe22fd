//! Progress of long steps, on stderr: a bar on a terminal, a line a step elsewhere.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A step that takes a while.
#[derive(Debug)]
pub(crate) struct Step {
    bar: ProgressBar,
    what: &'static str,
}

impl Step {
    /// Begins a step whose length is not known yet.
    pub(crate) fn begin(what: &'static str) -> Self {
        let bar = ProgressBar::new_spinner();
        if bar.is_hidden() {
            eprintln!("{what} …");
        }
        bar.set_style(style("{spinner} {msg} {elapsed}"));
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar, what }
    }

    /// Tells how far the step is.
    pub(crate) fn at(&self, done: u64, total: u64) {
        if self.bar.length() != Some(total) {
            self.bar.set_style(style("{spinner} {msg} {wide_bar} {pos}/{len} {eta}"));
            self.bar.set_length(total);
        }
        self.bar.set_position(done);
    }

    /// Ends the step with what came of it.
    pub(crate) fn end(self, result: &str) {
        let hidden = self.bar.is_hidden();
        self.bar.finish_and_clear();
        if hidden {
            eprintln!("  {result}");
        } else {
            eprintln!("✓ {}: {result}", self.what);
        }
    }
}

/// The terminal hears how far an act is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal;

impl acts::Hears for Terminal {
    fn begin(&self, what: &'static str) -> Box<dyn acts::Step> {
        Box::new(Step::begin(what))
    }

    fn note(&self, sentence: &str) {
        eprintln!("{sentence}");
    }
}

impl acts::Step for Step {
    fn at(&self, done: u64, total: u64) {
        Self::at(self, done, total);
    }

    fn end(self: Box<Self>, result: &str) {
        Self::end(*self, result);
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}
