//! Staff of a contact on one line: `PT6 x2 e, RN` for two physiotherapists of band 6 who are signed off for
//! ECMO, and one nurse who is not.

use domain::{
    Raw,
    code::Coded,
    forms::physio_contact::{Band, ContactStaff, Role},
    spec::Form,
};

/// How the line is written, for the people who write it.
pub(crate) const CREW_HELP: &str = "Staff: role and pay band, how many, and e when signed off for ECMO, with \
     commas between: PT6 x2 e, RN means two physiotherapists of band 6 signed off for ECMO, and one nurse.";

/// One group of staff as it was written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Crew {
    /// Code of the role.
    pub role: &'static str,
    /// Code of the pay band, or nothing.
    pub band: &'static str,
    /// How many.
    pub n: String,
    /// Signed off for ECMO.
    pub ecmo_competent: bool,
}

/// Reads a line of staff; what cannot be read is told with its remedy.
pub(crate) fn read(line: &str) -> Result<Vec<Crew>, String> {
    let groups = line.split([',', ';']).map(str::trim).filter(|group| !group.is_empty());
    groups.map(|group| one(group).ok_or_else(|| complain(group))).collect()
}

fn complain(group: &str) -> String {
    let roles: Vec<_> = Role::LIST.codes.iter().map(|role| &*role.code).collect();
    format!(
        "“{group}” cannot be read. Write role and band, how many and e for ECMO, like PT6 x1 e. Roles: {}.",
        roles.join(", ")
    )
}

fn one(group: &str) -> Option<Crew> {
    let upper = group.to_uppercase();
    let mut words = upper.split_whitespace();
    let (role, band) = role_and_band(words.next()?)?;
    let mut crew = Crew { role, band, n: "1".to_owned(), ecmo_competent: false };
    for word in words {
        match word.strip_prefix('X') {
            Some(n) if !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit()) => {
                n.clone_into(&mut crew.n);
            }
            None if word == "E" => crew.ecmo_competent = true,
            _ => return None,
        }
    }
    Some(crew)
}

/// `PT6`, `PT8A`, `PT2-4`, `RN`.
fn role_and_band(word: &str) -> Option<(&'static str, &'static str)> {
    let roles = || Role::LIST.codes.iter().map(|entry| &*entry.code);
    roles().filter(|role| word.starts_with(role)).max_by_key(|role| role.len()).and_then(|role| {
        let rest = word[role.len()..].trim_start_matches('/');
        if rest.is_empty() {
            return Some((role, ""));
        }
        let spelled = match rest {
            "8B" | "8B+" => "8B_PLUS".to_owned(),
            _ => rest.replace('-', "_"),
        };
        let band = Band::LIST.codes.iter().find(|band| band.code == spelled);
        band.map(|band| (role, &*band.code))
    })
}

/// Staff rows of a record as a line.
pub(crate) fn written(rows: &[Raw]) -> String {
    let spec = ContactStaff::spec();
    let group = |row: &Raw| {
        let band = match row.get(spec, ContactStaff::BAND) {
            "NA" => "",
            band => band,
        };
        let ecmo = if row.get(spec, ContactStaff::ECMO_COMPETENT) == "true" { " e" } else { "" };
        format!(
            "{}{} x{}{ecmo}",
            row.get(spec, ContactStaff::ROLE),
            band.replace('_', "-"),
            row.get(spec, ContactStaff::N)
        )
    };
    rows.iter().map(group).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crew(role: &'static str, band: &'static str, n: &str, ecmo_competent: bool) -> Crew {
        Crew { role, band, n: n.to_owned(), ecmo_competent }
    }

    #[test]
    fn a_line_is_read_in_any_capitals_and_order() {
        assert_eq!(read("PT6 x1 e").unwrap(), [crew("PT", "6", "1", true)]);
        assert_eq!(read("pt8a e x2; rn").unwrap(), [crew("PT", "8A", "2", true), crew("RN", "", "1", false)]);
        assert_eq!(read("TA2-4").unwrap(), [crew("TA", "2_4", "1", false)]);
        assert_eq!(read("ECMO_SPEC e").unwrap(), [crew("ECMO_SPEC", "", "1", true)]);
        assert!(read(" ").unwrap().is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_quoted_with_its_remedy() {
        for line in ["6 x1", "PT9", "PT6 two", "PT6 x", "PT6 xx"] {
            let complaint = read(line).unwrap_err();
            assert!(complaint.contains(line) && complaint.contains("PT6 x1 e"), "{complaint}");
        }
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let spec = ContactStaff::spec();
        let mut row = Raw::blank(spec);
        for (name, cell) in [("role", "PT"), ("band", "2_4"), ("n", "3"), ("ecmo_competent", "true")] {
            row.set(spec, name, cell);
        }
        assert_eq!(written(&[row.clone()]), "PT2-4 x3 e");
        assert_eq!(read(&written(&[row])).unwrap(), [crew("PT", "2_4", "3", true)]);
    }
}
