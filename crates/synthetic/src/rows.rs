//! The rows that the network makes, a type a file: its fields are columns of the dictionary. Their order in the file
//! is the dictionary's; a column that it has and a row has not is empty.

#![expect(clippy::struct_field_names, reason = "the fields are the columns, spelled as in the files")]

use super::cell::Cell;

/// A row of one file; made by `files!`.
pub(super) trait Row {
    /// The file that it stands in.
    const STEM: &'static str;

    /// Its cells, in the order of its fields.
    fn cells(&self) -> Vec<&str>;
}

/// Declares row types and [`ALL`], the stem and the columns of each.
macro_rules! files {
    ($($(#[$doc:meta])* $name:ident = $stem:literal { $($column:ident),+ $(,)? })+) => {
        pub(super) const ALL: &[(&str, &[&str])] = &[$(($stem, $name::COLUMNS)),+];
        $(
            $(#[$doc])*
            #[derive(Default)]
            pub(super) struct $name { $(pub(super) $column: Cell),+ }

            impl $name {
                const COLUMNS: &'static [&'static str] = &[$(stringify!($column)),+];
            }

            impl Row for $name {
                const STEM: &'static str = $stem;

                fn cells(&self) -> Vec<&str> {
                    vec![$(&*self.$column),+]
                }
            }
        )+
    };
}

/// The columns of the rows that the network makes for a file.
pub(super) fn made(stem: &str) -> &'static [&'static str] {
    ALL.iter().find(|(file, _)| *file == stem).map_or(&[], |(_, columns)| columns)
}

files! {
    /// F04
    Patient = "patients" {
        centre_code, patient_ref, age_years, sex_phenotypic, gender_identity, ethnic_category, height_cm,
        weight_kg, cfs, premorbid_mobility, premorbid_living, comorb,
    }
    /// F05
    Admission = "icu_admissions" {
        centre_code, admission_ref, patient_ref, icu_admitted_at, source, referring_region,
        retrieval_distance_band, referral_to_admit_h, imv_started_at, prone_before_ecmo, nmb_before_ecmo,
        sofa_admission, at_risk_morbidity,
    }
    /// F06
    Run = "ecmo_runs" {
        centre_code, admission_ref, run_no, support_type, initial_mode, cannulated_where, time_on,
        time_on_precision, time_off, decannulated_at, dx_group, intent, pre_pf_kpa, pre_ph, pre_paco2_kpa,
        resp_score, awake_strategy, airway_at_xs, airway_now, discontinuation, alive_at_time_off, left_on_ecmo,
        transferred_out_at, transferred_to_network, arrived_on_ecmo, transfer_link,
    }
    /// F07
    Segment = "ecmo_mode_segments" {
        centre_code, admission_ref, run_no, mode, seg_start, seg_stop, change_reason, flow_on,
    }
    /// F08
    Cannula = "cannulae" {
        centre_code, admission_ref, run_no, site, direction, size_fr, in_at, out_at, secured_method,
        removal_unplanned,
    }
    /// F09
    Contact = "physio_contacts" {
        centre_code, contact_ref, admission_ref, run_no, start_at, outcome, kind, domain, minutes, minutes_resp,
        minutes_rehab, prep_minutes, location, rass, airway, fio2, peep_cmh2o, rr, spo2_start, spo2_min,
        hr_start, hr_max, map_start, map_min, norad_mcg_kg_min, ecmo_flow_l_min, ecmo_sweep_l_min,
        sweep_off_trial, ecmo_fdo2, ecmo_rpm, ecmo_flow_min, settings_changed, ims_achieved, mms_achieved,
        assist_people, distance_m, standing_s, steps, borg_peak, goal_met, safety_screen, screen_flags,
        mdt_agreed, ended_early, ended_early_reason, tolerance, progression, not_treated_reason, other_reasons,
        delivered_by, note, created_at,
    }
    /// F10
    Intervention = "contact_interventions" {
        centre_code, contact_ref, code, dose_minutes, effort, sets, reps, metres, people, aid, load, load_unit,
    }
    /// F11
    Staff = "contact_staff" {
        centre_code, contact_ref, role, band, n, ecmo_competent, minutes,
    }
    /// F12
    Assessment = "assessments" {
        centre_code, assessment_ref, admission_ref, follow_up_no, instrument, version, language, taken_at,
        by_role, timepoint, total, incomplete_reason,
    }
    /// items of F12
    Item = "assessment_items" {
        centre_code, assessment_ref, item, value,
    }
    /// F13
    Event = "adverse_events" {
        centre_code, event_ref, contact_ref, admission_ref, occurred_at, late_recognised, category, severity,
        relation, consequence, intervention_at_time, position_at_time, ims_at_time, preventable, reported_local,
        local_ref_held, narrative, reviewed_by_lead, review_outcome,
    }
    /// F14
    Pathway = "rehab_pathways" {
        centre_code, admission_ref, short_assessment_at, comprehensive_assessment_at, goals_agreed_at,
        goals_with, goals_reviewed_n, last_goal_review_at, rehab_programme_in_place, handover_at,
        handover_includes_programme, handover_mode, rehab_prescription_at, picups_done_at, info_given_at,
        mdt_rehab_reviews_n,
    }
    /// F15
    Discharge = "discharges" {
        centre_code, admission_ref, icu_discharge_ready_at, icu_discharged_at, icu_outcome, death_at,
        airway_icu_dc, left_centre_at, centre_outcome, ultimate_outcome_known, rehab_need_at_dc, equipment,
    }
    /// F16
    FollowUp = "follow_ups" {
        centre_code, admission_ref, follow_up_no, window, status, performed_at, mode, professions,
        done_elsewhere, problems, rehab_referred, work_status,
    }
    /// F17
    OrgAudit = "org_audits" {
        centre_code, cycle_id, census_date, completed_by_role, signed_at, l3_beds, l2_beds, ecmo_capable_beds,
        has_retrieval_team, pt_on_retrieval, wte_established, wte_in_post, wte_vacant, wte_b5, wte_b6, wte_b7,
        wte_b8a, wte_b8bplus, wte_ta, ring_fenced, wte_ot, wte_slt, wte_diet, wte_psych, lead_b7plus_named,
        resp_weekday, resp_weekend, rehab_weekday, rehab_weekend, rehab_holidays, pt_per_weekend_day,
        oncall_model, oncall_ecmo_competent, oncall_response_min, n_pt_ecmo_signed_off, n_pt_total,
        competency_framework, simulation_training_12m, sop_mobilise, sop_screen, sop_femoral, sop_prone,
        sop_vhi, sop_mie, sop_haemoptysis, sop_emergency, femoral_policy, min_team_policy, eq_tilt_table,
        eq_ceiling_hoist, eq_standing_hoist, eq_bed_bike, eq_nmes, eq_icu_walker, eq_recliner, eq_mie,
        eq_vhi_capable, eq_dynamometer, eq_ultrasound, eq_portable_monitor, core_measures, rehab_prescription,
        picups_used, mdt_rehab_meeting, pt_on_ward_round, ward_outreach, fu_clinic, fu_pt_present, fu_months,
        postdc_rehab_programme, audit_hours_week, research_active, qi_projects_n,
    }
    /// F18
    Activity = "ecmo_activity_returns" {
        centre_code, month, runs_started_resp, runs_started_card, runs_started_ecpr, runs_open_month_end,
        source_of_count,
    }
}
