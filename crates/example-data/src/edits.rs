//! A file told as what changes in another one, line by line. Bytes come back exactly: line ends, a missing last one,
//! a NUL, and text that is not UTF-8.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// What changes in a file.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The new lines are not UTF-8: each of their characters stands for the byte of its number.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    bytes: bool,
    hunks: Vec<Hunk>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Hunk {
    /// Where it stands in the old file, counted from 1.
    line: usize,
    /// How many lines go.
    remove: usize,
    /// What comes in their place.
    insert: Vec<String>,
}

impl Edit {
    /// What makes the new file of the old one.
    pub fn between(old: &[u8], new: &[u8]) -> Self {
        let (before, after) = (lines(old), lines(new));
        let bytes = std::str::from_utf8(new).is_err();
        let told = |line: &&[u8]| match std::str::from_utf8(line) {
            Ok(text) if !bytes => text.to_owned(),
            _ => line.iter().copied().map(char::from).collect(),
        };
        let hunks = capture_diff_slices(Algorithm::Myers, &before, &after)
            .into_iter()
            .filter(|op| !matches!(op, DiffOp::Equal { .. }))
            .map(|op| Hunk {
                line: op.old_range().start + 1,
                remove: op.old_range().len(),
                insert: after[op.new_range()].iter().map(told).collect(),
            })
            .collect();
        Self { bytes, hunks }
    }

    /// The new file, made of the old one.
    pub fn apply(&self, old: &[u8]) -> Vec<u8> {
        let mut lines: Vec<Vec<u8>> = lines(old).into_iter().map(<[u8]>::to_vec).collect();
        for hunk in self.hunks.iter().rev() {
            let from = hunk.line - 1;
            let insert = hunk.insert.iter().map(|line| self.encode(line));
            lines.splice(from..from + hunk.remove, insert);
        }
        lines.join(&b'\n')
    }

    fn encode(&self, line: &str) -> Vec<u8> {
        if !self.bytes {
            return line.as_bytes().to_vec();
        }
        line.chars().map(|letter| u8::try_from(letter).expect("a character that stands for a byte")).collect()
    }
}

fn lines(file: &[u8]) -> Vec<&[u8]> {
    file.split(|byte| *byte == b'\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn comes_back(old: &[u8], new: &[u8]) -> Edit {
        let json = serde_json::to_string(&Edit::between(old, new)).unwrap();
        let edit: Edit = serde_json::from_str(&json).unwrap();
        assert_eq!(edit.apply(old), new, "{json}");
        edit
    }

    #[test]
    fn one_line_is_told_as_one_line() {
        let edit = comes_back(b"a\nb\nc\n", b"a\nB\nc\n");
        assert_eq!(edit.hunks, [Hunk { line: 2, remove: 1, insert: vec!["B".to_owned()] }]);
    }

    #[test]
    fn every_byte_comes_back() {
        comes_back(b"", b"a\n");
        comes_back(b"a\n", b"");
        comes_back(b"a\nb\n", b"a\nb");
        comes_back(b"a\nb\n", b"a\r\nb\r\n");
        comes_back(b"a\nb\nc\nd\n", b"x\na\nc\n\0\nd\ny\n");
        assert!(comes_back("a\ncafé\n".as_bytes(), b"a\ncaf\xe9\n").bytes);
        comes_back(b"a\n", b"\xff\xfea\0\n\0");
        assert_eq!(comes_back(b"a\n", b"a\n"), Edit::default());
    }
}
