//! T-X7: what may never stand in an extract, looked for in its bytes.

use std::collections::BTreeSet;

use disclosure::extract::{Extract, HIDDEN, Profile};

use crate::people::{r1, r2, table};
use crate::written::csv;

/// Centres of the network whose names must not turn up.
const CENTRES: [&str; 5] = ["Papworth", "Wythenshawe", "Glenfield", "Brompton", "Guy's"];

/// Everything in a text that looks like what is forbidden.
fn forbidden(text: &str) -> Vec<String> {
    let words = text.split(['\n', ',', ' ', '"', ';']).filter(|word| !word.is_empty());
    let is_forbidden =
        |word: &&str| is_date(word) || is_health_number(word) || is_uuid(word) || is_postcode_half(word);
    let mut found: Vec<String> = words.filter(is_forbidden).map(str::to_owned).collect();
    let cells = text.split(['\n', ',']).filter(|cell| cell.contains(' '));
    found.extend(cells.filter(|cell| is_health_number(cell)).map(str::to_owned));
    found.extend(CENTRES.iter().filter(|centre| text.contains(*centre)).map(|centre| (*centre).to_owned()));
    found
}

/// Digits as 9, letters as a, all else as it is.
fn shape(word: &str) -> String {
    let of = |letter: char| match letter {
        letter if letter.is_ascii_digit() => '9',
        letter if letter.is_ascii_alphabetic() => 'a',
        letter => letter,
    };
    word.chars().map(of).collect()
}

fn is_date(word: &str) -> bool {
    let shape = shape(word);
    ["9999-99-99", "99/99/9999", "99.99.9999"].iter().any(|date| shape.starts_with(date))
}

/// Ten digits whose last is the check digit by modulus 11.
fn is_health_number(word: &str) -> bool {
    let digits: Vec<u32> = word.chars().filter_map(|letter| letter.to_digit(10)).collect();
    let sum: u32 = digits.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    digits.len() == 10 && (11 - sum % 11) % 11 == digits[9]
}

fn is_uuid(word: &str) -> bool {
    let parts: Vec<usize> = word.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] || (word.len() >= 16 && word.chars().all(|letter| letter.is_ascii_hexdigit()))
}

/// The second half of a postcode.
fn is_postcode_half(word: &str) -> bool {
    shape(word) == "9aa"
}

#[test]
fn the_scan_finds_what_it_looks_for() {
    for (text, found) in [
        ("1,2026-03-01,venous", 1),
        ("1,01/03/2026", 1),
        ("1,943 476 5919\n", 1),
        ("1,9434765919", 1),
        ("1,9434765918", 0),
        ("1,CB2 0AY", 1),
        ("1,0190f3a2-7c1e-7b3a-9a55-0123456789ab", 1),
        ("1,Papworth", 1),
        ("1,18-34,*", 0),
    ] {
        assert_eq!(forbidden(text).len(), found, "{text}");
    }
}

#[test]
fn an_extract_has_nothing_but_the_words_of_its_recipe() {
    for recipe in [r1(Profile::Project), r2()] {
        let people = table(500, 1800);
        let extract = Extract::of(&people, &recipe, || 3 << 60).unwrap();
        let text = csv(&extract);
        assert_eq!(forbidden(&text), Vec::<String>::new());
        assert!(people.people().iter().all(|person| !text.contains(&person.uid.to_string())));
        let vocabularies: Vec<BTreeSet<&str>> = extract
            .fields()
            .iter()
            .map(|field| field.codes.iter().map(String::as_str).chain([HIDDEN]).collect())
            .collect();
        for (row, number) in extract.rows().zip(1_usize..) {
            assert_eq!(row[0], number.to_string());
            assert!(
                row[1..].iter().zip(&vocabularies).all(|(word, words)| words.contains(word.as_str())),
                "{row:?}"
            );
        }
    }
}
