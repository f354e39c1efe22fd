//! Where two versions of one file of a pack differ: the indicator, the row and the column, in words.

/// The first place at which a CSV file differs from what the snapshot gives; `None` of other files, and where only the
/// form differs.
pub(super) fn place(path: &str, built: &[u8], found: &[u8]) -> Option<String> {
    std::path::Path::new(path).extension().filter(|extension| *extension == "csv")?;
    let (built, found) = (rows(built)?, rows(found)?);
    let heads = built.iter().find(|row| row.len() > 2)?;
    let at = built.iter().zip(&found).position(|(a, b)| a != b);
    let Some(at) = at else {
        return (built.len() != found.len())
            .then(|| format!("it has {} rows, the snapshot gives {}", found.len(), built.len()));
    };
    let (ours, theirs) = (&built[at], &found[at]);
    let column = (0..ours.len().max(theirs.len())).find(|column| ours.get(*column) != theirs.get(*column))?;
    let cell = |row: &[String]| row.get(column).cloned().unwrap_or_default();
    let row = ours.first().map_or("", String::as_str);
    let head = heads.get(column).map_or("", String::as_str);
    Some(format!("in the row {row}, {head} is “{}”, and the snapshot gives “{}”", cell(theirs), cell(ours)))
}

fn rows(bytes: &[u8]) -> Option<Vec<Vec<String>>> {
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows: Result<Vec<_>, _> = reader.records().collect();
    Some(rows.ok()?.iter().map(|row| row.iter().map(str::to_owned).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "period,2026H1\ncentre,n,value\nSTH,10,90.0\nRBH,12,80.0\n";

    fn told(found: &str) -> Option<String> {
        place("csv/p04.csv", OURS.as_bytes(), found.as_bytes())
    }

    #[test]
    fn row_column_and_both_values_are_told() {
        let changed = told(&OURS.replace("80.0", "95.0"));
        assert_eq!(
            changed.as_deref(),
            Some("in the row RBH, value is “95.0”, and the snapshot gives “80.0”")
        );
    }

    #[test]
    fn a_row_that_was_taken_out_is_told() {
        assert_eq!(
            told(&OURS.replace("RBH,12,80.0\n", "")).as_deref(),
            Some("it has 3 rows, the snapshot gives 4")
        );
    }

    #[test]
    fn other_files_have_no_rows() {
        assert_eq!(place("pack.pdf", b"a", b"b"), None);
    }
}
