//! `ecmopt indicators`

use acts::default_period;
use reporting::delta::{self, Moved};
use reporting::frames::Frames;
use reporting::indicators::{self, Better, Definition, Indicators, Period, Value};
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
    if let Some(dir) = &args.frames {
        Frames::of(&snapshot)?.write(dir)?;
    }
    if let Some(earlier) = &args.since {
        let earlier = proven::open(earlier, settings).await?;
        return moved(&earlier, &snapshot, &periods, args.format);
    }
    let values = indicators::compute(&snapshot, &periods)?;
    match args.format {
        Format::Json => print!("{}", to_json(&snapshot, &periods, &values)?),
        Format::Csv => print!("{}", to_csv(VALUES, values.iter().map(cells))?),
        Format::Table => print!("{}", to_table(&values)),
    }
    Ok(Outcome::Done)
}

/// What moved since an earlier snapshot.
fn moved(
    before: &Snapshot,
    after: &Snapshot,
    periods: &[Period],
    format: Format,
) -> Result<Outcome, Failure> {
    let measure = |snapshot| Indicators::of(snapshot, Definition::shipped()?);
    let (before, after) = (measure(before)?, measure(after)?);
    for period in periods {
        let moved = delta::between(&before, &after, *period);
        match format {
            Format::Json => {
                let lines = moved.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>();
                let lines =
                    lines.map_err(|error| Failure::refused(format!("This cannot be written: {error}.")))?;
                println!("{{\"period\": \"{period}\", \"moved\": [{}]}}", lines.join(",\n"));
            }
            Format::Csv => print!("{}", to_csv(MOVED, moved.iter().map(moved_cells))?),
            Format::Table => print!("{}", moved_table(*period, &moved)),
        }
    }
    Ok(Outcome::Done)
}

fn moved_cells(moved: &Moved) -> [String; 11] {
    let count = |value: &Option<Value>| {
        value.as_ref().map_or([String::new(), String::new(), String::new()], |value| {
            let k = value.k.map_or(String::new(), |k| k.to_string());
            [value.n.to_string(), k, value.display.clone().unwrap_or_default()]
        })
    };
    let ([n, k, was], [n_now, k_now, is]) = (count(&moved.before), count(&moved.after));
    let by = moved.by.map_or(String::new(), |by| format!("{by:+.2}"));
    let colour = if moved.colour_changed { "yes" } else { "no" };
    let signals = moved.signals_changed.join("|");
    [
        moved.indicator.clone(),
        moved.centre.clone(),
        n,
        k,
        was,
        n_now,
        k_now,
        is,
        by,
        colour.to_owned(),
        signals,
    ]
}

const MOVED: [&str; 11] = [
    "indicator",
    "centre",
    "n_before",
    "k_before",
    "before",
    "n_after",
    "k_after",
    "after",
    "moved_by",
    "colour_changed",
    "signals_changed",
];

fn moved_table(period: Period, moved: &[Moved]) -> String {
    if moved.is_empty() {
        return format!("Nothing moved in {period}.\n");
    }
    let mut lines = vec![format!("Moved in {period}:")];
    for moved in moved {
        let [indicator, centre, _, _, was, _, _, is, by, colour, signals] = moved_cells(moved);
        let colour = if colour == "yes" { "another colour" } else { "" };
        let signals = if signals.is_empty() { signals } else { format!("another signal in {signals}") };
        let line = format!("{indicator:<8}{centre:<10}{was:>8} → {is:<8}{by:>9}  {colour} {signals}");
        lines.push(line.trim_end().to_owned());
    }
    lines.join("\n") + "\n"
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
    let better = match definition.better {
        Better::High => "high",
        Better::Low => "low",
    };
    json!({
        "name": definition.name,
        "version": definition.version,
        "kind": definition.kind.family(),
        "unit": definition.unit.replace('_', " "),
        "cohort": definition.cohort,
        "target": definition.target,
        "aspiration": definition.aspiration,
        "better": better,
        "core": definition.core,
    })
}

/// A table as CSV.
fn to_csv<const N: usize>(
    head: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<String, Failure> {
    let fail = |error: &dyn std::fmt::Display| {
        Failure::refused(format!("The indicators cannot be written: {error}."))
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head).map_err(|error| fail(&error))?;
    for row in rows {
        writer.write_record(row).map_err(|error| fail(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| fail(&error))?;
    String::from_utf8(bytes).map_err(|error| fail(&error))
}

const VALUES: [&str; 12] =
    ["indicator", "centre", "from", "to", "n", "k", "value", "display", "lower", "upper", "rag", "flags"];

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
    VALUES.map(text)
}

fn to_table(values: &[Value]) -> String {
    let mut lines = vec![format!(
        "{:<8}{:<10}{:<24}{:>7}{:>7}{:>9}  {:<17}{}",
        "", "centre", "period", "n", "k", "result", "95 % interval", "RAG"
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
