//! References of new records, made here, so that nobody is tempted to use a hospital's number.

use domain::identifier::{self, Scan};
use domain::{FormSpec, Kind, value::PatientRef};

use crate::{App, entry::Entry, problem::Problem};

/// Types the reference of a new record in, where it needs one and has none yet.
pub(super) fn suggest(app: &App, form: &'static FormSpec, entry: &mut Entry) -> Result<(), Problem> {
    for name in form.own_references() {
        let reference = match form.field(name).map(|field| &field.kind) {
            Some(Kind::Pseudonym) => pseudonym(app)?,
            _ => made(app, form)?,
        };
        entry.suggest(form, name, &reference);
    }
    Ok(())
}

/// A fresh reference: the first letter of the form's last word, and six symbols.
pub(super) fn made(app: &App, form: &FormSpec) -> Result<String, Problem> {
    let initial = form.id.rsplit('_').next().and_then(|word| word.chars().next());
    made_of(initial.unwrap_or('r').to_ascii_uppercase(), || symbols(app))
}

/// About one string of symbols in twenty reads as a postcode, which no reference may hold: then another is drawn.
fn made_of(letter: char, mut draw: impl FnMut() -> Result<String, Problem>) -> Result<String, Problem> {
    for _ in 0..DRAWS {
        let reference = format!("{letter}-{}", &draw()?[..6]);
        if identifier::find(&reference, Scan::Reference).is_empty() {
            return Ok(reference);
        }
    }
    Err(Problem::fault("every reference that was drawn reads as an identifier"))
}

/// More draws than that all read as identifiers only when the source of chance is broken.
const DRAWS: u32 = 100;

/// Crockford's base 32: no letter that looks like a digit.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The symbols that a check character can be besides.
const CHECKS: &str = "*~$=U";

fn symbols(app: &App) -> Result<String, Problem> {
    let random: [u8; 8] = app.world.random()?;
    Ok(random.iter().map(|byte| char::from(SYMBOLS[usize::from(byte % 32)])).collect())
}

/// A pseudonym with the one check character that belongs to it.
fn pseudonym(app: &App) -> Result<String, Problem> {
    let body = symbols(app)?;
    SYMBOLS
        .iter()
        .map(|byte| char::from(*byte))
        .chain(CHECKS.chars())
        .map(|check| format!("{body}{check}"))
        .find(|candidate| PatientRef::parse(candidate).is_some())
        .ok_or_else(|| Problem::fault("no check character fits a pseudonym"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_read_as_a_postcode_are_drawn_again() {
        let mut draws = ["AB12CZ00", "M11AE9X7", "7K2M9QX4"].into_iter();
        let reference = made_of('C', || Ok(draws.next().unwrap().to_owned())).unwrap();
        assert_eq!(identifier::find("C-AB12CZ", Scan::Reference)[0].masked, "A••••Z");
        assert_eq!(identifier::find(&reference, Scan::Reference), []);
        assert_ne!(reference, "C-AB12CZ");
    }

    #[test]
    fn are_never_refused_by_the_guard() {
        // Every pair of letters, digits and letters, in the middle of which postcodes lie.
        let pick = |n: usize| char::from(SYMBOLS[n % 32]);
        let mut refused = 0;
        for seed in 0..20_000_usize {
            let mut turn = seed;
            let mut draw = || {
                turn = turn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                Ok((0..8).map(|place| pick(turn >> (20 + 5 * place))).collect::<String>())
            };
            refused += usize::from(
                !identifier::find(&format!("C-{}", &draw().unwrap()[..6]), Scan::Reference).is_empty(),
            );
            let reference = made_of('C', draw).unwrap();
            assert_eq!(identifier::find(&reference, Scan::Reference), [], "{reference}");
        }
        assert!(refused > 10, "{refused} of 20,000 first draws are refused: the test would not notice");
    }

    #[test]
    fn from_a_broken_source_of_chance_are_a_fault_and_no_endless_loop() {
        assert!(made_of('C', || Ok("AB12CZ00".to_owned())).is_err());
    }
}
