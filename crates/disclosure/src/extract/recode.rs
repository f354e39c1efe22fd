//! The recipe laid on the people: the same for everybody, whoever else is there.

use super::table::{Column, Role, Table, is_word};
use super::{Codes, Flaw, Kept, Merge, Recipe, Scale};

/// A column as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it is to somebody who looks for a person.
    pub role: Role,
    /// Whether its codes have an order.
    pub scale: Scale,
    /// The codes that are told.
    pub codes: Vec<String>,
    /// The place among them of each of the column's own codes.
    pub of: Vec<u16>,
}

impl Field {
    /// Whether it is this to somebody who looks for a person.
    pub(super) fn plays(&self, role: Role) -> bool {
        role == self.role
    }
}

/// A person of an extract: their own codes and those that are told, field by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recoded {
    pub(super) uid: u128,
    pub(super) own: Codes,
    pub(super) told: Codes,
}

/// The fields of a recipe, and the people in the order of their uids, so that no order of arrival is carried over.
pub(super) fn recode(table: &Table, recipe: &Recipe) -> Result<(Vec<Field>, Vec<Recoded>), Flaw> {
    let places =
        recipe.columns.iter().map(|kept| place(table, recipe, kept)).collect::<Result<Vec<_>, _>>()?;
    let columns = places.iter().map(|place| &table.columns()[*place]);
    let fields = columns
        .zip(&recipe.columns)
        .map(|(column, kept)| field(column, kept))
        .collect::<Result<Vec<_>, _>>()?;
    let told = |own: &Codes| {
        fields.iter().zip(own).map(|(field, code)| code.map(|code| field.of[usize::from(code)])).collect()
    };
    let person = |person: &super::Person| {
        let own: Codes = places.iter().map(|place| person.codes[*place]).collect();
        Recoded { uid: person.uid, told: told(&own), own }
    };
    let mut people: Vec<Recoded> = table.people().iter().map(person).collect();
    people.sort_by_key(|person| person.uid);
    Ok((fields, people))
}

fn place(table: &Table, recipe: &Recipe, kept: &Kept) -> Result<usize, Flaw> {
    let is_once = recipe.columns.iter().filter(|other| other.name == kept.name).count() == 1;
    let place = table.columns().iter().position(|column| column.name == kept.name);
    place.filter(|_| is_once).ok_or_else(|| Flaw::Unknown(kept.name.clone()))
}

fn field(column: &Column, kept: &Kept) -> Result<Field, Flaw> {
    let (codes, of) = match kept.level.checked_sub(1) {
        None => (column.codes.clone(), (0..).take(column.codes.len()).collect()),
        Some(level) => {
            let level = column.coarser.get(level).ok_or_else(|| Flaw::Level(column.name.clone()))?;
            (level.codes.clone(), level.of.clone())
        }
    };
    let mut field = Field { name: column.name.clone(), role: column.role, scale: column.scale, codes, of };
    for merge in &kept.merges {
        field = merged(&field, merge).ok_or_else(|| Flaw::Merge(column.name.clone()))?;
    }
    Ok(field)
}

/// A field with codes made one, at the place of the first; nothing when they cannot be.
fn merged(field: &Field, merge: &Merge) -> Option<Field> {
    let place = |code: &String| field.codes.iter().position(|known| known == code);
    let mut places = merge.codes.iter().map(place).collect::<Option<Vec<_>>>()?;
    places.sort_unstable();
    let (first, last) = (*places.first()?, *places.last()?);
    let are_neighbours = last - first + 1 == places.len();
    let is_free = place(&merge.into).is_none_or(|place| places.contains(&place));
    if places.windows(2).any(|pair| pair[0] == pair[1])
        || !(is_free && is_word(&merge.into))
        || (field.scale == Scale::Ordered && !are_neighbours)
    {
        return None;
    }
    let mut codes = Vec::new();
    let mut moved = Vec::new();
    for (at, code) in field.codes.iter().enumerate() {
        let is_merged = places.contains(&at);
        if !is_merged || at == first {
            codes.push(if is_merged { merge.into.clone() } else { code.clone() });
        }
        let into = codes.iter().position(|known| known == if is_merged { &merge.into } else { code });
        moved.push(u16::try_from(into?).ok()?);
    }
    let of = field.of.iter().map(|code| moved[usize::from(*code)]).collect();
    Some(Field { codes, of, ..field.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(scale: Scale) -> Field {
        let codes = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        Field { name: "x".to_owned(), role: Role::Other, scale, codes, of: vec![0, 1, 2, 3] }
    }

    fn merge(codes: &[&str], into: &str) -> Merge {
        Merge { codes: codes.iter().map(|code| (*code).to_owned()).collect(), into: into.to_owned() }
    }

    #[test]
    fn rare_codes_become_one_at_the_place_of_the_first() {
        let merged = merged(&field(Scale::Ordered), &merge(&["c", "b"], "b/c")).unwrap();
        assert_eq!(merged.codes, ["a", "b/c", "d"]);
        assert_eq!(merged.of, [0, 1, 1, 2]);
    }

    #[test]
    fn codes_apart_become_one_only_where_there_is_no_order() {
        assert_eq!(merged(&field(Scale::Ordered), &merge(&["a", "d"], "a")), None);
        assert_eq!(merged(&field(Scale::Unordered), &merge(&["a", "d"], "a")).unwrap().of, [0, 1, 2, 0]);
    }

    #[test]
    fn unknown_or_double_codes_and_names_that_cannot_be_are_refused() {
        for (codes, into) in
            [(["a", "e"], "a"), (["a", "a"], "a"), (["a", "b"], "c"), (["a", "b"], "*"), (["a", "b"], "")]
        {
            assert_eq!(merged(&field(Scale::Unordered), &merge(&codes, into)), None);
        }
    }
}
