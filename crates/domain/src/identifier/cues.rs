//! Words of a note that say that a name follows, or that none does.

use super::words::lists;

lists! {
    /// Titles of somebody, whatever follows.
    MISTERS "mister mr mrs ms mx"
    /// Titles that are followed by what the person did as often as by the name: “Dr agreed”.
    DOCTORS "doctor dr prof professor rev reverend"
    /// Titles that are words as well.
    ROLES
        "consultant dame lady lord matron miss nurse physio physiotherapist sir sister sr student"
    /// What stands between a title and a name.
    PARTICLES "abu al ap bin bint da de del della den der di dos el la van von"
    /// Who belongs to somebody.
    KIN
        "aunt boyfriend brother carer child cousin dad daughter father fiance fiancee friend girlfriend grandad \
         granddaughter grandmother grandson husband mother mum neighbour nephew niece nok parent partner sister \
         son twin uncle wife"
    /// A name follows.
    CALLED "called firstname forename named nicknamed surname"
    /// Of whom “is” may tell the name.
    PEOPLE
        "carer consultant doctor he interpreter keyworker nurse patient physio physiotherapist pt registrar she \
         surgeon therapist this visitor who"
    /// Verbs after which, with “to”, “with” or “by”, people name whom they met.
    MET
        "accompanied assisted discussed handed helped led liaised over reviewed seen signed speak spoke spoken \
         supported talked visited"
    /// Verbs after which people name whom they met at once.
    MET_AT_ONCE "informed met phoned rang thanked told"
    /// What is called after somebody when it follows a first name: the Thomas test, Charlotte ward.
    THINGS
        "bay bed bike building centre chair clamp classification clinic collar court criteria disease frame hoist \
         hospital house index infirmary line method position procedure protocol road scale score sign splint \
         street suite syndrome test unit ward wing"
    /// What makes a place of a first name: St Thomas’.
    BEFORE_PLACES "king prince princess queen royal saint ss st"
}

/// How words end that are of a trade, an illness or an act.
pub(super) const ENDINGS: [&str; 26] = [
    "able", "aemia", "ation", "ectomy", "ement", "emia", "gram", "graphy", "iatric", "iatrics", "iatry",
    "ible", "ically", "ician", "ing", "itis", "ment", "ness", "ologist", "ology", "osis", "otomy", "pathy",
    "plegia", "scopy", "tion",
];
