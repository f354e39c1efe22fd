//! Every rule, in the order of the bundle's description: id, levels, source and forms, then what it asks and
//! how to mend it. Sources: the network's data dictionary, the description of the CSV bundle, and for what came later
//! the version of the dictionary that came with it.

use super::Rule;
use crate::finding::Level::{E, S, W};

macro_rules! rules {
    ($($id:literal [$($level:ident)+] $source:literal of [$($form:literal)*] $title:literal $mend:literal;)+) => {
        /// All rules.
        pub static RULES: &[Rule] = &[$(Rule {
            id: $id,
            levels: &[$($level),+],
            title: $title,
            mend: $mend,
            source: $source,
            forms: &[$($form),*],
        }),+];
    };
}

rules! {
    "F-FILE-MISSING" [E] "bundle 2" of []
        "Every file of a bundle is there."
        "Add the file; a form without rows has a file with its header.";
    "F-FILE-EMPTY" [E] "bundle 2" of []
        "A file has at least its header."
        "Write the header line, or export the file again.";
    "F-FILE-UNKNOWN" [W] "bundle 2" of []
        "Only files of the bundle are in its folder."
        "Take the file out; it is ignored.";
    "F-NO-LONGER-ASKED" [W] "dictionary 0.2" of []
        "An answer to an older version of the dictionary has a place in today's forms."
        "Keep the file if the answers are still needed; they are not taken in.";
    "F-ENCODING" [E] "bundle 2" of []
        "Files are in UTF-8."
        "Save the file again as “CSV UTF-8”.";
    "F-NUL" [E] "bundle 2" of []
        "No file holds a NUL byte."
        "Save the file again as “CSV UTF-8”.";
    "F-QUOTE" [E] "bundle 2" of []
        "Quotes follow RFC 4180."
        "Begin and end a quoted cell with a quote, and double those inside.";
    "F-HEADER-MISSING" [E] "bundle 2" of []
        "Every column is in the header."
        "Add the column, spelled exactly so; its cells may be empty.";
    "F-HEADER-UNKNOWN" [E] "bundle 2" of []
        "Only columns of the form are in the header."
        "Take the column out, or correct its spelling.";
    "F-HEADER-DUP" [E] "bundle 2" of []
        "No column is in the header twice."
        "Take one of the two out.";
    "F-RAGGED" [E] "bundle 2" of []
        "Every row has as many cells as the header."
        "Look for a missing or extra comma.";
    "F-CELL-SIZE" [E] "bundle 2" of []
        "No cell is longer than 4,096 characters."
        "Shorten the cell.";
    "K-DUP" [E] "bundle 5" of []
        "No two records of a form have the same key, and no two rows of a group."
        "Use another reference, or edit the record that is there.";
    "K-PARENT" [E] "bundle 5" of []
        "The records that a record belongs to or names are there, in the same admission."
        "Enter the other record first, or correct the reference.";
    "K-CENTRE" [E] "bundle 5" of []
        "Centres are those of the directory."
        "Correct the centre’s code.";
    "K-FOREIGN" [E] "bundle 5" of []
        "A centre sends its own records only."
        "Take the rows of other centres out.";
    "K-KEY" [E] "records" of []
        "The key of a record that is stored does not change."
        "Keep the reference; withdraw the record and enter another if it was wrong.";
    "K-LOCKED" [E] "bundle 5" of []
        "A record that is locked is not changed by an import."
        "Ask the centre lead to unlock the record with a reason, then import the row again.";
    "X-TYPE" [E] "records as JSON" of []
        "Values of a JSON record are of the kind the field takes."
        "Send a value, a list of codes, or {\"missing\": \"NK\"}.";
    "X-REQ" [E] "bundle 3" of []
        "A mandatory cell is filled."
        "Enter the value.";
    "X-COND" [E] "bundle 3" of []
        "A cell is filled when its condition holds."
        "Enter the value, a reason where one may stand, or correct the answer that asks for it.";
    "X-MISS" [E] "bundle 3" of []
        "A reason for a missing value stands only where one may."
        "Enter the value.";
    "X-CODE" [E] "bundle 3" of []
        "A code is one of its list."
        "Choose a code of the list; capital letters and spaces count.";
    "X-SET" [E] "bundle 3" of []
        "A set names each code once, and NONE only by itself."
        "Take the repeated code out, or NONE.";
    "X-ID" [E] "bundle 3" of []
        "References, pseudonyms, centres, cycles and tokens have their pattern."
        "Correct the reference; never use a hospital’s own number.";
    "X-BOOL" [E] "bundle 3" of []
        "Yes and no are written true and false."
        "Write true or false.";
    "X-NUMBER" [E] "bundle 3" of []
        "A number is written in digits, with a full stop for decimals."
        "Write it like 4 or 4.2.";
    "X-SCALE" [E] "bundle 3" of []
        "A number has no more decimals than its field holds."
        "Round the number.";
    "X-DATE" [E] "bundle 3" of []
        "Dates, months and times are real and written as laid down."
        "Write 2026-03-27, 2026-03 or 2026-03-27T22:10.";
    "X-LENGTH" [E] "bundle 3" of []
        "A text is no longer than its field."
        "Shorten the text.";
    "X-GAP" [E] "bundle 3" of []
        "A time is one that was: not in the hour that the clocks skipped."
        "Check the hour.";
    "X-OFFSET" [E] "bundle 3" of []
        "An offset is one that the centre’s clock had at that time."
        "Leave the offset out, or correct it.";
    "X-RANGE" [E] "bundle 3" of []
        "A number lies in its hard range."
        "Check for a slip of the decimal point or of the unit.";
    "X-SOFT" [W] "bundle 5" of []
        "A value or a pair of values is likely."
        "Correct it, or confirm it.";
    "X-FUTURE" [E] "bundle 5" of []
        "Nothing lies in the future."
        "Check the date.";
    "X-FORMULA" [E] "bundle 3" of []
        "A text is nothing that a spreadsheet would run, nor the error of a formula."
        "Begin the text with a letter; write the text itself in place of the error.";
    "X-GARBLED" [E] "bundle 2" of []
        "The letters of a text are those that were written, not what another encoding made of them."
        "Correct the text, and send files as XLSX or as “CSV UTF-8”.";
    "X-CHAR" [E] "bundle 2" of []
        "A text holds only characters that can be seen, and line breaks."
        "Delete the character that the finding names, or type the text again.";
    "L-REQ" [S] "bundle 5" of []
        "A field that is needed to sign off is filled."
        "Enter the value, or a reason where one may stand.";
    "V-CEN-1" [E] "data dictionary 2.1" of []
        "The designations of a centre do not overlap."
        "End the earlier designation first.";
    "V-CEN-2" [W] "data dictionary 2.1" of ["ecmo_run"]
        "A run starts while its centre is designated for ECMO."
        "Check the date, or ask the network about the designation.";
    "V-PAT-1" [E] "data dictionary 2.3, 7.2" of []
        "No text and no reference holds what identifies a person."
        "Take the number, address, name or date out.";
    "V-PAT-2" [W] "data dictionary 2.3" of ["patient"]
        "The age does not change once the record was signed off."
        "Check the age, or confirm that the earlier one was wrong.";
    "V-PAT-3" [E] "data dictionary 2.3" of ["patient"]
        "Pregnancy is not ticked for a patient whose sex at birth is male."
        "Correct one of the two.";
    "V-PAT-4" [S] "data dictionary 2.3" of ["patient"]
        "Frailty and mobility before the illness are given, or a reason."
        "Enter the value, or NR if it is not recorded.";
    "V-PAT-5" [W] "dictionary 0.2" of []
        "No text names anybody."
        "Take the name out, or confirm that the word is none.";
    "V-RUN-0" [E] "bundle 5" of ["ecmo_run"]
        "Runs of an admission are numbered 1, 2, … without gaps."
        "Correct the number, or enter the run that is missing.";
    "V-RUN-1" [E] "data dictionary 2.5" of ["ecmo_run"]
        "Flow stops after it starts, and neither lies in the future."
        "Correct one of the two times.";
    "V-RUN-2" [E] "data dictionary 2.5" of ["ecmo_run"]
        "The runs of a patient do not overlap and lie more than 24 hours apart."
        "Correct a time, or merge the two runs.";
    "V-RUN-3" [E] "data dictionary 2.5" of ["ecmo_run"]
        "ECPR has a mode that returns to an artery."
        "Correct the mode or the support type.";
    "V-RUN-4" [E W] "data dictionary 2.5" of ["ecmo_run" "discharge"]
        "Why support ended agrees with death and destination."
        "Correct the reason, the death or the destination.";
    "V-RUN-5" [E W] "data dictionary 2.5" of ["ecmo_run"]
        "A run lasts from 6 hours to 60 days, never more than a year."
        "Check the times.";
    "V-RUN-6" [W] "data dictionary 2.5" of ["ecmo_run" "patient"]
        "Diagnosis, age and intent fit together."
        "Correct one of them, or confirm.";
    "V-RUN-7" [E] "data dictionary 2.5" of ["ecmo_run" "discharge"]
        "A patient leaves critical care after flow stopped, or on ECMO."
        "Correct a time, or say that the patient left on ECMO.";
    "V-RUN-8" [S] "data dictionary 2.5" of ["ecmo_run"]
        "A run that ended says why, and whether the patient was alive."
        "Enter the two answers.";
    "V-RUN-9" [W] "data dictionary 2.5" of ["ecmo_run" "icu_admission"]
        "Flow of a patient retrieved on ECMO started before arrival."
        "Check the time, or how the patient came.";
    "V-RUN-10" [W] "data dictionary 2.5" of ["ecmo_run" "physio_contact"]
        "An open run is heard of every week."
        "Enter the contacts or the mode change, or close the run.";
    "V-RUN-11" [E W] "bundle 5" of ["ecmo_run"]
        "The last cannula comes out from 1 hour before to 24 hours after flow stop."
        "Correct one of the two times.";
    "V-SEG-1" [E] "bundle 5" of ["ecmo_run"]
        "Mode segments cover the run without a hole."
        "Make each segment start where the one before it stopped.";
    "V-SEG-2" [E] "bundle 5" of ["ecmo_run"]
        "The first segment has the run’s initial mode."
        "Correct one of the two modes.";
    "V-SEG-3" [E] "bundle 5" of ["ecmo_run"]
        "Flow stands still only in a declared stop of up to 24 hours."
        "Correct the reason, or enter a new run for what came after.";
    "V-CAN-1" [W] "data dictionary 2.5" of ["ecmo_run"]
        "Sites of cannulae fit the mode."
        "Correct mode or site, or confirm.";
    "V-CAN-2" [W] "data dictionary 2.5" of ["ecmo_run"]
        "A dual-lumen mode has a dual-lumen cannula."
        "Correct mode or cannula, or confirm.";
    "V-CAN-3" [E] "bundle 5" of ["ecmo_run"]
        "A cannula comes out after it went in."
        "Correct one of the two times.";
    "V-CON-0" [E] "bundle 5" of ["physio_contact"]
        "A contact was entered after it began."
        "Restore the time of entry.";
    "V-CON-1" [E] "data dictionary 2.6" of ["physio_contact" "icu_admission" "discharge"]
        "A contact lies in its patient’s stay, not after death, not in the future."
        "Correct the time or the location.";
    "V-CON-2" [E] "data dictionary 2.6" of ["physio_contact"]
        "A decision not to treat has a reason and nothing that was done."
        "Take out what was done, add the reason, or correct the outcome.";
    "V-CON-3" [E] "data dictionary 2.6" of ["physio_contact"]
        "A treatment has an intervention, minutes and the staff that led it."
        "Add what is missing, or correct the outcome.";
    "V-CON-4" [E] "data dictionary 2.6" of ["physio_contact"]
        "The split of minutes adds up."
        "Correct one of the three numbers.";
    "V-CON-5" [W] "data dictionary 2.6" of ["physio_contact"]
        "Contacts of one patient do not overlap."
        "Correct a time, or confirm.";
    "V-CON-6" [E W] "data dictionary 2.6" of ["physio_contact"]
        "Mobility fits the depth of sedation."
        "Correct the score or RASS.";
    "V-CON-7" [W] "data dictionary 2.6, 4.2" of ["physio_contact"]
        "The mobility score fits the interventions."
        "Correct the score, or add the intervention that is missing.";
    "V-CON-8" [W] "data dictionary 2.6" of ["physio_contact"]
        "Walking fits the people who helped and the airway."
        "Correct one of the two, or confirm.";
    "V-CON-9" [W] "data dictionary 2.6" of ["physio_contact"]
        "A contact on ECMO has readings of the circuit."
        "Enter flow, sweep gas or oxygen fraction, or confirm.";
    "V-CON-10" [W] "data dictionary 2.6" of ["physio_contact"]
        "A date has at most 4 contacts and 240 minutes of one patient."
        "Check the contacts of the date, or confirm.";
    "V-CON-11" [W] "data dictionary 2.6" of ["physio_contact"]
        "A decision not to treat stands beside no treatment of the same domain and date."
        "Confirm; the day counts as treated.";
    "V-CON-12" [W] "data dictionary 2.6" of ["physio_contact"]
        "Suction through a tube needs a tube."
        "Correct airway or intervention.";
    "V-CON-13" [W] "dictionary 0.2" of ["physio_contact"]
        "The same contact is not there twice, at one minute in one domain."
        "Delete one of the two, correct a time, or confirm.";
    "V-SCR-1" [W] "data dictionary 4.5" of ["physio_contact"]
        "A treatment in spite of a screen flag says that the risk was accepted."
        "Correct the screen, or confirm.";
    "V-MMS-1" [W] "data dictionary 3.3" of ["physio_contact"]
        "The two mobility scores agree within 2 levels."
        "Correct one of the two, or confirm.";
    "V-ASM-1" [E] "data dictionary 2.7, 3" of ["assessment"]
        "An item lies in its range."
        "Correct the value.";
    "V-ASM-2" [W] "data dictionary 2.7" of ["assessment"]
        "A score is taken within 48 hours of the event that its time point names."
        "Correct the time or the time point.";
    "V-ASM-3" [W] "data dictionary 2.7" of ["assessment"]
        "Room air in the CPAx and a tube do not go together."
        "Correct the item or the airway, or confirm.";
    "V-ASM-4" [S] "data dictionary 2.7" of ["assessment"]
        "A CPAx or MRC sum score is complete."
        "Enter the missing item; nothing is filled in for it.";
    "V-ASM-5" [W] "data dictionary 2.7" of ["assessment"]
        "Muscle strength is tested in a patient who follows commands."
        "Correct RASS or the questions, or confirm.";
    "V-ASM-6" [E] "data dictionary 2.7" of ["assessment"]
        "A total that is stated is the total of the items."
        "Leave the total empty: it is made from the items.";
    "V-AE-1" [E] "data dictionary 5.4" of ["adverse_event" "physio_contact"]
        "An event occurs in its contact or up to 60 minutes after, up to 24 hours when recognised late."
        "Correct the time, or say that it was recognised late.";
    "V-AE-2" [E] "data dictionary 5.4" of ["adverse_event" "discharge"]
        "A patient with a fatal event did not leave critical care alive."
        "Correct the severity or the status on leaving critical care.";
    "V-AE-3" [W] "data dictionary 5.4" of ["adverse_event"]
        "A displaced cannula has a consequence."
        "Correct the consequence, or confirm.";
    "V-AE-4" [W] "data dictionary 5.4" of ["adverse_event"]
        "A cannula displaced in a session is related to it."
        "Correct the relation, or confirm.";
    "V-AE-5" [S] "data dictionary 5.4" of ["adverse_event"]
        "A moderate, severe or fatal event has a narrative and a review."
        "Write the narrative, and let the lead review the event.";
    "V-AE-6" [W] "data dictionary 5.4" of ["ecmo_run" "adverse_event"]
        "A run with more than 60 contacts has an adverse event."
        "Enter the events, or confirm that there was none.";
    "V-DC-1" [E] "data dictionary 2.10" of ["discharge"]
        "The destination is “Died” exactly when a death before leaving is known."
        "Correct the destination or the death.";
    "V-DC-2" [W] "data dictionary 2.10" of ["discharge"]
        "Going home straight from critical care is confirmed."
        "Correct the status, or confirm.";
    "V-DC-3" [S] "data dictionary 2.10" of ["discharge"]
        "A discharge says status, airway and destination."
        "Enter the answer, or NR if it is not recorded.";
    "V-DC-4" [E] "bundle 5" of ["discharge"]
        "The times of leaving are in their order."
        "Correct one of the two times.";
    "V-DC-5" [S] "dictionary 0.2" of ["discharge" "ecmo_run"]
        "No run is open when the patient leaves critical care for a ward or for home."
        "Enter when flow stopped, or correct where the patient went.";
    "V-FU-1" [E] "data dictionary 2.11" of ["follow_up" "discharge"]
        "A review is done after leaving critical care."
        "Correct one of the two dates.";
    "V-FU-2" [E] "data dictionary 2.11" of ["assessment" "follow_up"]
        "A six-minute walk is tested where the patient is seen."
        "Correct the instrument, or how the review was held.";
    "V-FU-3" [E] "data dictionary 2.11" of ["assessment" "follow_up"]
        "A measure has the time point of its review."
        "Correct one of the two.";
    "V-ORG-1" [W] "data dictionary 2.12" of ["org_audit"]
        "There are 0.3 to 3.0 whole-time equivalents for every 4 Level 3 beds."
        "Check posts and beds, or confirm.";
    "V-ORG-2" [E] "data dictionary 2.12" of ["org_audit"]
        "The vacancy is what the posts filled lack of the establishment."
        "Correct one of the three numbers.";
    "V-ORG-3" [W] "data dictionary 2.12" of ["org_audit"]
        "A physiotherapist is in a clinic only where there is one."
        "Correct one of the two answers.";
    "V-ORG-4" [W] "data dictionary 2.12" of ["org_audit"]
        "No number changed by more than half since the audit before."
        "Check the number, or confirm.";
    "V-ORG-5" [E] "data dictionary 2.12" of ["org_audit"]
        "The bands add up to the posts filled."
        "Correct a band or the posts filled.";
    "V-ORG-6" [E] "data dictionary 2.12" of ["org_audit"]
        "No more physiotherapists are signed off than there are."
        "Correct one of the two numbers.";
    "V-ACT-1" [W] "data dictionary 2.13" of ["ecmo_activity_return" "ecmo_run"]
        "No more runs are recorded than were declared."
        "Check the count, or the runs.";
    "V-ACT-2" [W] "data dictionary 2.13" of ["ecmo_activity_return" "ecmo_run"]
        "Runs open at the month’s end follow from the month before."
        "Check the counts, or the runs.";
    "V-ACT-3" [S] "dictionary 0.2" of ["ecmo_activity_return"]
        "A monthly return is of a month that is over."
        "Check the month, and the counts when it is over.";
    "V-TRF-1" [W] "bundle 5" of ["ecmo_run"]
        "A transfer link stands on two runs at most."
        "Check the link with the other centre.";
}
