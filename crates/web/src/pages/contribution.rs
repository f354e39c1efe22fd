//! What a record contributes to each indicator, said as soon as it is entered.

use domain::forms::EcmoActivityReturn;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{FormSpec, Raw, centre::Directory, reference::Holiday, value::PatientRef};
use jiff::Timestamp;
use reporting::contribution::{Contribution, Patient, Standing, contributions};
use store::{AdmissionRecords, StoredRecord};

use crate::{
    App,
    gate::Member,
    problem::Problem,
    ui::{Cell, Colour, Table, Tag},
};

/// What one record contributes; nothing for a record that is about no patient.
pub(super) async fn of_record(
    app: &App,
    member: &Member,
    record: &StoredRecord,
) -> Result<Option<Table>, Problem> {
    let Some(patient) = &record.patient else { return Ok(None) };
    let rows = of_patient(app, member, patient, [record]).await?;
    Ok((!rows.is_empty()).then(|| table(&rows)))
}

/// What an admission and all that belongs to it contributes, counted by indicator.
pub(super) async fn of_admission(
    app: &App,
    member: &Member,
    held: &AdmissionRecords,
) -> Result<Option<Table>, Problem> {
    let Some(patient) = &held.admission.patient else { return Ok(None) };
    let of = std::iter::once(&held.admission).chain(&held.records);
    let rows = of_patient(app, member, patient, of).await?;
    Ok((!rows.is_empty()).then(|| counts(&rows)))
}

/// The records of a patient and what they are judged by, owned for a thread of its own.
struct Basis {
    directory: Arc<Directory>,
    holidays: Vec<Holiday>,
    now: Timestamp,
    records: Vec<(&'static FormSpec, Raw)>,
    /// The natural keys of the records whose contributions are asked for, by form.
    asked: BTreeMap<&'static str, BTreeSet<String>>,
}

async fn of_patient<'a>(
    app: &App,
    member: &Member,
    patient: &PatientRef,
    of: impl IntoIterator<Item = &'a StoredRecord>,
) -> Result<Vec<Contribution>, Problem> {
    let mut asked = BTreeMap::<_, BTreeSet<String>>::new();
    for record in of {
        asked.entry(record.form.id).or_default().insert(record.natural_key.clone());
    }
    let mut records = member.records.patient_file(patient).await?;
    records.extend(member.records.of_forms(&[EcmoActivityReturn::ID]).await?);
    let basis = Basis {
        directory: Arc::new(app.store.directory().await?),
        holidays: app.store.calendar().await?.holidays,
        now: app.world.now(),
        records: records.into_iter().map(|record| (record.form, record.raw)).collect(),
        asked,
    };
    // Queries over data frames: nothing for the threads that answer requests.
    app.acts.desk().moment(move || basis.contributions()).await?.map_err(Problem::fault)
}

impl Basis {
    fn contributions(&self) -> reporting::Result<Vec<Contribution>> {
        let records: Vec<_> = self.records.iter().map(|(form, raw)| (*form, raw)).collect();
        let asked = |form: &str, key: &str| self.asked.get(form).is_some_and(|keys| keys.contains(key));
        let patient = Patient {
            directory: &self.directory,
            holidays: &self.holidays,
            extract_at: self.now,
            records: &records,
        };
        contributions(&patient, &asked)
    }
}

fn table(rows: &[Contribution]) -> Table {
    let row = |row: &Contribution| {
        vec![
            Cell::text(format!("{} {}", row.indicator, row.name)),
            Cell::text(row.unit.as_str()),
            Cell::Tag(tag(&row.standing)),
            Cell::text(why(&row.standing)),
        ]
    };
    Table {
        caption: "What this record contributes".to_owned(),
        heads: vec!["Indicator", "Counted", "Contribution", "Why"],
        rows: rows.iter().map(row).collect(),
    }
}

pub(super) fn tag(standing: &Standing) -> Tag {
    match standing {
        Standing::Met => Tag::new(Colour::Green, "Met"),
        Standing::NotMet => Tag::new(Colour::Yellow, "Not met"),
        Standing::Counted => Tag::new(Colour::Green, "Counted"),
        Standing::Excluded(_) => Tag::new(Colour::Grey, "Excluded"),
        Standing::NotYet(_) => Tag::new(Colour::Blue, "Not yet"),
    }
}

pub(super) fn why(standing: &Standing) -> &str {
    match standing {
        Standing::Met | Standing::NotMet | Standing::Counted => "",
        Standing::Excluded(why) | Standing::NotYet(why) => why,
    }
}

/// How many stand how: `37 met, 4 not met, 2 left out.` Of what counts nobody as met or not: `41 counted, 2 left out.`
pub(super) fn summed(rows: &[Contribution]) -> String {
    let mut counts = [("met", 0), ("not met", 0), ("counted", 0), ("left out", 0)];
    for row in rows {
        let place = match row.standing {
            Standing::Met => 0,
            Standing::NotMet => 1,
            Standing::Counted => 2,
            Standing::Excluded(_) | Standing::NotYet(_) => 3,
        };
        counts[place].1 += 1;
    }
    let told: Vec<String> =
        counts.iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{n} {word}")).collect();
    if told.is_empty() { String::new() } else { format!("{}.", told.join(", ")) }
}

/// Met, not met, counted with a value, excluded and not yet, of each indicator.
fn counts(rows: &[Contribution]) -> Table {
    let mut indicators = BTreeMap::<(&str, &str), [usize; 5]>::new();
    for row in rows {
        let counts = indicators.entry((&row.indicator, &row.name)).or_default();
        counts[match row.standing {
            Standing::Met => 0,
            Standing::NotMet => 1,
            Standing::Counted => 2,
            Standing::Excluded(_) => 3,
            Standing::NotYet(_) => 4,
        }] += 1;
    }
    let row = |((id, name), counts): (&(&str, &str), &[usize; 5])| {
        let mut row = vec![Cell::text(format!("{id} {name}"))];
        row.extend(counts.map(|count| Cell::text(count.to_string())));
        row
    };
    Table {
        caption: "What this admission contributes".to_owned(),
        heads: vec!["Indicator", "Met", "Not met", "Counted", "Excluded", "Not yet"],
        rows: indicators.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contribution(indicator: &str, standing: Standing) -> Contribution {
        Contribution {
            indicator: indicator.to_owned(),
            name: "Treated days".to_owned(),
            unit: "4 May 2026".to_owned(),
            date: "2026-05-04".parse().unwrap(),
            form: "physio_contact",
            key: "C1".to_owned(),
            also: Vec::new(),
            standing,
        }
    }

    #[test]
    fn an_admission_is_counted_by_indicator() {
        let rows = [
            contribution("P04", Standing::Met),
            contribution("P04", Standing::Met),
            contribution("P04", Standing::NotYet("the day is not over".into())),
            contribution("P01", Standing::NotMet),
        ];
        let table = counts(&rows);
        assert_eq!(table.rows.len(), 2);
        let texts = |row: &Vec<Cell>| row.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(texts(&table.rows[1]), ["P04 Treated days", "2", "0", "0", "0", "1"]);
    }

    #[test]
    fn what_is_behind_a_number_is_summed_up_in_words() {
        let rows = [Standing::Met, Standing::Met, Standing::Excluded("early".into())]
            .map(|standing| contribution("P04", standing));
        assert_eq!(summed(&rows), "2 met, 1 left out.");
        assert_eq!(summed(&[]), "");
    }

    #[test]
    fn what_is_not_counted_says_why() {
        assert_eq!(why(&Standing::Excluded("a bank holiday".into())), "a bank holiday");
        assert_eq!(why(&Standing::Met), "");
    }
}
