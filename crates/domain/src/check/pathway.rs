//! Rules of a rehabilitation pathway.

use super::file::AdmissionFile;
use super::{Around, itself};
use crate::finding::Notes;
use crate::forms::discharge::{CentreOutcome, IcuOutcome};
use crate::forms::rehab_pathway::PathwayFacts;
use crate::forms::{Discharge, RehabPathway};

pub(super) fn check(pathway: &RehabPathway, file: &AdmissionFile, around: &Around<'_>, notes: &mut Notes) {
    let facts = PathwayFacts {
        stay_ended: file.leaving().is_some_and(|leaving| leaving.icu_discharged_at.get().is_some()),
        left_icu: file.leaving().is_some_and(left_icu_alive),
        left_hospital: file.leaving().is_some_and(left_hospital_alive),
    };
    itself(pathway, &facts, around, notes);
}

fn left_icu_alive(discharge: &Discharge) -> bool {
    discharge.icu_discharged_at.get().is_some() && !discharge.icu_outcome.is(&IcuOutcome::Died)
}

fn left_hospital_alive(discharge: &Discharge) -> bool {
    discharge.left_centre_at.get().is_some() && !discharge.centre_outcome.is(&CentreOutcome::Died)
}
