//! How much and how often: the magnitudes of the synthetic network.
//!
//! Each constant names what it rests on. *Dossier* is section 9 of the data dictionary, which gives the
//! generator value and the published series it is anchored in (named in brackets where one is quoted);
//! *design* is a value chosen here where the dossier is silent, so that the network's indicators come out
//! as in the example network.

/// A distribution by its median and the standard deviation of the logarithm.
pub(super) type LogNormal = (f64, f64);

// ── Volume ──────────────────────────────────────────

/// Mean respiratory runs a year by centre. Dossier (\[WARREN\]: 1,205 patients in five centres, 2011–2017).
pub(super) const ANNUAL_RUNS: &[(&str, f64)] = &[
    ("STH", 50.0),
    ("RBH", 38.0),
    ("PAP", 38.0),
    ("LEI", 42.0),
    ("MAN", 42.0),
    ("BAR", 25.0),
    ("BRI", 25.0),
    ("ABE", 12.0),
    ("NEW", 8.0),
    ("DUB", 20.0),
];
/// Mean of a centre that the list above does not know. Design.
pub(super) const ANNUAL_RUNS_ELSEWHERE: f64 = 15.0;
/// Dispersion of a year's count (negative binomial). Dossier.
pub(super) const VOLUME_DISPERSION: f64 = 8.0;
/// Admissions in December to March against the rest of the year. Dossier.
pub(super) const WINTER_MULTIPLIER: f64 = 1.4;
/// Cardiac and ECPR runs, and ECCO₂R, for each respiratory run. Design.
pub(super) const CARDIAC_SHARE: f64 = 0.04;
pub(super) const ECPR_SHARE: f64 = 0.02;
pub(super) const ECCO2R_SHARE: f64 = 0.007;
/// Share of respiratory runs that the centre declares in its return but never enters. Design, for D01 of
/// about 96 %.
pub(super) const NOT_ENTERED: f64 = 0.042;
/// Share of monthly returns that never come. Design.
pub(super) const RETURN_MISSING: f64 = 0.004;

// ── Patients ──────────────────────────────────────────

/// Age in years: mean, standard deviation and limits. Dossier (\[WARREN\]: 43 and 49, \[GSTTCOV\]: 46).
pub(super) const AGE: (f64, f64) = (44.5, 13.5);
pub(super) const AGE_LIMITS: (i64, i64) = (16, 80);
/// Added to the age of those who die. Dossier.
pub(super) const AGE_OF_DEAD: i64 = 4;
/// Dossier (\[GSTTCOV\]: 76.7 % male, \[FREIB\]: 32 % female).
pub(super) const MALE: f64 = 0.62;
/// Diagnosis groups of respiratory runs. Dossier.
pub(super) const DIAGNOSES: &[(&str, f64)] = &[
    ("BACT", 0.28),
    ("VIRAL", 0.22),
    ("ASTHMA", 0.10),
    ("ARDS_NONPULM", 0.08),
    ("ASP", 0.06),
    ("TRAUMA", 0.05),
    ("COVID19", 0.05),
    ("BTT", 0.04),
    ("PJP_FUNGAL", 0.03),
    ("ILD", 0.03),
    ("PGD", 0.02),
    ("OTHER_RESP", 0.04),
];
pub(super) const CARDIAC_DIAGNOSES: &[(&str, f64)] = &[("CARD_SHOCK", 0.6), ("POSTCARDIOTOMY", 0.4)];
/// Where patients come from. Dossier (\[HODG12\]: 86 % retrieved).
pub(super) const SOURCES: &[(&str, f64)] = &[
    ("RETR_ON", 0.60),
    ("RETR_OFF", 0.15),
    ("OTHER_ICU", 0.15),
    ("WARD", 0.05),
    ("ED", 0.03),
    ("THEATRE", 0.02),
];

// ── Support ──────────────────────────────────────────

/// First mode of a respiratory run. Dossier (\[WARREN\]: 95 % veno-venous).
pub(super) const MODES: &[(&str, f64)] =
    &[("VV", 0.80), ("VVDL", 0.12), ("VAV", 0.03), ("VA", 0.04), ("VP", 0.01)];
/// Days on ECMO. Dossier (\[GSTTCOV\]: 13, 8–20).
pub(super) const ECMO_DAYS: LogNormal = (10.5, 0.80);
pub(super) const ECMO_DAYS_COVID: LogNormal = (13.0, 0.68);
pub(super) const ECMO_DAYS_ASTHMA: LogNormal = (5.0, 0.6);
pub(super) const ECMO_DAYS_BRIDGE: LogNormal = (20.0, 0.8);
/// Days of cardiac support, of ECCO₂R, and of a second run. Design.
pub(super) const ECMO_DAYS_CARDIAC: LogNormal = (5.0, 0.6);
pub(super) const ECMO_DAYS_ECCO2R: LogNormal = (6.0, 0.5);
pub(super) const ECMO_DAYS_SECOND_RUN: LogNormal = (6.0, 0.6);
/// Hours until death of those who die in the first day. Design.
pub(super) const EARLY_DEATH_HOURS: LogNormal = (14.0, 0.4);
/// Longest run told, in days: beyond 60 a reader is asked whether it is true. Design.
pub(super) const ECMO_DAYS_MOST: f64 = 75.0;
/// Cannulation through the groin. Dossier (\[WELLS18\]: 80.2 % any femoral, 39.5 % both sides).
pub(super) const FEMORAL: f64 = 0.85;
pub(super) const BIFEMORAL: f64 = 0.40;
/// How exactly the start is known. Design.
pub(super) const PRECISION: &[(&str, f64)] = &[("MIN", 0.91), ("HOUR", 0.06), ("DATE", 0.03)];
/// Share of respiratory runs moved to another ECMO centre while on ECMO. Design.
pub(super) const MOVED_ON_ECMO: f64 = 0.02;
/// Share of those that go to a centre of the network. Design.
pub(super) const MOVED_WITHIN_NETWORK: f64 = 0.85;
/// A second run in the same stay, and its distance in hours: at least a day, or it would be the same run.
/// Design.
pub(super) const SECOND_RUN: f64 = 0.035;
pub(super) const SECOND_RUN_GAP_HOURS: LogNormal = (40.0, 0.5);
/// A pause of flow inside the run, in hours. Design.
pub(super) const FLOW_PAUSE: f64 = 0.035;
pub(super) const FLOW_PAUSE_HOURS: LogNormal = (2.0, 0.6);
/// A conversion of the mode. Design.
pub(super) const CONVERSION: f64 = 0.10;

// ── Outcome ──────────────────────────────────────────

/// Survival to discharge from critical care at 45 years, and the log odds lost with each year of age.
/// Dossier (\[WARREN\]: 74 %; asthma 95 %, others 71 %).
pub(super) const SURVIVAL: f64 = 0.71;
pub(super) const SURVIVAL_ASTHMA: f64 = 0.95;
pub(super) const SURVIVAL_LOGIT_PER_YEAR: f64 = -0.03;
pub(super) const SURVIVAL_AGE: i64 = 45;
/// Survival of cardiac support and of ECPR. Design.
pub(super) const SURVIVAL_CARDIAC: f64 = 0.50;
pub(super) const SURVIVAL_ECPR: f64 = 0.35;
/// Of those who die: within the first day; on ECMO; hours after it was withdrawn; the others later in the
/// stay. Design.
pub(super) const DEATHS: &[(super::course::Death, f64)] = &[
    (super::course::Death::FirstDay, 0.09),
    (super::course::Death::OnSupport, 0.43),
    (super::course::Death::AfterWithdrawal, 0.13),
    (super::course::Death::Later, 0.35),
];
/// Days in critical care after ECMO. Dossier.
pub(super) const ICU_DAYS_AFTER: LogNormal = (9.0, 0.7);
/// Days from ECMO to a later death in critical care. Design.
pub(super) const ICU_DAYS_TO_DEATH: LogNormal = (5.0, 0.9);
/// Days on the ward. Design.
pub(super) const WARD_DAYS: LogNormal = (9.0, 0.7);
/// Where survivors of critical care go first, and where those leave to who went to a ward. Design within
/// the dossier's destinations of all survivors (another hospital .62, home .24, rehabilitation unit .08,
/// care home .02, died .04).
pub(super) const ICU_DESTINATIONS: &[(&str, f64)] = &[
    ("WARD", 0.53),
    ("REPAT_ICU", 0.22),
    ("REPAT_WARD", 0.15),
    ("OTHER_ICU_SAME_HOSP", 0.06),
    ("HOME", 0.004),
];
pub(super) const WARD_DESTINATIONS: &[(&str, f64)] = &[
    ("ACUTE_HOSP", 0.36),
    ("HOME", 0.37),
    ("HOME_PACKAGE", 0.05),
    ("REHAB_UNIT", 0.13),
    ("CARE_HOME", 0.03),
    ("DIED", 0.06),
];
/// Back to critical care from the ward, with the hours until then, and ECMO again in such a stay. Design.
pub(super) const READMITTED: f64 = 0.05;
pub(super) const READMITTED_HOURS: LogNormal = (40.0, 0.7);
pub(super) const READMITTED_ON_ECMO: f64 = 0.35;
pub(super) const READMISSION_DAYS: LogNormal = (4.0, 0.6);
/// A death after leaving that became known, with the days until then. Design.
pub(super) const LATE_DEATH: f64 = 0.05;
pub(super) const LATE_DEATH_DAYS: LogNormal = (60.0, 0.8);

// ── Sedation and mobility ──────────────────────────────────────────

/// Share of days deeply sedated (RASS −4 or −5) up to day 10 of ECMO and after. Dossier (\[BRAUNE\]).
pub(super) const DEEP_SEDATION: f64 = 0.45;
pub(super) const DEEP_SEDATION_LATER: f64 = 0.20;
pub(super) const SEDATION_LATER_FROM_DAY: i64 = 10;
/// The same in those who have begun to leave the bed, after ECMO, and in the last three days of those who
/// die. Design.
pub(super) const DEEP_SEDATION_RISING: f64 = 0.10;
pub(super) const DEEP_SEDATION_AFTER: f64 = 0.08;
pub(super) const DEEP_SEDATION_DYING: f64 = 0.85;
/// Probability that a day's depth of sedation is simply that of the day before. Design.
pub(super) const SEDATION_PERSISTS: f64 = 0.6;
/// Highest IMS that a run can reach on ECMO. Dossier (\[BRAUNE\]: 37.4 % reach 3, \[FREIB\]: 18 % reach 2).
pub(super) const IMS_ON_ECMO: [f64; 11] = [0.42, 0.20, 0.06, 0.13, 0.07, 0.04, 0.02, 0.03, 0.02, 0.01, 0.00];
/// Spread of the centres and cost of two groin cannulae, in log odds. Dossier. Added to the log odds of
/// every level, for the runs too short to show what their patient could reach. Design.
pub(super) const IMS_SHORT_RUNS_LOGIT: f64 = 0.35;
pub(super) const IMS_CENTRE_LOGIT: f64 = 0.35;
pub(super) const IMS_BIFEMORAL_LOGIT: f64 = -0.5;
/// Days to the first active rehabilitation, which lies within the exposure. Dossier (\[S127\]: 8, 5–12).
pub(super) const FIRST_ACTIVE_DAYS: LogNormal = (7.0, 0.6);
/// IMS that survivors leave critical care with. Dossier.
pub(super) const IMS_AT_DISCHARGE: &[(i64, f64)] =
    &[(3, 0.18), (4, 0.16), (5, 0.18), (7, 0.22), (8, 0.16), (9, 0.07), (10, 0.03)];

// ── Contacts ──────────────────────────────────────────

/// Hours to the first contact. Dossier (median 14); the draw is earlier, for most of those it puts outside
/// working hours are seen the next morning.
pub(super) const FIRST_CONTACT_HOURS: LogNormal = (9.5, 0.7);
/// Share of days with a contact, and further contacts on such a day (Poisson). Design, so that the
/// dossier's means of 1.4 contacts on a weekday and 0.9 on a weekend day or holiday (\[S127\]: 0.97 a day)
/// and P04 come out.
pub(super) const SEEN_WEEKDAY: f64 = 0.925;
pub(super) const SEEN_WEEKEND: f64 = 0.705;
pub(super) const FURTHER_WEEKDAY: f64 = 0.52;
pub(super) const FURTHER_WEEKEND: f64 = 0.30;
/// The same on the ward. Design.
pub(super) const SEEN_ON_WARD: f64 = 0.55;
/// Contact mix up to day 5, after it, and for those who leave the bed. Dossier (\[S127\]) for the first
/// two, with fewer assessments once a patient is known.
pub(super) const MIX_EARLY_DAYS: i64 = 5;
pub(super) const MIX_EARLY: &[(super::session::Content, f64)] = &[
    (super::session::Content::Respiratory, 0.62),
    (super::session::Content::Both, 0.12),
    (super::session::Content::Rehabilitation, 0.14),
    (super::session::Content::Assessment, 0.12),
];
pub(super) const MIX_LATER: &[(super::session::Content, f64)] = &[
    (super::session::Content::Respiratory, 0.36),
    (super::session::Content::Both, 0.21),
    (super::session::Content::Rehabilitation, 0.37),
    (super::session::Content::Assessment, 0.06),
];
pub(super) const MIX_MOBILE_FROM_IMS: i64 = 2;
pub(super) const MIX_MOBILE: &[(super::session::Content, f64)] = &[
    (super::session::Content::Respiratory, 0.18),
    (super::session::Content::Both, 0.24),
    (super::session::Content::Rehabilitation, 0.54),
    (super::session::Content::Assessment, 0.04),
];
/// Minutes by content, rounded to 5 and capped. Dossier (\[S127\]: 30, 40 and 60).
pub(super) const MINUTES_RESPIRATORY: LogNormal = (32.0, 0.35);
pub(super) const MINUTES_BOTH: LogNormal = (42.0, 0.40);
pub(super) const MINUTES_REHABILITATION: LogNormal = (52.0, 0.40);
pub(super) const MINUTES_ASSESSMENT: LogNormal = (17.0, 0.35);
pub(super) const MINUTES_MOST: i64 = 150;
/// A decision not to treat is written down on a day without contact, and beside a contact of the other
/// domain. Design.
pub(super) const DECISION_RECORDED: f64 = 0.60;
pub(super) const DECISION_BESIDE_CONTACT: f64 = 0.02;
/// Why somebody was not treated; service reasons count three times as much at weekends. Dossier.
pub(super) const REASONS: &[(&str, f64)] = &[
    ("DEEP_SED", 0.30),
    ("HAEMO_UNSTABLE", 0.12),
    ("RESP_UNSTABLE", 0.10),
    ("PROCEDURE_PLANNED", 0.07),
    ("PROCEDURE_RECENT", 0.05),
    ("ABSENT", 0.06),
    ("BLEEDING", 0.04),
    ("UNSTABLE_FLOW", 0.03),
    ("DECLINED", 0.05),
    ("FATIGUE", 0.03),
    ("DELIRIUM_AGITATION", 0.03),
    ("REST_DAY_PLANNED", 0.02),
];
pub(super) const SERVICE_REASONS: &[(&str, f64)] =
    &[("NO_PT_STAFF", 0.04), ("NO_SECOND_PERSON", 0.02), ("NO_ECMO_STAFF", 0.02), ("CAPACITY_SURGE", 0.02)];
pub(super) const SERVICE_WEEKEND_FACTOR: f64 = 3.0;
/// Who leads. Design.
pub(super) const LED_BY: &[(&str, f64)] =
    &[("PT", 0.92), ("MIXED", 0.03), ("TA", 0.02), ("NURSE", 0.02), ("OT", 0.01)];
/// Safety screen before IMS 2 or more on ECMO. Design, for P16 of about 90 %.
pub(super) const SAFETY_SCREEN: &[(&str, f64)] =
    &[("DONE_PASS", 0.80), ("DONE_RISK_ACCEPTED", 0.13), ("NOT_DONE", 0.06), ("NA", 0.01)];
/// The team is as large and as competent as the policy asks for IMS 3 or more. Design, for P17 of about 90
/// %.
pub(super) const SAFE_TEAM: f64 = 0.90;
/// Hours from a contact to its entry, and a batch entered late. Design, for D03 of about 94 %.
pub(super) const ENTRY_HOURS: LogNormal = (10.0, 1.1);
pub(super) const ENTERED_LATE: f64 = 0.06;
pub(super) const ENTERED_LATE_DAYS: LogNormal = (14.0, 0.5);

// ── Adverse events ──────────────────────────────────────────

/// Events per 1,000 treated contacts by severity. Dossier (\[WELLS18\]: 4.9, \[BRAUNE\]: 3.0).
pub(super) const EVENTS_PER_1000: &[(&str, f64)] =
    &[("S0", 6.0), ("S1", 10.0), ("S2", 3.0), ("S3", 0.4), ("S4", 0.02)];
/// Odds of an event at IMS 4 and above. Dossier.
pub(super) const EVENT_ODDS_UPRIGHT: f64 = 2.5;

// ── Assessments and the pathway ──────────────────────────────────────────

/// A daily score that holds what the ward team did beside the contacts. Design.
pub(super) const WARD_TEAM_MOBILISES: f64 = 0.5;
/// `CPAX` at discharge and MRC sum at awakening: mean and standard deviation. Dossier.
pub(super) const CPAX_AT_DISCHARGE: (f64, f64) = (28.0, 10.0);
pub(super) const MRC_AT_AWAKENING: (f64, f64) = (40.0, 12.0);
/// Share of stays with a `CPAX` at discharge. Design, for O03rec of about 80 %.
pub(super) const CPAX_RECORDED: f64 = 0.82;
/// Goals agreed within four days. Design, for P02 of about 80 %.
pub(super) const GOALS_AGREED: f64 = 0.95;
pub(super) const GOALS_HOURS: LogNormal = (54.0, 0.55);
/// Handover with the programme, and information given in time. Design, for O08 and O09 of about 75 %.
pub(super) const HANDOVER_WITH_PROGRAMME: f64 = 0.77;
pub(super) const INFORMATION_GIVEN: f64 = 0.80;

// ── Follow-up and organisation ──────────────────────────────────────────

/// What became of the review at three months. Dossier (\[CONN21\]: clinics at 73.9 % of sites), with care
/// transferred.
pub(super) const FOLLOW_UP: &[(&str, f64)] = &[
    ("DONE", 0.68),
    ("DNA", 0.10),
    ("NOT_OFFERED", 0.09),
    ("TRANSFERRED_CARE", 0.05),
    ("DECLINED", 0.04),
    ("LOST", 0.04),
];
/// Reviews done that fell outside the two to three months. Design, for O07 of about 54 %.
pub(super) const REVIEW_OUTSIDE_WINDOW: f64 = 0.16;
/// EQ-5D-5L in reviews done. Dossier.
pub(super) const EQ5D_DONE: f64 = 0.70;
/// Physiotherapists for four level-3 beds: mean and standard deviation. Dossier (\[STAFF\]: the standard is
/// 1).
pub(super) const WTE_PER_FOUR_BEDS: (f64, f64) = (0.75, 0.20);
