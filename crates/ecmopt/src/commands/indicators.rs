//! `ecmopt indicators`

use acts::default_period;
use reporting::indicators::{self, Better, Definition, Kind, Period, Value};
use reporting::snapshot::Snapshot;
use serde_json::{Map, json};

use super::proven;
use crate::cli::{Format, IndicatorsArgs};
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;

pub(crate) async fn run(args: &IndicatorsArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let snapshot = proven::open(&args.snapshot, settings).await?;
    let periods =
        if args.periods.is_empty() { vec![default_period(&snapshot)?] } else { args.periods.clone() };
    let values = indicators::compute(&snapshot, &periods)?;
    match args.format {
        Format::Json => print!("{}", to_json(&snapshot, &periods, &values)?),
        Format::Csv => print!("{}", to_csv(&values)?),
        Format::Table => print!("{}", to_table(&values)),
    }
    Ok(Outcome::Done)
}

/// One object, a record a line.
fn to_json(snapshot: &Snapshot, periods: &[Period], values: &[Value]) -> Result<String, Failure> {
    let fail =
        |error: serde_json::Error| Failure::refused(format!("The indicators cannot be written: {error}."));
    let catalogue: Map<_, _> = Definition::shipped()?
        .into_iter()
        .map(|definition| (definition.id.clone(), describe(&definition)))
        .collect();
    let header = json!({
        "extract_at": snapshot.manifest().header.extract_at.to_string(),
        "stratum": "PULM",
        "periods": periods,
        "catalogue": catalogue,
    });
    let header = serde_json::to_string_pretty(&header).map_err(fail)?;
    let records = values.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>().map_err(fail)?;
    let open = header.strip_suffix("\n}").unwrap_or(&header);
    Ok(format!("{open},\n  \"records\": [\n    {}\n  ]\n}}\n", records.join(",\n    ")))
}

fn describe(definition: &Definition) -> serde_json::Value {
    let kind = match definition.kind {
        Kind::Proportion => "prop",
    };
    let better = match definition.better {
        Better::High => "high",
        Better::Low => "low",
    };
    json!({
        "name": definition.name,
        "version": definition.version,
        "kind": kind,
        "unit": definition.unit,
        "cohort": definition.cohort,
        "target": definition.target,
        "aspiration": definition.aspiration,
        "better": better,
        "core": definition.core,
    })
}

fn to_csv(values: &[Value]) -> Result<String, Failure> {
    let fail = |error: &dyn std::fmt::Display| {
        Failure::refused(format!("The indicators cannot be written: {error}."))
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head =
        ["indicator", "centre", "from", "to", "n", "k", "value", "display", "lower", "upper", "rag", "flags"];
    writer.write_record(head).map_err(|error| fail(&error))?;
    for value in values {
        writer.write_record(cells(value)).map_err(|error| fail(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| fail(&error))?;
    String::from_utf8(bytes).map_err(|error| fail(&error))
}

fn cells(value: &Value) -> [String; 12] {
    let json = serde_json::to_value(value).unwrap_or_default();
    let text = |key: &str| match &json[key] {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => {
            items.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join("|")
        }
        other => other.to_string(),
    };
    ["indicator", "centre", "from", "to", "n", "k", "value", "display", "lower", "upper", "rag", "flags"]
        .map(text)
}

fn to_table(values: &[Value]) -> String {
    let mut lines = vec![format!(
        "{:<8}{:<10}{:<24}{:>7}{:>7}{:>9}  {:<17}{}",
        "", "centre", "period", "n", "k", "%", "95 % interval", "RAG"
    )];
    for value in values {
        let [indicator, centre, from, to, n, k, _, display, lower, upper, rag, flags] = cells(value);
        let bound =
            |text: &str| text.parse::<f64>().map_or_else(|_| "–".to_owned(), |number| format!("{number:.1}"));
        let interval = format!("{} to {}", bound(&lower), bound(&upper));
        lines.push(format!(
            "{indicator:<8}{centre:<10}{:<24}{n:>7}{k:>7}{display:>9}  {interval:<17}{rag} {flags}",
            format!("{from}..{to}")
        ));
    }
    lines.join("\n") + "\n"
}
