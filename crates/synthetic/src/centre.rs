//! The records of a centre, in the order in which they are written.

use super::{
    admissions, assessments,
    cell::Cell,
    condition, contacts,
    course::Person,
    desk::{Case, Desk},
    dice::Dice,
    discharges, follow_ups, organisation, pathways, person, rows,
};

impl Desk<'_> {
    /// Counts somebody's runs for the return and, when the centre enters them, writes what is known of
    /// them.
    pub(super) fn record(&mut self, person: &Person) {
        self.tally.count(person, &self.clock);
        if !person.entered || person.stays.first().is_none_or(|stay| !self.clock.known(stay.admitted)) {
            return;
        }
        let mut dice = person.dice.clone();
        let patient = rows::Patient { centre_code: self.code(), ..person::record(&person.traits, &mut dice) };
        for (i, stay) in person.stays.iter().enumerate() {
            if !self.clock.known(stay.admitted) {
                break;
            }
            let next_stay = person.stays.get(i + 1).map(|next| next.admitted);
            let case = Case { stay, reference: self.next_admission(), next_stay };
            self.stay(&case, &patient.patient_ref, &mut dice);
        }
        self.files.add(&patient);
    }

    fn stay(&mut self, case: &Case, patient_ref: &Cell, dice: &mut Dice) {
        let days = condition::draw(self, case, dice);
        admissions::write(self, case, patient_ref, &days, dice);
        let mobilised = contacts::write(self, case, &days, &mut dice.fork());
        assessments::write(self, case, &days, &mobilised, &mut dice.fork());
        pathways::write(self, case, &mut dice.fork());
        discharges::write(self, case, &days, &mut dice.fork());
        follow_ups::write(self, case, &mut dice.fork());
    }

    /// Writes what the centre reports about itself.
    pub(super) fn close(mut self) {
        let mut dice = self.dice.fork();
        organisation::write(&mut self, &mut dice);
        let tally = std::mem::take(&mut self.tally);
        tally.write(&mut self, &mut dice);
    }
}
