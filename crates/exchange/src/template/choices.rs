//! What may be chosen or typed in a column: drop-downs and bounds.

use domain::code::CodeList;
use domain::{FieldSpec, Kind, Reason};
use rust_xlsxwriter::{DataValidation, Formula, Workbook, XlsxError};

use crate::error::{Doing, Result};

/// The name of the hidden sheet that holds the codes.
const SHEET: &str = "Lists";

/// The drop-downs, each a column of a hidden sheet: a list of codes, the reasons behind it where a reason
/// may stand.
pub(super) struct Lists<'f>(Vec<(String, Vec<&'f str>)>);

impl<'f> Lists<'f> {
    /// The drop-downs of some fields.
    pub(super) fn of(fields: impl Iterator<Item = &'f FieldSpec>) -> Self {
        let mut lists: Vec<(String, Vec<&'f str>)> = Vec::new();
        for (name, codes) in fields.filter_map(offered) {
            if lists.iter().all(|(known, _)| *known != name) {
                lists.push((name, codes));
            }
        }
        Self(lists)
    }

    fn range(&self, name: &str) -> Option<String> {
        let place = self.0.iter().position(|(known, _)| known == name)?;
        let column = crate::read::letters(place);
        Some(format!("={SHEET}!${column}$2:${column}${}", self.0[place].1.len() + 1))
    }

    /// Writes the hidden sheet.
    pub(super) fn write(&self, book: &mut Workbook) -> Result<()> {
        let doing = || "writing the lists of the template".to_owned();
        let sheet = book.add_worksheet();
        sheet.set_name(SHEET).doing(doing)?.set_hidden(true);
        for (column, (name, codes)) in (0_u16..).zip(&self.0) {
            sheet.write_string(0, column, name).doing(doing)?;
            for (row, code) in (1_u32..).zip(codes) {
                sheet.write_string(row, column, *code).doing(doing)?;
            }
        }
        Ok(())
    }
}

/// The name of a field's drop-down and what it offers.
fn offered(field: &FieldSpec) -> Option<(String, Vec<&str>)> {
    let (name, mut codes) = match &field.kind {
        Kind::Code(list) => (&*list.name, codes_of(list)),
        Kind::Flag => ("YES OR NO", vec!["true", "false"]),
        _ => return None,
    };
    if !field.miss {
        return Some((name.to_owned(), codes));
    }
    let reasons = Reason::ALL.map(Reason::as_str);
    codes.extend(reasons.iter().filter(|reason| !codes.contains(reason)).copied().collect::<Vec<_>>());
    Some((format!("{name} OR MISSING"), codes))
}

fn codes_of(list: &CodeList) -> Vec<&str> {
    list.codes.iter().map(|code| &*code.code).collect()
}

/// Whether the cells of a column are text, whatever they look like.
pub(super) fn is_text(field: &FieldSpec) -> bool {
    !matches!(field.kind, Kind::Int { .. } | Kind::Dec { .. } | Kind::Flag)
}

/// The rule of a column.
pub(super) fn validation(
    field: &FieldSpec,
    column: u16,
    lists: &Lists<'_>,
) -> Result<Option<DataValidation>, XlsxError> {
    let rule = DataValidation::new();
    let rule = match offered(field).and_then(|(name, _)| lists.range(&name)) {
        Some(range) => rule.allow_list_formula(Formula::new(range)),
        None => match number(field, column) {
            Some(condition) => rule.allow_custom(Formula::new(condition)),
            None => return Ok(None),
        },
    };
    let message = match field.kind {
        Kind::Int { .. } | Kind::Dec { .. } => {
            format!("{}: {}.", field.label, crate::codebook::range(field))
        }
        _ => format!("{}: choose from the list.", field.label),
    };
    let message: String = message.chars().take(255).collect();
    rule.set_error_title("Not accepted")?.set_error_message(message).map(Some)
}

/// A number within the hard bounds, or a reason where one may stand.
fn number(field: &FieldSpec, column: u16) -> Option<String> {
    let cell = format!("{}2", crate::read::letters(usize::from(column)));
    let (min, max) = match field.kind {
        Kind::Int { min, max } => (min.map(|bound| bound.to_string()), max.map(|bound| bound.to_string())),
        Kind::Dec { min, max, .. } => {
            (min.map(|bound| bound.to_string()), max.map(|bound| bound.to_string()))
        }
        _ => return None,
    };
    let whole = matches!(field.kind, Kind::Int { .. }).then(|| format!("{cell}=INT({cell})"));
    let bounds = [min.map(|min| format!("{cell}>={min}")), max.map(|max| format!("{cell}<={max}")), whole];
    let tests: Vec<_> = bounds.into_iter().flatten().collect();
    // IF, because AND would go on to compare a text.
    let in_bounds = format!("IF(ISNUMBER({cell}),AND(TRUE,{}),FALSE)", tests.join(","));
    let reasons = Reason::ALL.map(|reason| format!("{cell}=\"{}\"", reason.as_str())).join(",");
    let in_bounds = if tests.is_empty() { format!("ISNUMBER({cell})") } else { in_bounds };
    Some(if field.miss { format!("=OR({in_bounds},{reasons})") } else { format!("={in_bounds}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::dictionary::Dictionary;

    fn field(name: &str) -> &'static FieldSpec {
        Dictionary::shipped().form("physio_contact").unwrap().field(name).unwrap()
    }

    #[test]
    fn a_number_has_its_bounds_and_a_reason_beside_them() {
        assert_eq!(
            number(field("run_no"), 3).unwrap(),
            "=IF(ISNUMBER(D2),AND(TRUE,D2>=1,D2<=9,D2=INT(D2)),FALSE)"
        );
        let rass = number(field("rass"), 0).unwrap();
        assert!(rass.starts_with("=OR(IF(ISNUMBER(A2)") && rass.ends_with("A2=\"NA\",A2=\"UTA\")"), "{rass}");
        assert_eq!(number(field("note"), 0), None);
    }

    #[test]
    fn a_list_offers_reasons_where_one_may_stand() {
        let (name, codes) = offered(field("airway")).unwrap();
        assert!(name.ends_with("OR MISSING") && codes.ends_with(&["NR", "NK", "NA", "UTA"]), "{codes:?}");
        let (_, screen) = offered(field("safety_screen")).unwrap();
        assert_eq!(screen.iter().filter(|code| **code == "NA").count(), 1);
    }
}
