//! How often the key fields are filled, by the rules of indicator D02 (clarification 18).
//!
//! Looked at are the in-scope runs that began in the period: their patient, admission and discharge once, and every
//! contact on ECMO of those runs. NK, NR and UTA are not filled; NA takes the record out.

use domain::Reason;
use domain::code::Coded;
use domain::forms::discharge::IcuOutcome;
use domain::forms::physio_contact::{Domain, Outcome};
use domain::forms::{Discharge, EcmoRun, IcuAdmission, Patient, PhysioContact};
use domain::spec::{FormSpec, Kind};
use measures::completeness::says_nothing;
use polars::prelude::*;
use polars::sql::SQLContext;

use crate::{
    error::{Doing, Result},
    frames::Frames,
    indicators::Period,
    snapshot::{Snapshot, Tables},
};

/// Filled cells among those that apply, of one field at one centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldCount {
    /// Code of the centre.
    pub centre: String,
    /// Name of the field for tables, from the data dictionary.
    pub field: &'static str,
    pub filled: u32,
    pub applicable: u32,
}

/// The records of one form that are looked at, and its fields.
struct Subject {
    form: &'static FormSpec,
    /// The table that names those records by their centre and these columns.
    seen: &'static str,
    key: &'static [&'static str],
    fields: Vec<Field>,
}

/// One field, and the condition in SQL on which it is asked; in it `t` is the form's table.
struct Field {
    column: &'static str,
    applies: String,
}

fn always(column: &'static str) -> Field {
    when(column, "TRUE")
}

fn when(column: &'static str, applies: impl Into<String>) -> Field {
    Field { column, applies: applies.into() }
}

/// The column of a field is known, or holds a value of its list.
fn known(column: &str) -> String {
    format!("t.{column} IS NOT NULL")
}

fn is<C: Coded>(column: &str, code: C) -> String {
    format!("t.{column} = '{}'", code.code())
}

fn is_not<C: Coded>(column: &str, code: C) -> String {
    format!("t.{column} <> '{}'", code.code())
}

fn has<C: Coded>(column: &str, code: C) -> String {
    format!("t.{column} LIKE '%{}%'", code.code())
}

/// The key fields of D02 that the pack shows, in the order of the forms.
fn subjects() -> [Subject; 5] {
    [
        Subject {
            form: Patient::FORM_SPEC,
            seen: "patients_seen",
            key: &[Patient::PATIENT_REF],
            fields: [Patient::ETHNIC_CATEGORY, Patient::CFS, Patient::PREMORBID_MOBILITY].map(always).into(),
        },
        Subject {
            form: IcuAdmission::FORM_SPEC,
            seen: "admissions_seen",
            key: &[IcuAdmission::ADMISSION_REF],
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
        of_discharges(),
    ]
}

fn of_runs() -> Subject {
    let stopped = known(EcmoRun::TIME_OFF);
    Subject {
        form: EcmoRun::FORM_SPEC,
        seen: "runs_seen",
        key: &[EcmoRun::ADMISSION_REF, EcmoRun::RUN_NO],
        fields: vec![
            always(EcmoRun::AIRWAY_AT_XS),
            always(EcmoRun::AIRWAY_NOW),
            when(EcmoRun::DISCONTINUATION, format!("{stopped} OR t.{}", EcmoRun::LEFT_ON_ECMO)),
            when(EcmoRun::ALIVE_AT_TIME_OFF, stopped),
        ],
    }
}

fn of_contacts() -> Subject {
    use PhysioContact as C;
    let treated = is(C::OUTCOME, Outcome::Treated);
    let rehab = format!("{treated} AND {}", has(C::DOMAIN, Domain::Rehab));
    let own = [C::RASS, C::AIRWAY, C::ECMO_FLOW_L_MIN, C::ECMO_SWEEP_L_MIN, C::ECMO_FDO2].map(always);
    let of_treated = [C::SPO2_START, C::SPO2_MIN].map(|field| when(field, treated.clone()));
    let of_movement =
        [when(C::IMS_ACHIEVED, rehab), when(C::SAFETY_SCREEN, format!("t.{} >= 2", C::IMS_ACHIEVED))];
    Subject {
        form: C::FORM_SPEC,
        seen: "contacts_seen",
        key: &[C::CONTACT_REF],
        fields: own.into_iter().chain(of_treated).chain(of_movement).collect(),
    }
}

fn of_discharges() -> Subject {
    let left = known(Discharge::ICU_DISCHARGED_AT);
    let alive = format!("{left} AND {}", is_not(Discharge::ICU_OUTCOME, IcuOutcome::Died));
    Subject {
        form: Discharge::FORM_SPEC,
        seen: "admissions_seen",
        key: &[Discharge::ADMISSION_REF],
        fields: vec![when(Discharge::ICU_OUTCOME, left), when(Discharge::AIRWAY_ICU_DC, alive)],
    }
}

const RUNS_SEEN: &str =
    "SELECT centre, admission_ref, run_no FROM runs WHERE in_scope AND arrived BETWEEN '{from}' AND '{to}'";

/// Every key field at every centre, in the order of the forms.
pub fn count(snapshot: &Snapshot, frames: &Frames, period: Period) -> Result<Vec<FieldCount>> {
    let mut context = prepared(snapshot, frames, period)?;
    let mut counts = Vec::new();
    for subject in &subjects() {
        let doing = || format!("counting the filled fields of {}", subject.form.title);
        let table = context.execute(&query(subject)).and_then(LazyFrame::collect).doing(doing)?;
        read(subject, &table, &mut counts)?;
    }
    Ok(counts)
}

/// A place for SQL that knows frames, records and which of them are looked at.
fn prepared(snapshot: &Snapshot, frames: &Frames, period: Period) -> Result<SQLContext> {
    let mut context = frames.context();
    for subject in &subjects() {
        let (stem, columns) = source(subject);
        let names: Vec<&str> = columns.iter().map(String::as_str).collect();
        context.register(stem, snapshot.table(stem, &names)?.lazy());
    }
    let runs =
        RUNS_SEEN.replace("{from}", &period.from().to_string()).replace("{to}", &period.to().to_string());
    // Polars keeps the aliases of a query in its context, so none of these uses any.
    let steps = [
        ("runs_seen", runs.as_str()),
        ("admissions_seen", "SELECT centre, admission_ref FROM runs_seen GROUP BY centre, admission_ref"),
        (
            "patients_seen",
            "SELECT admissions_seen.centre AS centre, icu_admissions.patient_ref AS patient_ref \
             FROM admissions_seen JOIN icu_admissions ON icu_admissions.centre_code = admissions_seen.centre \
             AND icu_admissions.admission_ref = admissions_seen.admission_ref \
             GROUP BY admissions_seen.centre, icu_admissions.patient_ref",
        ),
        (
            "contacts_seen",
            "SELECT contacts.centre AS centre, contacts.contact_ref AS contact_ref FROM contacts JOIN runs_seen \
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
    let (form, seen) = (subject.form, subject.seen);
    let table = form.file;
    let mut sql = format!("SELECT {seen}.centre AS centre");
    for (i, field) in subject.fields.iter().enumerate() {
        let name = field.column;
        let miss = form.field(name).is_some_and(|spec| spec.miss);
        let not_applicable = if miss {
            format!("t.{name}_missing = '{}'", Reason::NotApplicable.as_str())
        } else {
            "FALSE".to_owned()
        };
        let applies = format!("COALESCE({}, FALSE) AND NOT COALESCE({not_applicable}, FALSE)", field.applies);
        let filled = filled(form, name);
        let counts = format!(
            ", SUM(CASE WHEN {applies} THEN 1 ELSE 0 END) AS n{i}, SUM(CASE WHEN {applies} AND {filled} THEN 1 ELSE 0 END) AS k{i}"
        );
        sql.push_str(&counts.replace("t.", &format!("{table}.")));
    }
    let key: Vec<String> =
        subject.key.iter().map(|key| format!(" AND {table}.{key} = {seen}.{key}")).collect();
    let key = key.concat();
    sql + &format!(
        " FROM {seen} JOIN {table} ON {table}.centre_code = {seen}.centre{key} GROUP BY {seen}.centre ORDER BY centre"
    )
}

/// A value is there, and no code that says nothing.
fn filled(form: &FormSpec, name: &str) -> String {
    let nothing = form.field(name).and_then(|field| match &field.kind {
        Kind::Code(list) => says_nothing(list),
        _ => None,
    });
    let no_value = nothing.map_or_else(|| "FALSE".to_owned(), |code| format!("t.{name} = '{code}'"));
    format!("t.{name} IS NOT NULL AND NOT COALESCE({no_value}, FALSE)")
}

fn read(subject: &Subject, table: &DataFrame, counts: &mut Vec<FieldCount>) -> Result<()> {
    let doing = || format!("reading the filled fields of {}", subject.form.title);
    let form = subject.form;
    let whole = |name: String| table.column(&name).and_then(|c| c.cast(&DataType::Int64)).doing(doing);
    let centres = table.column("centre").doing(doing)?.str().doing(doing)?.clone();
    for (i, field) in subject.fields.iter().enumerate() {
        let (n, k) = (whole(format!("n{i}"))?, whole(format!("k{i}"))?);
        let (n, k) = (n.i64().doing(doing)?, k.i64().doing(doing)?);
        let label = form.field(field.column).map_or(field.column, |spec| &spec.label);
        for row in 0..table.height() {
            let count =
                |column: &Int64Chunked| column.get(row).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
            let centre = centres.get(row).unwrap_or_default().to_owned();
            counts.push(FieldCount { centre, field: label, filled: count(k), applicable: count(n) });
        }
    }
    Ok(())
}
