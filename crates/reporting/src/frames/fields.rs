//! How often the key fields are filled where they are needed (D02, clarification 18): counts by centre, by the date on which
//! a run arrived, and by field.
//!
//! Looked at are the runs in scope: each with its patient and admission, every contact on it, and pathway and discharge of
//! its stay. What belongs to a patient or to an admission may stand beside more than one run: `once` names it, and a period
//! counts it once. NK, NR and UTA are not filled; NA takes the record out.

use domain::code::Coded;
use domain::forms::discharge::{CentreOutcome, IcuOutcome};
use domain::forms::physio_contact::{Domain, Outcome};
use domain::forms::{Discharge, EcmoRun, IcuAdmission, Patient, PhysioContact, RehabPathway};
use domain::spec::{FormSpec, Kind};
use domain::{FieldSpec, Reason};
use measures::completeness::says_nothing;
use polars::prelude::*;
use polars::sql::SQLContext;

use crate::error::{Doing, Result};
use crate::snapshot::Tables;

/// The frame's name.
pub(super) const NAME: &str = "fields";

/// The records of one form that are looked at, and its fields.
pub(super) struct Subject {
    pub(super) form: &'static FormSpec,
    /// The table that names those records by their centre and `key`.
    pub(super) seen: &'static str,
    pub(super) key: &'static [&'static str],
    /// The column that names what is counted once in a period; none where a record belongs to one run.
    once: Option<&'static str>,
    pub(super) fields: Vec<Field>,
}

/// One field, and the condition in SQL on which it is asked; in it `$t` is the form’s table and `$s` the one of those seen.
pub(super) struct Field {
    pub(super) column: &'static str,
    applies: String,
}

fn always(column: &'static str) -> Field {
    when(column, "TRUE")
}

fn when(column: &'static str, applies: impl Into<String>) -> Field {
    Field { column, applies: applies.into() }
}

/// A field has a value.
fn known(column: &str) -> String {
    format!("$t.{column} IS NOT NULL")
}

fn is<C: Coded>(column: &str, codes: &[C]) -> String {
    let codes: Vec<String> = codes.iter().map(|code| format!("'{}'", code.code())).collect();
    format!("$t.{column} IN ({})", codes.join(", "))
}

fn has<C: Coded>(column: &str, code: C) -> String {
    format!("$t.{column} LIKE '%{}%'", code.code())
}

/// The key fields in the order of the forms.
pub(super) fn subjects() -> [Subject; 6] {
    [
        Subject {
            form: Patient::FORM_SPEC,
            seen: "patients_seen",
            key: &[Patient::PATIENT_REF],
            once: Some(Patient::PATIENT_REF),
            fields: [Patient::ETHNIC_CATEGORY, Patient::CFS, Patient::PREMORBID_MOBILITY].map(always).into(),
        },
        Subject {
            form: IcuAdmission::FORM_SPEC,
            seen: "stays_seen",
            key: &[IcuAdmission::ADMISSION_REF],
            once: Some(IcuAdmission::ADMISSION_REF),
            fields: [
                IcuAdmission::REFERRING_REGION,
                IcuAdmission::IMV_STARTED_AT,
                IcuAdmission::AT_RISK_MORBIDITY,
            ]
            .map(always)
            .into(),
        },
        of_runs(),
        of_contacts(),
        of_pathways(),
        of_discharges(),
    ]
}

fn of_runs() -> Subject {
    let stopped = known(EcmoRun::TIME_OFF);
    Subject {
        form: EcmoRun::FORM_SPEC,
        seen: "runs_seen",
        key: &[EcmoRun::ADMISSION_REF, EcmoRun::RUN_NO],
        once: None,
        fields: vec![
            always(EcmoRun::AIRWAY_AT_XS),
            always(EcmoRun::AIRWAY_NOW),
            when(EcmoRun::DISCONTINUATION, format!("{stopped} OR $t.{}", EcmoRun::LEFT_ON_ECMO)),
            when(EcmoRun::ALIVE_AT_TIME_OFF, stopped),
        ],
    }
}

fn of_contacts() -> Subject {
    use PhysioContact as C;
    let treated = is(C::OUTCOME, &[Outcome::Treated]);
    let rehab = format!("{treated} AND {}", has(C::DOMAIN, Domain::Rehab));
    let own = [C::RASS, C::AIRWAY, C::ECMO_FLOW_L_MIN, C::ECMO_SWEEP_L_MIN, C::ECMO_FDO2].map(always);
    let of_treated = [C::SPO2_START, C::SPO2_MIN].map(|field| when(field, treated.clone()));
    let of_movement =
        [when(C::IMS_ACHIEVED, rehab), when(C::SAFETY_SCREEN, format!("$t.{} >= 2", C::IMS_ACHIEVED))];
    Subject {
        form: C::FORM_SPEC,
        seen: "contacts_seen",
        key: &[C::CONTACT_REF],
        once: None,
        fields: own.into_iter().chain(of_treated).chain(of_movement).collect(),
    }
}

/// Once the stay has ended; an absent record is empty fields.
fn of_pathways() -> Subject {
    use RehabPathway as P;
    const ENDED: &str = "$s.icu_ended IS NOT NULL";
    let survived = || format!("{ENDED} AND $s.survivor");
    let left = format!("{ENDED} AND $s.left_centre IS NOT NULL AND NOT $s.died_in_hospital");
    let of_ended = [
        P::SHORT_ASSESSMENT_AT,
        P::COMPREHENSIVE_ASSESSMENT_AT,
        P::GOALS_AGREED_AT,
        P::REHAB_PROGRAMME_IN_PLACE,
    ]
    .map(|field| when(field, ENDED));
    let goals = when(P::GOALS_WITH, format!("{ENDED} AND {}", known(P::GOALS_AGREED_AT)));
    let of_survivors = [P::HANDOVER_AT, P::HANDOVER_INCLUDES_PROGRAMME, P::HANDOVER_MODE]
        .map(|field| when(field, survived()));
    Subject {
        form: P::FORM_SPEC,
        seen: "stays_seen",
        key: &[P::ADMISSION_REF],
        once: Some(P::ADMISSION_REF),
        fields: of_ended
            .into_iter()
            .chain([goals])
            .chain(of_survivors)
            .chain([when(P::INFO_GIVEN_AT, left)])
            .collect(),
    }
}

fn of_discharges() -> Subject {
    use Discharge as D;
    let gone = is(
        D::ICU_OUTCOME,
        &[
            IcuOutcome::Died,
            IcuOutcome::RepatriatedIcu,
            IcuOutcome::RepatriatedWard,
            IcuOutcome::OtherEcmoCentre,
            IcuOutcome::Home,
        ],
    );
    let destination = format!("$t.{} <> '{}'", D::CENTRE_OUTCOME, CentreOutcome::NotKnown.code());
    Subject {
        form: D::FORM_SPEC,
        seen: "stays_seen",
        key: &[D::ADMISSION_REF],
        once: Some(D::ADMISSION_REF),
        fields: vec![
            when(D::ICU_OUTCOME, known(D::ICU_DISCHARGED_AT)),
            when(D::AIRWAY_ICU_DC, "$s.survivor"),
            when(D::LEFT_CENTRE_AT, format!("COALESCE({destination}, FALSE) OR {gone}")),
            when(D::CENTRE_OUTCOME, format!("{} OR {gone}", known(D::LEFT_CENTRE_AT))),
        ],
    }
}

/// A key field and its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyField {
    /// The form's id.
    pub form: &'static str,
    /// The field's name.
    pub column: &'static str,
}

/// The key fields in the order of the forms.
pub(super) fn key_fields() -> Vec<KeyField> {
    let of = |subject: &Subject| {
        let form = subject.form.id;
        subject.fields.iter().map(move |field| KeyField { form, column: field.column }).collect::<Vec<_>>()
    };
    subjects().iter().flat_map(of).collect()
}

/// Builds the frame from the records and from the frames of what was measured.
pub(super) fn frame(tables: &dyn Tables, frames: SQLContext) -> Result<DataFrame> {
    let mut context = prepared(tables, frames)?;
    let mut all: Option<DataFrame> = None;
    for subject in &subjects() {
        let doing = || format!("counting the filled fields of {}", subject.form.title);
        let wide = context.execute(&query(subject)).and_then(LazyFrame::collect).doing(doing)?;
        for (place, field) in subject.fields.iter().enumerate() {
            let long = long(&wide, place, field.column).doing(doing)?;
            match &mut all {
                Some(all) => {
                    all.vstack_mut(&long).doing(doing)?;
                }
                None => all = Some(long),
            }
        }
    }
    Ok(all.unwrap_or_default())
}

/// The counts of one field, without the rows where nobody needs it.
fn long(wide: &DataFrame, place: usize, field: &str) -> PolarsResult<DataFrame> {
    let count = |name: &str, of: char| col(format!("{of}{place}")).cast(DataType::Int64).alias(name);
    let columns = [
        col("centre"),
        col("arrived"),
        col("once"),
        lit(field).alias("field"),
        count("needed", 'n'),
        count("filled", 'k'),
    ];
    wide.clone().lazy().select(columns).filter(col("needed").gt(lit(0))).collect()
}

/// A place for SQL that knows frames, records and which of them are looked at.
pub(super) fn prepared(tables: &dyn Tables, mut context: SQLContext) -> Result<SQLContext> {
    for subject in &subjects() {
        let (stem, columns) = source(subject);
        let names: Vec<&str> = columns.iter().map(String::as_str).collect();
        context.register(stem, as_of_extract(tables.table(stem, &names)?, tables).lazy());
    }
    // Polars keeps the aliases of a query in its context, so none of these uses any.
    let steps = [
        ("runs_seen", "SELECT centre, arrived, admission_ref, run_no FROM runs WHERE in_scope"),
        (
            "stays_seen",
            "SELECT runs_seen.centre AS centre, runs_seen.arrived AS arrived, runs_seen.admission_ref AS admission_ref, \
             episodes.icu_ended AS icu_ended, episodes.survivor AS survivor, episodes.left_centre AS left_centre, \
             episodes.died_in_hospital AS died_in_hospital \
             FROM runs_seen JOIN episodes ON episodes.centre = runs_seen.centre \
             AND episodes.admission_ref = runs_seen.admission_ref",
        ),
        (
            "patients_seen",
            "SELECT runs_seen.centre AS centre, runs_seen.arrived AS arrived, icu_admissions.patient_ref AS patient_ref \
             FROM runs_seen JOIN icu_admissions ON icu_admissions.centre_code = runs_seen.centre \
             AND icu_admissions.admission_ref = runs_seen.admission_ref",
        ),
        (
            "contacts_seen",
            "SELECT runs_seen.centre AS centre, runs_seen.arrived AS arrived, contacts.contact_ref AS contact_ref \
             FROM contacts JOIN runs_seen \
             ON runs_seen.centre = contacts.centre AND runs_seen.admission_ref = contacts.admission_ref \
             AND runs_seen.run_no = contacts.run_no",
        ),
    ];
    for (name, sql) in steps {
        let frame = context.execute(sql).and_then(LazyFrame::collect).doing(|| format!("finding {name}"))?;
        context.register(name, frame.lazy());
    }
    Ok(context)
}

/// A time later than the extract is not known yet (clarification 3).
fn as_of_extract(table: DataFrame, tables: &dyn Tables) -> DataFrame {
    let extract = tables.extract_at().as_millisecond();
    let later = |column: &Column| {
        let instants = column.datetime().ok()?.physical().clone();
        let known: Int64Chunked = instants.apply(|instant| instant.filter(|instant| *instant <= extract));
        let known = known.into_datetime(TimeUnit::Milliseconds, Some(polars::prelude::TimeZone::UTC));
        Some(known.into_column().with_name(column.name().clone()))
    };
    let columns = table.columns().iter().map(|column| later(column).unwrap_or_else(|| column.clone()));
    DataFrame::new_infer_height(columns.collect()).unwrap_or(table)
}

/// The table of a subject's form and the columns that its queries name.
fn source(subject: &Subject) -> (&'static str, Vec<String>) {
    let form = subject.form;
    let asked = [
        PhysioContact::CENTRE_CODE,
        Patient::PATIENT_REF,
        EcmoRun::ADMISSION_REF,
        EcmoRun::RUN_NO,
        PhysioContact::CONTACT_REF,
        EcmoRun::TIME_OFF,
        EcmoRun::LEFT_ON_ECMO,
        PhysioContact::OUTCOME,
        PhysioContact::DOMAIN,
        PhysioContact::IMS_ACHIEVED,
        Discharge::ICU_DISCHARGED_AT,
        Discharge::ICU_OUTCOME,
    ];
    let mut columns: Vec<String> =
        asked.into_iter().filter(|name| form.field(name).is_some()).map(str::to_owned).collect();
    for field in &subject.fields {
        if !columns.iter().any(|known| known == field.column) {
            columns.push(field.column.to_owned());
        }
        if form.field(field.column).is_some_and(|spec| spec.miss) {
            columns.push(format!("{}_missing", field.column));
        }
    }
    (form.file, columns)
}

/// Two counts a field: `n0`, `k0`, `n1`, `k1` …
fn query(subject: &Subject) -> String {
    let (table, seen) = (subject.form.file, subject.seen);
    let once =
        subject.once.map_or_else(|| "CAST(NULL AS VARCHAR)".to_owned(), |once| format!("{seen}.{once}"));
    let counts: String =
        subject.fields.iter().enumerate().map(|(place, field)| counts(subject.form, place, field)).collect();
    let counts = subject.named(&counts);
    let key = subject.on_key();
    let by = subject.once.map_or_else(String::new, |once| format!(", {seen}.{once}"));
    format!(
        "SELECT {seen}.centre AS centre, {seen}.arrived AS arrived, {once} AS once{counts} FROM {seen} LEFT JOIN {table} \
         ON {table}.centre_code = {seen}.centre{key} GROUP BY {seen}.centre, {seen}.arrived{by}"
    )
}

impl Subject {
    /// A condition with the names of its tables.
    pub(super) fn named(&self, condition: &str) -> String {
        let (table, seen) = (format!("{}.", self.form.file), format!("{}.", self.seen));
        condition.replace("$t.", &table).replace("$s.", &seen)
    }

    /// How its records are found beside what names them.
    pub(super) fn on_key(&self) -> String {
        let (table, seen) = (self.form.file, self.seen);
        let keys: Vec<String> =
            self.key.iter().map(|key| format!(" AND {table}.{key} = {seen}.{key}")).collect();
        keys.concat()
    }
}

fn counts(form: &FormSpec, place: usize, field: &Field) -> String {
    let (applies, filled) = conditions(form, field);
    format!(
        ", SUM(CASE WHEN {applies} THEN 1 ELSE 0 END) AS n{place}, \
         SUM(CASE WHEN {applies} AND {filled} THEN 1 ELSE 0 END) AS k{place}"
    )
}

/// When a field is needed, and when it is filled.
pub(super) fn conditions(form: &FormSpec, field: &Field) -> (String, String) {
    let spec = form.field(field.column);
    let not_applicable = match spec.filter(|spec| spec.miss) {
        Some(_) => format!("$t.{}_missing = '{}'", field.column, Reason::NotApplicable.as_str()),
        None => "FALSE".to_owned(),
    };
    let applies = format!("COALESCE({}, FALSE) AND NOT COALESCE({not_applicable}, FALSE)", field.applies);
    (applies, filled(spec, field.column))
}

/// A value is there, and no code that says nothing.
fn filled(spec: Option<&FieldSpec>, name: &str) -> String {
    let nothing = spec.and_then(|field| match &field.kind {
        Kind::Code(list) => says_nothing(list),
        _ => None,
    });
    let no_value = nothing.map_or_else(|| "FALSE".to_owned(), |code| format!("$t.{name} = '{code}'"));
    format!("$t.{name} IS NOT NULL AND NOT COALESCE({no_value}, FALSE)")
}
