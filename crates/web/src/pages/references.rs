//! References of new records, made here, so that nobody is tempted to use a hospital's number.

use domain::{FormSpec, Kind, value::PatientRef};

use crate::{App, entry::Entry, problem::Problem};

/// Types the reference of a new record in, where it needs one and has none yet.
pub(super) fn suggest(app: &App, form: &'static FormSpec, entry: &mut Entry) -> Result<(), Problem> {
    for name in own(form) {
        let reference = match form.field(name).map(|field| &field.kind) {
            Some(Kind::Pseudonym) => pseudonym(app)?,
            _ => made(app, form)?,
        };
        entry.suggest(form, name, &reference);
    }
    Ok(())
}

/// Whether a record has a reference of its own, besides those of what it belongs to.
pub(super) fn has_own(form: &FormSpec) -> bool {
    own(form).next().is_some()
}

/// A fresh reference: the first letter of the form's last word, and six symbols.
pub(super) fn made(app: &App, form: &FormSpec) -> Result<String, Problem> {
    let initial = form.id.rsplit('_').next().and_then(|word| word.chars().next());
    let letter = initial.unwrap_or('r').to_ascii_uppercase();
    let symbols = symbols(app)?;
    Ok(format!("{letter}-{}", &symbols[..6]))
}

fn own(form: &FormSpec) -> impl Iterator<Item = &'static str> {
    let is_parents = |column: &str| form.parent.is_some_and(|parent| parent.columns.contains(&column));
    let is_reference =
        |name: &str| matches!(form.field(name).map(|field| &field.kind), Some(Kind::Ref | Kind::Pseudonym));
    form.key.iter().copied().filter(move |name| is_reference(name) && !is_parents(name))
}

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
