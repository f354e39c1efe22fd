//! F17: how a centre's service is staffed, equipped and organised, once a cycle.

mod lists;
mod rules;

use form_derive::Form;
use validator::Validate;

pub use self::lists::*;
use crate::answer::Answer;
use crate::time::WallTime;
use crate::value::{CentreCode, Codes, CycleId, Date, Dec, Text};

/// One for each centre and cycle. Count on the census date, the last date of the cycle.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "org_audit", place = 10, number = "F17", title = "Organisational audit", plural = "Organisational audits", file = "org_audits", key = ["cycle_id"],
       occurred = "census_date")]
#[validate(schema(function = "rules::staffing"))]
#[validate(schema(function = "rules::vacancies"))]
#[validate(schema(function = "rules::bands"))]
#[validate(schema(function = "rules::clinic"))]
#[validate(schema(function = "rules::competence"))]
pub struct OrgAudit {
    #[field(label = "Centre", section = "Sign-off", save, system)]
    pub centre_code: Answer<CentreCode>,
    /// 2026H1 is April to September 2026, 2026H2 October 2026 to March 2027.
    #[field(label = "Cycle", save)]
    pub cycle_id: Answer<CycleId>,
    /// The last date of the cycle.
    #[field(label = "Census date", save, future = allowed)]
    pub census_date: Answer<Date>,
    /// The role, never a name.
    #[field(label = "Completed by", save, leaves = network)]
    pub completed_by_role: Answer<Text<40>>,
    #[field(label = "Signed", save)]
    pub signed_at: Answer<WallTime>,
    #[field(label = "Level 3 beds, staffed", unit = "beds", section = "Beds and retrieval", lock,
            range(min = 0, max = 150))]
    pub l3_beds: Answer<i64>,
    #[field(label = "Level 2 beds, staffed", unit = "beds", lock, range(min = 0, max = 150))]
    pub l2_beds: Answer<i64>,
    #[field(label = "Beds able to take ECMO", unit = "beds", lock, range(min = 0, max = 40))]
    pub ecmo_capable_beds: Answer<i64>,
    #[field(label = "Retrieval team", lock)]
    pub has_retrieval_team: Answer<bool>,
    #[field(label = "Physiotherapist on retrievals", lock)]
    pub pt_on_retrieval: Answer<bool>,
    #[field(label = "Critical-care physiotherapy, established", unit = "whole-time equivalents", section = "Physiotherapy posts", lock,
            range(min = 0.0, max = 60.0))]
    pub wte_established: Answer<Dec<2>>,
    /// The sum of the bands. The standard is 1 for every 4 Level 3 beds.
    #[field(label = "Critical-care physiotherapy, in post", unit = "whole-time equivalents", lock,
            range(min = 0.0, max = 60.0))]
    pub wte_in_post: Answer<Dec<2>>,
    /// What the posts filled lack of the establishment; 0 when nothing is lacking.
    #[field(label = "Critical-care physiotherapy, vacant", unit = "whole-time equivalents", lock,
            range(min = 0.0, max = 60.0))]
    pub wte_vacant: Answer<Dec<2>>,
    #[field(label = "In post: band 5", unit = "whole-time equivalents", lock, range(min = 0.0, max = 30.0))]
    pub wte_b5: Answer<Dec<2>>,
    #[field(label = "In post: band 6", unit = "whole-time equivalents", lock, range(min = 0.0, max = 30.0))]
    pub wte_b6: Answer<Dec<2>>,
    #[field(label = "In post: band 7", unit = "whole-time equivalents", lock, range(min = 0.0, max = 30.0))]
    pub wte_b7: Answer<Dec<2>>,
    #[field(label = "In post: band 8a", unit = "whole-time equivalents", lock, range(min = 0.0, max = 30.0))]
    pub wte_b8a: Answer<Dec<2>>,
    #[field(label = "In post: band 8b and above", unit = "whole-time equivalents", lock,
            range(min = 0.0, max = 30.0))]
    pub wte_b8bplus: Answer<Dec<2>>,
    #[field(label = "In post: therapy assistants", unit = "whole-time equivalents", lock,
            range(min = 0.0, max = 30.0))]
    pub wte_ta: Answer<Dec<2>>,
    #[field(label = "Posts protected for critical care", lock)]
    pub ring_fenced: Answer<RingFence>,
    #[field(label = "Occupational therapy", unit = "whole-time equivalents", section = "Other professions", lock,
            range(min = 0.0, max = 30.0))]
    pub wte_ot: Answer<Dec<2>>,
    #[field(label = "Speech and language therapy", unit = "whole-time equivalents", lock,
            range(min = 0.0, max = 30.0))]
    pub wte_slt: Answer<Dec<2>>,
    #[field(label = "Dietetics", unit = "whole-time equivalents", lock, range(min = 0.0, max = 30.0))]
    pub wte_diet: Answer<Dec<2>>,
    #[field(label = "Psychology", unit = "whole-time equivalents", lock, range(min = 0.0, max = 30.0))]
    pub wte_psych: Answer<Dec<2>>,
    #[field(label = "Named clinical lead, band 7 or above", section = "Service", lock)]
    pub lead_b7plus_named: Answer<bool>,
    #[field(label = "Respiratory service on weekdays", lock)]
    pub resp_weekday: Answer<Service>,
    #[field(label = "Respiratory service at weekends", lock)]
    pub resp_weekend: Answer<Service>,
    #[field(label = "Rehabilitation service on weekdays", lock)]
    pub rehab_weekday: Answer<Service>,
    #[field(label = "Rehabilitation service at weekends", lock)]
    pub rehab_weekend: Answer<Service>,
    #[field(label = "Rehabilitation service on public holidays", lock)]
    pub rehab_holidays: Answer<Service>,
    #[field(label = "Physiotherapists in critical care on a weekend day", unit = "people", lock,
            range(min = 0.0, max = 20.0))]
    pub pt_per_weekend_day: Answer<Dec<1>>,
    #[field(label = "Out of hours", section = "On call", lock)]
    pub oncall_model: Answer<OnCall>,
    #[field(label = "On-call staff signed off for ECMO", lock)]
    pub oncall_ecmo_competent: Answer<OnCallCompetent>,
    #[field(label = "Target response", unit = "minutes", range(min = 0, max = 180))]
    pub oncall_response_min: Answer<i64>,
    #[field(label = "Physiotherapists signed off for ECMO", unit = "people", section = "Competence", lock,
            range(min = 0, max = 100))]
    pub n_pt_ecmo_signed_off: Answer<i64>,
    #[field(label = "Physiotherapists in all", unit = "people", lock, range(min = 0, max = 100))]
    pub n_pt_total: Answer<i64>,
    #[field(label = "Competency framework", lock)]
    pub competency_framework: Answer<Framework>,
    #[field(label = "Emergency drill with physiotherapy in the last 12 months", lock)]
    pub simulation_training_12m: Answer<bool>,
    #[field(label = "Protocol: mobilising on ECMO", section = "Protocols", lock)]
    pub sop_mobilise: Answer<Protocol>,
    #[field(label = "Protocol: safety screen", lock)]
    pub sop_screen: Answer<Protocol>,
    #[field(label = "Protocol: femoral cannulae", lock)]
    pub sop_femoral: Answer<Protocol>,
    #[field(label = "Protocol: prone position", lock)]
    pub sop_prone: Answer<Protocol>,
    #[field(label = "Protocol: ventilator hyperinflation", lock)]
    pub sop_vhi: Answer<Protocol>,
    #[field(label = "Protocol: mechanical in-exsufflation", lock)]
    pub sop_mie: Answer<Protocol>,
    #[field(label = "Protocol: haemoptysis", lock)]
    pub sop_haemoptysis: Answer<Protocol>,
    #[field(label = "Protocol: emergencies", lock)]
    pub sop_emergency: Answer<Protocol>,
    #[field(label = "Highest level allowed with a femoral cannula", lock)]
    pub femoral_policy: Answer<FemoralPolicy>,
    #[field(label = "Fewest people for IMS 3 or more", unit = "people", lock, range(min = 0, max = 8))]
    pub min_team_policy: Answer<i64>,
    #[field(label = "Tilt table", section = "Equipment", lock)]
    pub eq_tilt_table: Answer<Equipment>,
    #[field(label = "Ceiling hoist", lock)]
    pub eq_ceiling_hoist: Answer<Equipment>,
    #[field(label = "Standing hoist", lock)]
    pub eq_standing_hoist: Answer<Equipment>,
    #[field(label = "In-bed cycle", lock)]
    pub eq_bed_bike: Answer<Equipment>,
    #[field(label = "Electrical stimulation", lock)]
    pub eq_nmes: Answer<Equipment>,
    #[field(label = "ICU walker", lock)]
    pub eq_icu_walker: Answer<Equipment>,
    #[field(label = "Recliner", lock)]
    pub eq_recliner: Answer<Equipment>,
    #[field(label = "Mechanical in-exsufflator", lock)]
    pub eq_mie: Answer<Equipment>,
    #[field(label = "Ventilators able to hyperinflate", lock)]
    pub eq_vhi_capable: Answer<Equipment>,
    #[field(label = "Dynamometer", lock)]
    pub eq_dynamometer: Answer<Equipment>,
    #[field(label = "Ultrasound", lock)]
    pub eq_ultrasound: Answer<Equipment>,
    #[field(label = "Portable monitor", lock)]
    pub eq_portable_monitor: Answer<Equipment>,
    #[field(label = "Measures in routine use", section = "Rehabilitation", lock)]
    pub core_measures: Answer<Codes<CoreMeasure>>,
    #[field(label = "Rehabilitation prescription in use", lock)]
    pub rehab_prescription: Answer<bool>,
    #[field(label = "Post-ICU presentation screen (PICUPS) in use", lock)]
    pub picups_used: Answer<bool>,
    #[field(label = "Multidisciplinary rehabilitation meeting", lock)]
    pub mdt_rehab_meeting: Answer<Meeting>,
    #[field(label = "Physiotherapist on the ward round", lock)]
    pub pt_on_ward_round: Answer<WardRound>,
    #[field(label = "Physiotherapy follows to the ward", lock)]
    pub ward_outreach: Answer<Outreach>,
    #[field(label = "Follow-up clinic", section = "After critical care", lock)]
    pub fu_clinic: Answer<bool>,
    #[field(label = "Physiotherapist in the clinic", lock)]
    pub fu_pt_present: Answer<ClinicPresence>,
    #[field(label = "Clinic at", lock only if fu_clinic is true, when = "there is a clinic")]
    pub fu_months: Answer<Codes<ClinicMonth>>,
    #[field(label = "Own programme after discharge", lock)]
    pub postdc_rehab_programme: Answer<bool>,
    #[field(label = "Time for data entry", unit = "hours a week", section = "Audit and research",
            range(min = 0.0, max = 40.0))]
    pub audit_hours_week: Answer<Dec<1>>,
    #[field(label = "Research under way")]
    pub research_active: Answer<bool>,
    #[field(label = "Quality-improvement projects", unit = "projects", range(min = 0, max = 20))]
    pub qi_projects_n: Answer<i64>,
}
