//! Tokens made for the audit: pseudonyms with their check character, and links between two centres.

use super::dice::Dice;

/// Crockford's base-32 alphabet: no I, L, O or U, which people misread.
const BASE_32: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Check characters for the remainders 0 to 36.
const CHECK_37: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
const PSEUDONYM_LENGTH: usize = 8;
const LINK_LENGTH: usize = 10;
/// Digits in a row that the identifier guard reads as a hospital number.
const DIGIT_RUN: usize = 8;

/// A new pseudonym: eight characters and the check character of their base-32 number modulo 37.
pub(super) fn pseudonym(dice: &mut Dice) -> String {
    let mut token = lettered(dice, PSEUDONYM_LENGTH);
    token.push(check_character(&token));
    token
}

/// A new link token for the two runs of a transfer on ECMO.
pub(super) fn link(dice: &mut Dice) -> String {
    lettered(dice, LINK_LENGTH)
}

/// A token that cannot be read as a number or, by its exponent, as one.
fn lettered(dice: &mut Dice, length: usize) -> String {
    loop {
        let token = dice.token(BASE_32, length);
        let longest = token.split(|c| !c.is_ascii_digit()).map(<[u8]>::len).max().unwrap_or(0);
        if longest < DIGIT_RUN - 1 {
            return token.into_iter().map(char::from).collect();
        }
    }
}

fn check_character(token: &str) -> char {
    let remainder = token.bytes().fold(0, |sum, c| (sum * 32 + value(c)) % CHECK_37.len());
    char::from(CHECK_37[remainder])
}

/// The value of a base-32 character; characters outside the alphabet never get here and count as 0.
fn value(character: u8) -> usize {
    BASE_32.iter().position(|c| *c == character).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_dossiers_example_has_its_check_character() {
        assert_eq!(super::check_character("7K2M9QX4"), 'J');
    }
}
