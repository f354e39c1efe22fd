//! Writes any number of made-up contacts as a CSV bundle, to measure the writer alone: `just bench`.
//!
//! ```text
//! export_contacts 1000000 FOLDER
//! ```

use std::error::Error;
use std::path::Path;

use domain::Audience;
use domain::bundle::{Direction, Meta};
use domain::dictionary::Dictionary;
use domain::time::WallTime;
use domain::{FormSpec, Raw};
use exchange::write::BundleWriter;
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let (Some(count), Some(folder)) = (words.next(), words.next()) else {
        return Err("say how many contacts, and the folder to make".into());
    };
    let zone = TimeZone::get("Europe/London")?;
    let contact = Dictionary::shipped().form("physio_contact").ok_or("no contacts")?;
    let meta = Meta {
        direction: Direction::Export,
        synthetic: true,
        extract_at: WallTime::at(Timestamp::UNIX_EPOCH, &zone),
        calendar_version: "UK-IE-2026.1".to_owned(),
    };
    let mut bundle =
        BundleWriter::create(Path::new(&folder), &meta, Dictionary::shipped(), Audience::Network)?;
    let mut raw = made_up(contact)?;
    for number in 0..count.parse::<u32>()? {
        next(contact, &mut raw, number)?;
        bundle.record(contact, &raw)?;
    }
    let rows: u64 = bundle.finish()?.values().sum();
    println!("{rows} rows");
    Ok(())
}

/// A contact as there are many: four interventions, two staff groups.
fn made_up(contact: &FormSpec) -> Result<Raw, Box<dyn Error>> {
    let record = json!({
        "centre_code": "STH", "admission_ref": "A00001", "run_no": 1, "outcome": "TREATED", "kind": "ROUTINE",
        "domain": ["RESP", "REHAB"], "minutes": 45, "minutes_resp": 20, "minutes_rehab": 25, "delivered_by": "PT",
        "location": "BED", "rass": -1, "airway": "ETT", "fio2": 0.4, "peep_cmh2o": 8, "spo2_start": 94, "spo2_min": 91,
        "ecmo_flow_l_min": 4.2, "ecmo_sweep_l_min": 3.0, "ecmo_fdo2": 0.6, "ecmo_rpm": 3200, "ims_achieved": 3,
        "interventions": [{"code": "ASSESS"}, {"code": "SUC_ETT"}, {"code": "PROM", "effort": "AA"}, {"code": "SOEOB", "people": 3}],
        "staff": [{"role": "PT", "band": "6", "n": 1, "ecmo_competent": true}, {"role": "RN", "n": 1, "ecmo_competent": true}]
    });
    Raw::from_json(contact, &record).map_err(|findings| format!("{findings:?}").into())
}

/// The same contact with another key, an hour later.
fn next(contact: &FormSpec, raw: &mut Raw, number: u32) -> Result<(), Box<dyn Error>> {
    let at = date(1900, 1, 1).at(8, 10, 0, 0).checked_add(i64::from(number).hours())?;
    raw.set(contact, "contact_ref", format!("C{number:07}"));
    raw.set(contact, "start_at", at.strftime("%Y-%m-%dT%H:%M").to_string());
    raw.set(contact, "created_at", at.strftime("%Y-%m-%dT%H:%M").to_string());
    Ok(())
}
