//! Tokens made for the audit: pseudonyms with their check character, and links between two centres.

use super::dice::Dice;
use domain::value::check_character;

/// Crockford's base-32 alphabet: no I, L, O or U, which people misread.
const BASE_32: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PSEUDONYM_LENGTH: usize = 8;
const LINK_LENGTH: usize = 10;
/// Digits in a row that stay clear of the identifier guard, also with a digit as check character behind
/// them.
const DIGITS_IN_A_ROW: usize = 6;

/// A new pseudonym: eight characters and their check character.
pub(super) fn pseudonym(dice: &mut Dice) -> String {
    let mut token = lettered(dice, PSEUDONYM_LENGTH);
    token.extend(check_character(&token));
    token
}

/// A new link token for the two runs of a transfer on ECMO.
pub(super) fn link(dice: &mut Dice) -> String {
    lettered(dice, LINK_LENGTH)
}

/// A token that cannot be taken for a number.
fn lettered(dice: &mut Dice, length: usize) -> String {
    loop {
        let token: Vec<u8> = (0..length).map(|_| dice.pick(BASE_32)).collect();
        if token.split(|c| !c.is_ascii_digit()).all(|digits| digits.len() <= DIGITS_IN_A_ROW) {
            return token.into_iter().map(char::from).collect();
        }
    }
}
