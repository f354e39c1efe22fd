//! Every rule, in the order of the bundle's description.

use super::Rule;
use crate::finding::Level::{self, E, S, W};

const fn rule(
    id: &'static str,
    levels: &'static [Level],
    [title, mend, source]: [&'static str; 3],
    forms: &'static [&'static str],
) -> Rule {
    Rule { id, levels, title, mend, source, forms }
}

/// All rules. Sources: “data dictionary” is the network’s dictionary, “bundle” the description of the CSV bundle.
pub static RULES: &[Rule] = &[
    rule(
        "F-FILE-MISSING",
        &[E],
        [
            "Every file of a bundle is there.",
            "Add the file; a form without rows has a file with its header.",
            "bundle 2",
        ],
        &[],
    ),
    rule(
        "F-FILE-EMPTY",
        &[E],
        ["A file has at least its header.", "Write the header line, or export the file again.", "bundle 2"],
        &[],
    ),
    rule(
        "F-FILE-UNKNOWN",
        &[W],
        ["Only files of the bundle are in its folder.", "Take the file out; it is ignored.", "bundle 2"],
        &[],
    ),
    rule("F-ENCODING", &[E], ["Files are in UTF-8.", "Save the file again as “CSV UTF-8”.", "bundle 2"], &[]),
    rule(
        "F-NUL",
        &[E],
        ["No file holds a NUL byte.", "Save the file again as “CSV UTF-8”.", "bundle 2"],
        &[],
    ),
    rule(
        "F-QUOTE",
        &[E],
        [
            "Quotes follow RFC 4180.",
            "Begin and end a quoted cell with a quote, and double those inside.",
            "bundle 2",
        ],
        &[],
    ),
    rule(
        "F-HEADER-MISSING",
        &[E],
        [
            "Every column is in the header.",
            "Add the column, spelled exactly so; its cells may be empty.",
            "bundle 2",
        ],
        &[],
    ),
    rule(
        "F-HEADER-UNKNOWN",
        &[E],
        [
            "Only columns of the form are in the header.",
            "Take the column out, or correct its spelling.",
            "bundle 2",
        ],
        &[],
    ),
    rule(
        "F-HEADER-DUP",
        &[E],
        ["No column is in the header twice.", "Take one of the two out.", "bundle 2"],
        &[],
    ),
    rule(
        "F-RAGGED",
        &[E],
        ["Every row has as many cells as the header.", "Look for a missing or extra comma.", "bundle 2"],
        &[],
    ),
    rule(
        "F-CELL-SIZE",
        &[E],
        ["No cell is longer than 4,096 characters.", "Shorten the cell.", "bundle 2"],
        &[],
    ),
    rule(
        "K-DUP",
        &[E],
        [
            "No two records of a form have the same key, and no two rows of a group.",
            "Use another reference, or edit the record that is there.",
            "bundle 5",
        ],
        &[],
    ),
    rule(
        "K-PARENT",
        &[E],
        [
            "The records that a record belongs to or names are there, in the same admission.",
            "Enter the other record first, or correct the reference.",
            "bundle 5",
        ],
        &[],
    ),
    rule(
        "K-CENTRE",
        &[E],
        ["Centres are those of the directory.", "Correct the centre’s code.", "bundle 5"],
        &[],
    ),
    rule(
        "K-FOREIGN",
        &[E],
        ["A centre sends its own records only.", "Take the rows of other centres out.", "bundle 5"],
        &[],
    ),
    rule(
        "K-KEY",
        &[E],
        [
            "The key of a record that is stored does not change.",
            "Keep the reference; withdraw the record and enter another if it was wrong.",
            "records",
        ],
        &[],
    ),
    rule(
        "X-TYPE",
        &[E],
        [
            "Values of a JSON record are of the kind the field takes.",
            "Send a value, a list of codes, or {\"missing\": \"NK\"}.",
            "records as JSON",
        ],
        &[],
    ),
    rule("X-REQ", &[E], ["A mandatory cell is filled.", "Enter the value.", "bundle 3"], &[]),
    rule(
        "X-COND",
        &[E],
        [
            "A cell is filled when its condition holds.",
            "Enter the value, a reason where one may stand, or correct the answer that asks for it.",
            "bundle 3",
        ],
        &[],
    ),
    rule(
        "X-MISS",
        &[E],
        ["A reason for a missing value stands only where one may.", "Enter the value.", "bundle 3"],
        &[],
    ),
    rule(
        "X-CODE",
        &[E],
        [
            "A code is one of its list.",
            "Choose a code of the list; capital letters and spaces count.",
            "bundle 3",
        ],
        &[],
    ),
    rule(
        "X-SET",
        &[E],
        [
            "A set names each code once, and NONE only by itself.",
            "Take the repeated code out, or NONE.",
            "bundle 3",
        ],
        &[],
    ),
    rule(
        "X-ID",
        &[E],
        [
            "References, pseudonyms, centres, cycles and tokens have their pattern.",
            "Correct the reference; never use a hospital’s own number.",
            "bundle 3",
        ],
        &[],
    ),
    rule("X-BOOL", &[E], ["Yes and no are written true and false.", "Write true or false.", "bundle 3"], &[]),
    rule(
        "X-NUMBER",
        &[E],
        [
            "A number is written in digits, with a full stop for decimals.",
            "Write it like 4 or 4.2.",
            "bundle 3",
        ],
        &[],
    ),
    rule(
        "X-SCALE",
        &[E],
        ["A number has no more decimals than its field holds.", "Round the number.", "bundle 3"],
        &[],
    ),
    rule(
        "X-DATE",
        &[E],
        [
            "Dates, months and times are real and written as laid down.",
            "Write 2026-03-27, 2026-03 or 2026-03-27T22:10.",
            "bundle 3",
        ],
        &[],
    ),
    rule("X-LENGTH", &[E], ["A text is no longer than its field.", "Shorten the text.", "bundle 3"], &[]),
    rule(
        "X-GAP",
        &[E],
        ["A time is one that was: not in the hour that the clocks skipped.", "Check the hour.", "bundle 3"],
        &[],
    ),
    rule(
        "X-OFFSET",
        &[E],
        [
            "An offset is one that the centre’s clock had at that time.",
            "Leave the offset out, or correct it.",
            "bundle 3",
        ],
        &[],
    ),
    rule(
        "X-RANGE",
        &[E],
        [
            "A number lies in its hard range.",
            "Check for a slip of the decimal point or of the unit.",
            "bundle 3",
        ],
        &[],
    ),
    rule(
        "X-SOFT",
        &[W],
        ["A value or a pair of values is likely.", "Correct it, or confirm it.", "bundle 5"],
        &[],
    ),
    rule("X-FUTURE", &[E], ["Nothing lies in the future.", "Check the date.", "bundle 5"], &[]),
    rule(
        "X-FORMULA",
        &[E],
        ["A text is nothing that a spreadsheet would run.", "Begin the text with a letter.", "bundle 3"],
        &[],
    ),
    rule(
        "L-REQ",
        &[S],
        [
            "A field that is needed to sign off is filled.",
            "Enter the value, or a reason where one may stand.",
            "bundle 5",
        ],
        &[],
    ),
    rule(
        "V-CEN-1",
        &[E],
        [
            "The designations of a centre do not overlap.",
            "End the earlier designation first.",
            "data dictionary 2.1",
        ],
        &[],
    ),
    rule(
        "V-CEN-2",
        &[W],
        [
            "A run starts while its centre is designated for ECMO.",
            "Check the date, or ask the network about the designation.",
            "data dictionary 2.1",
        ],
        &["ecmo_run"],
    ),
    rule(
        "V-PAT-1",
        &[E],
        [
            "No text and no reference holds what identifies a person.",
            "Take the number, address, name or date out.",
            "data dictionary 2.3, 7.2",
        ],
        &[],
    ),
    rule(
        "V-PAT-2",
        &[W],
        [
            "The age does not change once the record was signed off.",
            "Check the age, or confirm that the earlier one was wrong.",
            "data dictionary 2.3",
        ],
        &["patient"],
    ),
    rule(
        "V-PAT-3",
        &[E],
        [
            "Pregnancy is not ticked for a patient whose sex at birth is male.",
            "Correct one of the two.",
            "data dictionary 2.3",
        ],
        &["patient"],
    ),
    rule(
        "V-PAT-4",
        &[S],
        [
            "Frailty and mobility before the illness are given, or a reason.",
            "Enter the value, or NR if it is not recorded.",
            "data dictionary 2.3",
        ],
        &["patient"],
    ),
    rule(
        "V-RUN-0",
        &[E],
        [
            "Runs of an admission are numbered 1, 2, … without gaps.",
            "Correct the number, or enter the run that is missing.",
            "bundle 5",
        ],
        &["ecmo_run"],
    ),
    rule(
        "V-RUN-1",
        &[E],
        [
            "Flow stops after it starts, and neither lies in the future.",
            "Correct one of the two times.",
            "data dictionary 2.5",
        ],
        &["ecmo_run"],
    ),
    rule(
        "V-RUN-2",
        &[E],
        [
            "The runs of a patient do not overlap and lie more than 24 hours apart.",
            "Correct a time, or merge the two runs.",
            "data dictionary 2.5",
        ],
        &["ecmo_run"],
    ),
    rule(
        "V-RUN-3",
        &[E],
        [
            "ECPR has a mode that returns to an artery.",
            "Correct the mode or the support type.",
            "data dictionary 2.5",
        ],
        &["ecmo_run"],
    ),
    rule(
        "V-RUN-4",
        &[E, W],
        [
            "Why support ended agrees with death and destination.",
            "Correct the reason, the death or the destination.",
            "data dictionary 2.5",
        ],
        &["ecmo_run", "discharge"],
    ),
    rule(
        "V-RUN-5",
        &[E, W],
        [
            "A run lasts from 6 hours to 60 days, never more than a year.",
            "Check the times.",
            "data dictionary 2.5",
        ],
        &["ecmo_run"],
    ),
    rule(
        "V-RUN-6",
        &[W],
        [
            "Diagnosis, age and intent fit together.",
            "Correct one of them, or confirm.",
            "data dictionary 2.5",
        ],
        &["ecmo_run", "patient"],
    ),
    rule(
        "V-RUN-7",
        &[E],
        [
            "A patient leaves critical care after flow stopped, or on ECMO.",
            "Correct a time, or say that the patient left on ECMO.",
            "data dictionary 2.5",
        ],
        &["ecmo_run", "discharge"],
    ),
    rule(
        "V-RUN-8",
        &[S],
        [
            "A run that ended says why, and whether the patient was alive.",
            "Enter the two answers.",
            "data dictionary 2.5",
        ],
        &["ecmo_run"],
    ),
    rule(
        "V-RUN-9",
        &[W],
        [
            "Flow of a patient retrieved on ECMO started before arrival.",
            "Check the time, or how the patient came.",
            "data dictionary 2.5",
        ],
        &["ecmo_run", "icu_admission"],
    ),
    rule(
        "V-RUN-10",
        &[W],
        [
            "An open run is heard of every week.",
            "Enter the contacts or the mode change, or close the run.",
            "data dictionary 2.5",
        ],
        &["ecmo_run", "physio_contact"],
    ),
    rule(
        "V-RUN-11",
        &[E, W],
        [
            "The last cannula comes out from 1 hour before to 24 hours after flow stop.",
            "Correct one of the two times.",
            "bundle 5",
        ],
        &["ecmo_run"],
    ),
    rule(
        "V-SEG-1",
        &[E],
        [
            "Mode segments cover the run without a hole.",
            "Make each segment start where the one before it stopped.",
            "bundle 5",
        ],
        &["ecmo_run"],
    ),
    rule(
        "V-SEG-2",
        &[E],
        ["The first segment has the run’s initial mode.", "Correct one of the two modes.", "bundle 5"],
        &["ecmo_run"],
    ),
    rule(
        "V-SEG-3",
        &[E],
        [
            "Flow stands still only in a declared stop of up to 24 hours.",
            "Correct the reason, or enter a new run for what came after.",
            "bundle 5",
        ],
        &["ecmo_run"],
    ),
    rule(
        "V-CAN-1",
        &[W],
        ["Sites of cannulae fit the mode.", "Correct mode or site, or confirm.", "data dictionary 2.5"],
        &["ecmo_run"],
    ),
    rule(
        "V-CAN-2",
        &[W],
        [
            "A dual-lumen mode has a dual-lumen cannula.",
            "Correct mode or cannula, or confirm.",
            "data dictionary 2.5",
        ],
        &["ecmo_run"],
    ),
    rule(
        "V-CAN-3",
        &[E],
        ["A cannula comes out after it went in.", "Correct one of the two times.", "bundle 5"],
        &["ecmo_run"],
    ),
    rule(
        "V-CON-0",
        &[E],
        ["A contact was entered after it began.", "Restore the time of entry.", "bundle 5"],
        &["physio_contact"],
    ),
    rule(
        "V-CON-1",
        &[E],
        [
            "A contact lies in its patient’s stay, not after death, not in the future.",
            "Correct the time or the location.",
            "data dictionary 2.6",
        ],
        &["physio_contact", "icu_admission", "discharge"],
    ),
    rule(
        "V-CON-2",
        &[E],
        [
            "A decision not to treat has a reason and nothing that was done.",
            "Take out what was done, add the reason, or correct the outcome.",
            "data dictionary 2.6",
        ],
        &["physio_contact"],
    ),
    rule(
        "V-CON-3",
        &[E],
        [
            "A treatment has an intervention, minutes and the staff that led it.",
            "Add what is missing, or correct the outcome.",
            "data dictionary 2.6",
        ],
        &["physio_contact"],
    ),
    rule(
        "V-CON-4",
        &[E],
        ["The split of minutes adds up.", "Correct one of the three numbers.", "data dictionary 2.6"],
        &["physio_contact"],
    ),
    rule(
        "V-CON-5",
        &[W],
        ["Contacts of one patient do not overlap.", "Correct a time, or confirm.", "data dictionary 2.6"],
        &["physio_contact"],
    ),
    rule(
        "V-CON-6",
        &[E, W],
        ["Mobility fits the depth of sedation.", "Correct the score or RASS.", "data dictionary 2.6"],
        &["physio_contact"],
    ),
    rule(
        "V-CON-7",
        &[W],
        [
            "The mobility score fits the interventions.",
            "Correct the score, or add the intervention that is missing.",
            "data dictionary 2.6, 4.2",
        ],
        &["physio_contact"],
    ),
    rule(
        "V-CON-8",
        &[W],
        [
            "Walking fits the people who helped and the airway.",
            "Correct one of the two, or confirm.",
            "data dictionary 2.6",
        ],
        &["physio_contact"],
    ),
    rule(
        "V-CON-9",
        &[W],
        [
            "A contact on ECMO has readings of the circuit.",
            "Enter flow, sweep gas or oxygen fraction, or confirm.",
            "data dictionary 2.6",
        ],
        &["physio_contact"],
    ),
    rule(
        "V-CON-10",
        &[W],
        [
            "A date has at most 4 contacts and 240 minutes of one patient.",
            "Check the contacts of the date, or confirm.",
            "data dictionary 2.6",
        ],
        &["physio_contact"],
    ),
    rule(
        "V-CON-11",
        &[W],
        [
            "A decision not to treat stands beside no treatment of the same domain and date.",
            "Confirm; the day counts as treated.",
            "data dictionary 2.6",
        ],
        &["physio_contact"],
    ),
    rule(
        "V-CON-12",
        &[W],
        ["Suction through a tube needs a tube.", "Correct airway or intervention.", "data dictionary 2.6"],
        &["physio_contact"],
    ),
    rule(
        "V-SCR-1",
        &[W],
        [
            "A treatment in spite of a screen flag says that the risk was accepted.",
            "Correct the screen, or confirm.",
            "data dictionary 4.5",
        ],
        &["physio_contact"],
    ),
    rule(
        "V-MMS-1",
        &[W],
        [
            "The two mobility scores agree within 2 levels.",
            "Correct one of the two, or confirm.",
            "data dictionary 3.3",
        ],
        &["physio_contact"],
    ),
    rule(
        "V-ASM-1",
        &[E],
        ["An item lies in its range.", "Correct the value.", "data dictionary 2.7, 3"],
        &["assessment"],
    ),
    rule(
        "V-ASM-2",
        &[W],
        [
            "A score is taken within 48 hours of the event that its time point names.",
            "Correct the time or the time point.",
            "data dictionary 2.7",
        ],
        &["assessment"],
    ),
    rule(
        "V-ASM-3",
        &[W],
        [
            "Room air in the CPAx and a tube do not go together.",
            "Correct the item or the airway, or confirm.",
            "data dictionary 2.7",
        ],
        &["assessment"],
    ),
    rule(
        "V-ASM-4",
        &[S],
        [
            "A CPAx or MRC sum score is complete.",
            "Enter the missing item; nothing is filled in for it.",
            "data dictionary 2.7",
        ],
        &["assessment"],
    ),
    rule(
        "V-ASM-5",
        &[W],
        [
            "Muscle strength is tested in a patient who follows commands.",
            "Correct RASS or the questions, or confirm.",
            "data dictionary 2.7",
        ],
        &["assessment"],
    ),
    rule(
        "V-ASM-6",
        &[E],
        [
            "A total that is stated is the total of the items.",
            "Leave the total empty: it is made from the items.",
            "data dictionary 2.7",
        ],
        &["assessment"],
    ),
    rule(
        "V-AE-1",
        &[E],
        [
            "An event occurs in its contact or up to 60 minutes after, up to 24 hours when recognised late.",
            "Correct the time, or say that it was recognised late.",
            "data dictionary 5.4",
        ],
        &["adverse_event", "physio_contact"],
    ),
    rule(
        "V-AE-2",
        &[E],
        [
            "A patient with a fatal event did not leave critical care alive.",
            "Correct the severity or the status on leaving critical care.",
            "data dictionary 5.4",
        ],
        &["adverse_event", "discharge"],
    ),
    rule(
        "V-AE-3",
        &[W],
        [
            "A displaced cannula has a consequence.",
            "Correct the consequence, or confirm.",
            "data dictionary 5.4",
        ],
        &["adverse_event"],
    ),
    rule(
        "V-AE-4",
        &[W],
        [
            "A cannula displaced in a session is related to it.",
            "Correct the relation, or confirm.",
            "data dictionary 5.4",
        ],
        &["adverse_event"],
    ),
    rule(
        "V-AE-5",
        &[S],
        [
            "A moderate, severe or fatal event has a narrative and a review.",
            "Write the narrative, and let the lead review the event.",
            "data dictionary 5.4",
        ],
        &["adverse_event"],
    ),
    rule(
        "V-AE-6",
        &[W],
        [
            "A run with more than 60 contacts has an adverse event.",
            "Enter the events, or confirm that there was none.",
            "data dictionary 5.4",
        ],
        &["ecmo_run", "adverse_event"],
    ),
    rule(
        "V-DC-1",
        &[E],
        [
            "The destination is “Died” exactly when a death before leaving is known.",
            "Correct the destination or the death.",
            "data dictionary 2.10",
        ],
        &["discharge"],
    ),
    rule(
        "V-DC-2",
        &[W],
        [
            "Going home straight from critical care is confirmed.",
            "Correct the status, or confirm.",
            "data dictionary 2.10",
        ],
        &["discharge"],
    ),
    rule(
        "V-DC-3",
        &[S],
        [
            "A discharge says status, airway and destination.",
            "Enter the answer, or NR if it is not recorded.",
            "data dictionary 2.10",
        ],
        &["discharge"],
    ),
    rule(
        "V-DC-4",
        &[E],
        ["The times of leaving are in their order.", "Correct one of the two times.", "bundle 5"],
        &["discharge"],
    ),
    rule(
        "V-FU-1",
        &[E],
        [
            "A review is done after leaving critical care.",
            "Correct one of the two dates.",
            "data dictionary 2.11",
        ],
        &["follow_up", "discharge"],
    ),
    rule(
        "V-FU-2",
        &[E],
        [
            "A six-minute walk is tested where the patient is seen.",
            "Correct the instrument, or how the review was held.",
            "data dictionary 2.11",
        ],
        &["assessment", "follow_up"],
    ),
    rule(
        "V-FU-3",
        &[E],
        ["A measure has the time point of its review.", "Correct one of the two.", "data dictionary 2.11"],
        &["assessment", "follow_up"],
    ),
    rule(
        "V-ORG-1",
        &[W],
        [
            "There are 0.3 to 3.0 whole-time equivalents for every 4 Level 3 beds.",
            "Check posts and beds, or confirm.",
            "data dictionary 2.12",
        ],
        &["org_audit"],
    ),
    rule(
        "V-ORG-2",
        &[E],
        [
            "The vacancy is what the posts filled lack of the establishment.",
            "Correct one of the three numbers.",
            "data dictionary 2.12",
        ],
        &["org_audit"],
    ),
    rule(
        "V-ORG-3",
        &[W],
        [
            "A physiotherapist is in a clinic only where there is one.",
            "Correct one of the two answers.",
            "data dictionary 2.12",
        ],
        &["org_audit"],
    ),
    rule(
        "V-ORG-4",
        &[W],
        [
            "No number changed by more than half since the audit before.",
            "Check the number, or confirm.",
            "data dictionary 2.12",
        ],
        &["org_audit"],
    ),
    rule(
        "V-ORG-5",
        &[E],
        [
            "The bands add up to the posts filled.",
            "Correct a band or the posts filled.",
            "data dictionary 2.12",
        ],
        &["org_audit"],
    ),
    rule(
        "V-ORG-6",
        &[E],
        [
            "No more physiotherapists are signed off than there are.",
            "Correct one of the two numbers.",
            "data dictionary 2.12",
        ],
        &["org_audit"],
    ),
    rule(
        "V-ACT-1",
        &[W],
        [
            "No more runs are recorded than were declared.",
            "Check the count, or the runs.",
            "data dictionary 2.13",
        ],
        &["ecmo_activity_return", "ecmo_run"],
    ),
    rule(
        "V-ACT-2",
        &[W],
        [
            "Runs open at the month’s end follow from the month before.",
            "Check the counts, or the runs.",
            "data dictionary 2.13",
        ],
        &["ecmo_activity_return", "ecmo_run"],
    ),
    rule(
        "V-TRF-1",
        &[W],
        ["A transfer link stands on two runs at most.", "Check the link with the other centre.", "bundle 5"],
        &["ecmo_run"],
    ),
];
