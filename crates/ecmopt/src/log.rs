//! The log on stderr: one line an entry, its time in UTC.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{Result, Write, stderr};

use tracing_subscriber::EnvFilter;

use crate::cli::LogFormat;

/// What is logged unless something else is chosen. rustls repeats what strangers send, outside of any request: what comes
/// of their connections has lines of our own.
const USUAL: &str = "warn,rustls=off,web=info,ecmopt=info";

/// Starts it. `RUST_LOG` chooses what is logged.
pub(crate) fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(|| OneLine(stderr()))
        .with_target(false)
        // Colours would be escapes like those that somebody may have sent.
        .with_ansi(false);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
}

/// Takes a whole entry at a time, and writes it as one line, whatever stands in it.
struct OneLine<W>(W);

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, entry: &[u8]) -> Result<usize> {
        self.0.write_all(one_line(&String::from_utf8_lossy(entry)).as_bytes())?;
        Ok(entry.len())
    }

    fn flush(&mut self) -> Result<()> {
        self.0.flush()
    }
}

/// An entry whose only line break is its last character: others, and what would steer a terminal, are written as
/// `\u{a}`.
fn one_line(entry: &str) -> Cow<'_, str> {
    let (text, end) = entry.strip_suffix('\n').map_or((entry, ""), |text| (text, "\n"));
    let breaks = |c: char| (c.is_control() && c != '\t') || c == '\u{2028}' || c == '\u{2029}';
    if !text.contains(breaks) {
        return Cow::Borrowed(entry);
    }
    let mut line = String::with_capacity(entry.len() + 8);
    for c in text.chars() {
        if breaks(c) {
            let _ = write!(line, "{}", c.escape_unicode());
        } else {
            line.push(c);
        }
    }
    Cow::Owned(line + end)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn an_entry_stays_one_line() {
        assert_eq!(one_line("a\tplain entry\n"), "a\tplain entry\n");
        assert_eq!(
            one_line("a\r\nINFO forged\u{85}\u{2028}x\n"),
            "a\\u{d}\\u{a}INFO forged\\u{85}\\u{2028}x\n"
        );
    }

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }

    /// What something writes into the log.
    pub(crate) fn logged(act: impl FnOnce()) -> String {
        let kept = Kept::default();
        let written = kept.clone();
        let log = tracing_subscriber::fmt().with_ansi(false).with_writer(move || OneLine(written.clone()));
        tracing::subscriber::with_default(log.finish(), act);
        let bytes = kept.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn nothing_that_was_sent_begins_a_line_or_steers_a_terminal() {
        let sent = "x\n2026-11-30T08:00:00Z ERROR forged\x1b[2J";
        let line = logged(|| tracing::warn!(name = sent, error = %sent, "{sent}"));
        assert_eq!(line.matches('\n').count(), 1, "{line:?}");
        assert!(line.ends_with('\n') && line.contains("forged") && !line.contains('\x1b'), "{line:?}");
    }
}
