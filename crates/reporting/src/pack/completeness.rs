//! How often the key fields are filled, by the rules of indicator D02 (clarification 18).
//!
//! Looked at are the in-scope runs that began in the period: their patient, admission and discharge once, and every
//! contact on ECMO of those runs. NK, NR and UTA are not filled; NA takes the record out.

use domain::spec::{FormSpec, Kind};
use measures::completeness::says_nothing;
use polars::prelude::*;
use polars::sql::SQLContext;

use crate::{
    error::{Doing, Error, Result},
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
    form: &'static str,
    /// The table that names those records by their centre and these columns.
    seen: &'static str,
    key: &'static [&'static str],
    fields: &'static [Field],
}

/// One field. Conditions are SQL in which `t` is the form's table.
struct Field {
    column: &'static str,
    /// When the field is asked.
    applies: &'static str,
}

const fn always(column: &'static str) -> Field {
    when(column, "TRUE")
}

const fn when(column: &'static str, applies: &'static str) -> Field {
    Field { column, applies }
}

const SUBJECTS: [Subject; 5] = [
    Subject {
        form: "patient",
        seen: "patients_seen",
        key: &["patient_ref"],
        fields: &[always("ethnic_category"), always("cfs"), always("premorbid_mobility")],
    },
    Subject {
        form: "icu_admission",
        seen: "admissions_seen",
        key: &["admission_ref"],
        fields: &[always("referring_region"), always("imv_started_at"), always("at_risk_morbidity")],
    },
    Subject {
        form: "ecmo_run",
        seen: "runs_seen",
        key: &["admission_ref", "run_no"],
        fields: &[
            always("airway_at_xs"),
            always("airway_now"),
            when("discontinuation", "t.time_off IS NOT NULL OR t.left_on_ecmo"),
            when("alive_at_time_off", "t.time_off IS NOT NULL"),
        ],
    },
    Subject {
        form: "physio_contact",
        seen: "contacts_seen",
        key: &["contact_ref"],
        fields: &[
            always("rass"),
            always("airway"),
            always("ecmo_flow_l_min"),
            always("ecmo_sweep_l_min"),
            always("ecmo_fdo2"),
            when("spo2_start", "t.outcome = 'TREATED'"),
            when("spo2_min", "t.outcome = 'TREATED'"),
            when("ims_achieved", "t.outcome = 'TREATED' AND t.domain LIKE '%REHAB%'"),
            when("safety_screen", "t.ims_achieved >= 2"),
        ],
    },
    Subject {
        form: "discharge",
        seen: "admissions_seen",
        key: &["admission_ref"],
        fields: &[
            when("icu_outcome", "t.icu_discharged_at IS NOT NULL"),
            when("airway_icu_dc", "t.icu_discharged_at IS NOT NULL AND t.icu_outcome <> 'DIED'"),
        ],
    },
];

const RUNS_SEEN: &str =
    "SELECT centre, admission_ref, run_no FROM runs WHERE in_scope AND arrived BETWEEN '{from}' AND '{to}'";

/// Every key field at every centre, in the order of the forms.
pub fn count(snapshot: &Snapshot, frames: &Frames, period: Period) -> Result<Vec<FieldCount>> {
    let mut context = prepared(snapshot, frames, period)?;
    let mut counts = Vec::new();
    for subject in &SUBJECTS {
        let doing = || format!("counting the filled fields of {}", subject.form);
        let table = context.execute(&query(subject)?).and_then(LazyFrame::collect).doing(doing)?;
        read(subject, &table, &mut counts)?;
    }
    Ok(counts)
}

/// A place for SQL that knows frames, records and which of them are looked at.
fn prepared(snapshot: &Snapshot, frames: &Frames, period: Period) -> Result<SQLContext> {
    let mut context = frames.context();
    for subject in &SUBJECTS {
        let (stem, columns) = source(subject)?;
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
fn source(subject: &Subject) -> Result<(&'static str, Vec<String>)> {
    let form = form(subject)?;
    let mut columns: Vec<String> = ["centre_code", "patient_ref", "admission_ref", "run_no", "contact_ref"]
        .into_iter()
        .chain([
            "time_off",
            "left_on_ecmo",
            "outcome",
            "domain",
            "ims_achieved",
            "icu_discharged_at",
            "icu_outcome",
        ])
        .filter(|name| form.field(name).is_some())
        .map(str::to_owned)
        .collect();
    for field in subject.fields {
        if !columns.iter().any(|known| known == field.column) {
            columns.push(field.column.to_owned());
        }
        if form.field(field.column).is_some_and(|spec| spec.miss) {
            columns.push(format!("{}_missing", field.column));
        }
    }
    Ok((form.file, columns))
}

/// Two counts a field: `n0`, `k0`, `n1`, `k1` …
fn query(subject: &Subject) -> Result<String> {
    let (form, seen) = (form(subject)?, subject.seen);
    let table = form.file;
    let mut sql = format!("SELECT {seen}.centre AS centre");
    for (i, field) in subject.fields.iter().enumerate() {
        let name = field.column;
        let miss = form.field(name).is_some_and(|spec| spec.miss);
        let not_applicable = if miss { format!("t.{name}_missing = 'NA'") } else { "FALSE".to_owned() };
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
    Ok(sql
        + &format!(
            " FROM {seen} JOIN {table} ON {table}.centre_code = {seen}.centre{key} GROUP BY {seen}.centre ORDER BY centre"
        ))
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

fn form(subject: &Subject) -> Result<&'static FormSpec> {
    domain::forms::form(subject.form)
        .ok_or_else(|| Error::refused(format!("The data dictionary has no form “{}”.", subject.form)))
}

fn read(subject: &Subject, table: &DataFrame, counts: &mut Vec<FieldCount>) -> Result<()> {
    let doing = || format!("reading the filled fields of {}", subject.form);
    let form = form(subject)?;
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
