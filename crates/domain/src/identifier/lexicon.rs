//! The lists that say what a word of a note may be: one look at a word finds all of them.

use std::sync::LazyLock;

macro_rules! lists {
    ($($(#[$meta:meta])* $name:ident $words:expr,)+) => {
        /// A list of words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum List {
            $($(#[$meta])* $name,)+
        }

        /// Every list with its words, blanks between.
        const LISTS: &[(List, &str)] = &[$((List::$name, $words)),+];
    };
}

lists! {
    /// Titles of somebody, whatever follows.
    Misters "mister mr mrs ms mx",
    /// Titles that are followed by what the person did as often as by the name: “Dr agreed”.
    Doctors "doctor dr prof professor rev reverend",
    /// Titles that are words as well.
    Roles
        "consultant dame lady lord matron miss nurse physio physiotherapist sir sister sr student",
    /// What stands between a title and a name.
    Particles "abu al ap bin bint da de del della den der di dos el la van von",
    /// Who belongs to somebody.
    Kin
        "aunt boyfriend brother carer child cousin dad daughter father fiance fiancee friend girlfriend grandad \
         granddaughter grandmother grandson husband mother mum neighbour nephew niece nok parent partner sister \
         son twin uncle wife",
    /// A name follows.
    Called "called firstname forename named nicknamed surname",
    /// Of whom “is” may tell the name.
    People
        "carer consultant doctor he interpreter keyworker nurse patient physio physiotherapist pt registrar she \
         surgeon therapist this visitor who",
    /// Verbs after which, with “to”, “with” or “by”, people name whom they met.
    Met
        "accompanied assisted discussed handed helped led liaised over reviewed seen signed speak spoke spoken \
         supported talked visited",
    /// Verbs after which people name whom they met at once.
    MetAtOnce "informed met phoned rang thanked told",
    /// What is called after somebody when it follows a first name: the Thomas test, Charlotte ward.
    Things
        "bay bed bike building centre chair clamp classification clinic collar court criteria disease frame hoist \
         hospital house index infirmary line method position procedure protocol road scale score sign splint \
         street suite syndrome test unit ward wing",
    /// What makes a place of a first name: St Thomas’.
    BeforePlaces "king prince princess queen royal saint ss st",
    /// What is a label by itself.
    Labels "casenote casenotes datix hcn hospno lfpse mrn steis udi",
    /// What is a label when “number” follows, in one of its spellings.
    Owners
        "admission case chi device district elso episode health hosp hospital hsc icnarc identity incident \
         medical nhs pas passport patient pt record serial unit",
    /// The spellings of “number”.
    Number "code id identifier no nos nr num number ref reference",
    /// What stands between a label and its number.
    Links
        "code id identifier is no nos note notes nr num number record ref reference was",
    /// First names that are hardly anything else.
    FirstNames include_str!("lists/first_names.txt"),
    /// First names that are words, months, places or devices as well.
    NamesThatAreWords include_str!("lists/names_that_are_words.txt"),
    /// Common surnames.
    Surnames include_str!("lists/surnames.txt"),
    /// Words of a note that people begin with a capital, at the start of a sentence or anywhere.
    OrdinaryWords include_str!("lists/ordinary_words.txt"),
    /// Names of scales, devices, signs, drains: of nobody who is treated.
    Eponyms include_str!("lists/eponyms.txt"),
}

/// The lists that a word is in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lists(u32);

impl Lists {
    const fn with(self, list: List) -> Self {
        Self(self.0 | 1 << list as u32)
    }

    pub(super) const fn of(mut lists: &[List]) -> Self {
        let mut all = Self(0);
        while let [list, rest @ ..] = lists {
            all = all.with(*list);
            lists = rest;
        }
        all
    }

    /// Whether any list is in both.
    pub(super) const fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn has(self, list: List) -> bool {
        self.0 & 1 << list as u32 != 0
    }

    /// Hardly a name: matters of words with a capital only.
    fn is_of_capitals(self) -> bool {
        self.0 & !Self::of(&[List::OrdinaryWords, List::Eponyms]).0 == 0
    }
}

/// All words, in order.
static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut words: Vec<(&str, Lists)> = Vec::new();
    for (list, text) in LISTS {
        words.extend(text.split_whitespace().map(|word| (word, Lists::default().with(*list))));
    }
    words.sort_unstable_by_key(|(word, _)| *word);
    words.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1.0 |= next.1.0;
        }
        is_same
    });
    let mut begins = vec![false; BEGINNINGS];
    for (word, _) in words.iter().filter(|(_, lists)| !lists.is_of_capitals()) {
        begins[beginning(word)] = true;
    }
    Lexicon { words, begins }
});

struct Lexicon {
    words: Vec<(&'static str, Lists)>,
    /// Whether any word begins and ends so: most words of a note are in no list, and a bundle has many notes.
    begins: Vec<bool>,
}

const BEGINNINGS: usize = 1 << 16;

/// The first three letters, the last and the length of a word, mixed.
fn beginning(word: &str) -> usize {
    let [a, b, c, ..] = *word.as_bytes() else { return word.len() };
    let last = word.as_bytes()[word.len() - 1];
    let letter = |byte: u8| usize::from(byte & 31);
    (letter(a) | letter(b) << 5 | letter(c) << 10) ^ letter(last) << 8 ^ (word.len() << 12 & 0xf000)
}

/// The lists that hold a word, which is folded. Of one in small letters it is not asked whether it is ordinary.
pub(super) fn lists_of(folded: &str, is_small: bool) -> Lists {
    let lexicon = &*LEXICON;
    if is_small && !lexicon.begins[beginning(folded)] {
        return Lists::default();
    }
    let place = lexicon.words.binary_search_by(|(word, _)| (*word).cmp(folded));
    place.map_or(Lists::default(), |place| lexicon.words[place].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_holds_a_word_once_in_order_as_it_is_looked_up() {
        for (list, text) in LISTS {
            let words: Vec<_> = text.split_whitespace().collect();
            assert!(words.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}: {words:?}");
            let is_folded = |word: &&str| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'');
            assert_eq!(words.iter().find(|word| !is_folded(word)), None);
        }
    }

    #[test]
    fn a_first_name_that_is_hardly_anything_else_is_no_word() {
        for (word, lists) in LEXICON.words.iter().filter(|(_, lists)| lists.has(List::FirstNames)) {
            assert!(!lists.has(List::NamesThatAreWords) && !lists.has(List::OrdinaryWords), "{word}");
        }
    }

    #[test]
    fn a_word_is_found_in_every_list_that_holds_it() {
        for (list, text) in LISTS {
            for word in text.split_whitespace() {
                assert!(lists_of(word, false).has(*list), "{word}");
                let lists = lists_of(word, true);
                assert!(lists.has(*list) || lists_of(word, false).is_of_capitals(), "{word}");
            }
        }
    }
}
