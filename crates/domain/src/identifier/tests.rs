use proptest::prelude::*;

use super::*;

fn is_found(text: &str) -> bool {
    !find(text, Scan::Plain).is_empty()
}

#[test]
fn modulus_11_of_the_dictionary() {
    assert!(is_nhs_number("9434765919"));
    assert!(!is_nhs_number("9434765918"));
}

#[test]
fn a_reference_may_not_hide_a_number_or_a_postcode() {
    assert!(!find("A943-476-5919", Scan::Reference).is_empty());
    assert!(!find("LS1-SW1A1AA", Scan::Reference).is_empty());
    assert!(find("A00012-C3", Scan::Reference).is_empty());
}

#[test]
fn a_message_never_repeats_the_number() {
    assert_eq!(find("seen with 9434765919", Scan::Plain)[0].masked, "9••••••••9");
}

#[test]
fn an_nhs_number_is_found_however_it_is_typeset() {
    for text in [
        "seen, NHS no 943\u{a0}476\u{a0}5919",
        "seen, NHS no 943  476  5919",
        "seen 943.476.5919",
        "seen 943\u{2009}476\u{2009}5919",
        "seen 943–476–5919",
        "seen 943 - 476 - 5919",
        "seen (943) 476 5919",
        "seen 943/476/5919",
        "seen 943,476,5919",
        "seen 943_476_5919",
        "seen 943    476\t5919",
        "seen 943\n476\n5919",
        "seen ９４３４７６５９１９",
        "seen ٩٤٣ ٤٧٦ ٥٩١٩",
        "seen 943\u{200b}4765919",
        "seen 94\u{ad}34\u{ad}765919",
        "NHS9434765919",
        "9434 765 919",
        "9 4 3 4 7 6 5 9 1 9",
        "CHI 010170 1234",
        "CHI 010170-1234",
    ] {
        assert!(is_found(text), "{text}");
    }
}

#[test]
fn telephone_numbers_are_found() {
    for text in [
        "tel 07700 900 123",
        "tel 07700 900123",
        "tel +44 20 7946 0958",
        "07700-900-123",
        "07700.900.123",
        "077 0090 0123",
        "0 7700 900123 is no number here, +44 (0)20 7946 0958 is",
        "(020) 7946 0958",
        "(01632) 960001",
        "0113 496 0000",
        "0044 20 7946 0958",
        "+353 1 234 5678",
        "wife 07700 900123 30 min after",
        "phone: 7946 0958",
        "+44\u{a0}7700\u{a0}900123",
    ] {
        assert!(is_found(text), "{text}");
    }
}

#[test]
fn postcodes_and_addresses_are_found_with_other_blanks() {
    for text in ["SW1A\u{a0}1AA", "SW1A  1AA", "SW1A-1AA", "ＳＷ１Ａ１ＡＡ", "LS1\u{202f}4AP"] {
        assert!(is_found(text), "{text}");
    }
    for text in
        ["jo@example.org", "jo @ example.org", "jo (at) example . org", "jo＠example.org", "é@example.org"]
    {
        assert!(is_found(text), "{text}");
    }
}

#[test]
fn dates_in_a_story_are_found_with_other_blanks_and_signs() {
    for text in [
        "born 12/03/1969",
        "born 12 / 03 / 1969",
        "born 12–03–1969",
        "born 12\u{a0}03\u{a0}1969",
        "born 12 March 1969",
        "born 12th of March, 1969",
        "born 12/Mar/1969",
        "born 12Mar1969",
        "born March 12th, 1969",
        "on 3.4.26",
    ] {
        assert!(!find(text, Scan::Narrative).is_empty(), "{text}");
    }
}

#[test]
fn what_is_said_of_a_session_passes() {
    for text in [
        "flow 4.2, sweep 6.0, RASS -2",
        "10-minute walk, 2/5 power",
        "1234567 ml",
        "sats 88-92%, HR 110-120, BP 120/70 then 135/80",
        "reps 10 10 10, then 8 8",
        "08:00-16:30",
        "0830 1200 1630",
        "10:00 120/70 110/65 90",
        "noradrenaline 0.05 0.10 0.12",
        "rpm 3200 to 3450, FdO2 0.65",
        "walked 30 m, 2 x 15 m, 40 steps",
        "seen @ 10.30, again @ 14.15",
        "Sat out (chair) for 45 min",
        "MRC 5 5 4 4 5 5 4 4 5 5 4 4",
        "caf\u{e9} chair, 30\u{b0} \u{2265} 10 min",
    ] {
        assert_eq!(find(text, Scan::Narrative), [], "{text}");
    }
}

/// Blanks and signs that stand between groups of a number.
const BETWEEN: [&str; 14] =
    ["", " ", "  ", "\u{a0}", "\u{2009}", "\u{202f}", "-", "–", "\u{2011}", ".", "·", " - ", "/", "\u{200b}"];
/// The zeros of scripts whose digits stand in a row.
const ZEROS: [char; 5] = ['0', '٠', '۰', '०', '０'];

proptest! {
    #[test]
    fn ten_digits_are_found_in_any_script_with_any_blank_or_sign(
        number in "[0-9]{10}",
        (first, second) in (0..BETWEEN.len(), 0..BETWEEN.len()),
        zero in 0..ZEROS.len(),
        (before, after) in ("[a-z ,.]{0,6}[a-z ]", "[a-z ,.]{0,6}"),
    ) {
        let script: String = number
            .chars()
            .map(|c| char::from_u32(u32::from(ZEROS[zero]) + c.to_digit(10).unwrap()).unwrap())
            .collect();
        let digits: Vec<char> = script.chars().collect();
        let group = |from: usize, to: usize| digits[from..to].iter().collect::<String>();
        let written = [group(0, 3), BETWEEN[first].into(), group(3, 6), BETWEEN[second].into(), group(6, 10)].concat();
        let text = format!("{before}{written}{after}");
        prop_assert!(is_found(&text), "{text}");
    }

    #[test]
    fn a_mobile_number_is_found_with_any_blank_or_sign(
        number in "7[0-9]{9}",
        (first, second) in (1..8_usize, 1..8_usize),
        prefix in 0..3_usize,
    ) {
        let (area, rest) = number.split_at(4);
        let (middle, end) = rest.split_at(3);
        let prefix = ["0", "+44 ", "0044 "][prefix];
        let text = format!("ring {prefix}{area}{}{middle}{}{end}", BETWEEN[first], BETWEEN[second]);
        prop_assert!(is_found(&text), "{text}");
    }

    #[test]
    fn a_plain_text_is_plain(text in any::<String>()) {
        let once = plain::plain(&text).into_owned();
        prop_assert_eq!(&plain::plain(&once), &once);
    }

    #[test]
    fn a_number_stays_caught_with_other_blanks_and_signs_where_it_is_parted(
        number in 0..PARTED.len(),
        between in prop::collection::vec(1..BETWEEN.len(), 6),
        zero in 0..ZEROS.len(),
    ) {
        let mut between = between.into_iter().map(|at| BETWEEN[at]);
        let mut text = String::from("seen, ");
        for c in PARTED[number].chars() {
            match c.to_digit(10) {
                Some(value) => text.push(char::from_u32(u32::from(ZEROS[zero]) + value).unwrap()),
                None if c == '|' => text.push_str(between.next().unwrap()),
                None => text.push(c),
            }
        }
        prop_assert!(is_found(&text), "{text}");
    }

    #[test]
    fn what_nobody_can_see_hides_no_number(number in 0..PARTED.len(), at in 0..12_usize, hidden in 0..HIDDEN.len()) {
        let written = PARTED[number].replace('|', " ");
        let place = written.char_indices().map(|(place, _)| place).nth(at).unwrap_or(written.len());
        let (before, after) = written.split_at(place);
        let text = format!("{before}{}{after}", HIDDEN[hidden]);
        prop_assert!(is_found(&text), "{text:?}");
    }

    #[test]
    fn nothing_that_is_written_makes_it_fail(text in any::<String>()) {
        for scan in [Scan::Plain, Scan::Narrative, Scan::Code, Scan::Reference] {
            let found = look(&text, scan);
            prop_assert!(found.certain.iter().all(|hit| !hit.what.is_asked()));
            prop_assert!(found.likely.iter().all(|hit| hit.what.is_asked()));
        }
    }

    #[test]
    fn a_reference_is_refused_for_nothing_but_numbers_and_postcodes(text in "[A-Z][A-Z0-9-]{0,23}") {
        let found = look(&text, Scan::Reference);
        let known = [What::TenDigits, What::LongNumber, What::Postcode];
        prop_assert!(found.likely.is_empty() && found.certain.iter().all(|hit| known.contains(&hit.what)), "{text}");
    }
}

/// Numbers with their parts.
const PARTED: [&str; 8] = [
    "943|476|5919",
    "07700|900|123",
    "020|7946|0958",
    "01632|960|001",
    "+44|7700|900123",
    "hospital number 12|34|567",
    "MRN 123|456|7",
    "Datix no 12|345",
];

/// Marks that take no room.
const HIDDEN: [&str; 5] = ["\u{200b}", "\u{ad}", "\u{2060}", "\u{200d}", "\u{feff}"];

#[test]
fn all_hits_are_told_at_once_each_masked() {
    let found = look("Mr Smith, NHS 943 476 5919, ring 07700 900123 or Margaret", Scan::Narrative);
    let told: Vec<_> = found.certain.iter().map(|hit| (hit.what, hit.masked.as_str())).collect();
    assert_eq!(
        told,
        [
            (What::TitledName, "M• ••••h"),
            (What::TenDigits, "9•• ••• •••9"),
            (What::Telephone, "0•••• •••••3"),
        ]
    );
    assert_eq!(found.likely[0].masked, "M••••••t");
}

#[test]
fn numbers_that_share_the_blank_between_them_are_two() {
    assert_eq!(find("BS1 3NU LS1 4AP", Scan::Plain).len(), 2);
    assert_eq!(find("9434765919 9434765919", Scan::Plain).len(), 2);
}

#[test]
fn of_a_short_name_one_letter_is_shown() {
    assert_eq!(find("called Tom", Scan::Plain)[0].masked, "T••");
}
