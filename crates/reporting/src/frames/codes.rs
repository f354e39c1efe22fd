//! Columns of codes as the variants of their lists: a byte a row, and a code that the list does not hold is told.

use domain::code::Coded;
use polars::prelude::StringChunked;

/// A column of codes.
pub(super) struct CodeColumn<E>(Vec<Option<E>>);

impl<E: Coded> CodeColumn<E> {
    pub(super) fn get(&self, row: usize) -> Option<E> {
        self.0[row]
    }
}

/// A column of sets of codes, a bit a code.
pub(super) struct SetColumn<E> {
    bits: Vec<u64>,
    list: std::marker::PhantomData<E>,
}

impl<E: Coded> SetColumn<E> {
    pub(super) fn has(&self, row: usize, code: E) -> bool {
        self.bits[row] & bit(code) != 0
    }
}

/// No list of the dictionary has more than 64 codes that are chosen in sets.
fn bit<E: Coded>(code: E) -> u64 {
    1_u64.checked_shl(u32::try_from(code.index()).unwrap_or(u32::MAX)).unwrap_or(0)
}

/// Reads a column of codes; the first one that its list does not hold.
pub(super) fn column<E: Coded>(texts: &StringChunked) -> Result<CodeColumn<E>, &str> {
    let index = Index::new();
    texts.iter().map(|cell| index.code(cell)).collect::<Result<_, _>>().map(CodeColumn)
}

/// Reads a column of sets, `RESP|REHAB`; the first code that the list does not hold.
pub(super) fn sets<E: Coded>(texts: &StringChunked) -> Result<SetColumn<E>, &str> {
    let index = Index::<E>::new();
    let bits = texts.iter().map(|cell| index.set(cell)).collect::<Result<_, _>>()?;
    Ok(SetColumn { bits, list: std::marker::PhantomData })
}

/// A list's codes by their length and ends: millions of cells are looked up.
struct Index<E> {
    buckets: [Vec<(&'static str, E)>; BUCKETS],
}

const BUCKETS: usize = 64;

impl<E: Coded> Index<E> {
    fn new() -> Self {
        let mut buckets = [const { Vec::new() }; BUCKETS];
        for &code in E::ALL {
            buckets[bucket(code.code())].push((code.code(), code));
        }
        Self { buckets }
    }

    fn code<'c>(&self, cell: Option<&'c str>) -> Result<Option<E>, &'c str> {
        cell.map(|code| self.find(code).ok_or(code)).transpose()
    }

    fn set<'c>(&self, cell: Option<&'c str>) -> Result<u64, &'c str> {
        let mut codes = cell.into_iter().flat_map(|cell| cell.split('|'));
        codes.try_fold(0, |bits, code| self.find(code).map(|found| bits | bit(found)).ok_or(code))
    }

    fn find(&self, text: &str) -> Option<E> {
        self.buckets[bucket(text)].iter().find(|(code, _)| *code == text).map(|(_, variant)| *variant)
    }
}

fn bucket(text: &str) -> usize {
    let bytes = text.as_bytes();
    let end = |byte: Option<&u8>| usize::from(byte.copied().unwrap_or_default());
    (bytes.len() * 7 + end(bytes.first()) * 3 + end(bytes.last())) % BUCKETS
}

#[cfg(test)]
mod tests {
    use domain::forms::physio_contact::{Domain, Intervention};
    use polars::prelude::{NewChunkedArray, PlSmallStr};

    use super::*;

    fn texts(cells: &[Option<&str>]) -> StringChunked {
        StringChunked::from_slice_options(PlSmallStr::EMPTY, cells)
    }

    #[test]
    fn every_code_of_a_list_is_found() {
        for code in Intervention::ALL {
            assert_eq!(Index::new().find(code.code()), Some(*code));
        }
    }

    #[test]
    fn a_code_that_the_list_does_not_hold_is_told() {
        let texts = texts(&[Some("WALK"), None, Some("BED_BIKE")]);
        assert_eq!(column::<Intervention>(&texts).err(), Some("BED_BIKE"));
    }

    #[test]
    fn a_set_holds_its_codes_and_no_others() {
        let texts = texts(&[Some("RESP|REHAB"), Some("REHAB"), None]);
        let sets = sets::<Domain>(&texts).expect("codes of the list");
        let has = |code| [0, 1, 2].map(|row| sets.has(row, code));
        assert_eq!((has(Domain::Resp), has(Domain::Rehab)), ([true, false, false], [true, true, false]));
    }
}
