//! Indicators by centres: every value with its rating on one or two pages.

use super::{
    View, origin,
    places::Place,
    shown::{self, network, unit},
};
use crate::{
    document::{Align, Block, Cell, Column, Row, Table},
    pack::{facts::Measured, words},
    statistics::LEAST_RECORDS,
};

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section(&Place::Matrix.anchor(), "All indicators at all centres"));
    blocks.push(Block::body(format!(
        "G: meets the target. A: misses it, and chance may explain that. R: misses it by more than chance explains. No letter: not \
         rated, because there is no target, or one at the end of the scale, or fewer than {LEAST_RECORDS} were counted."
    )));
    blocks.push(Block::Table(table(view)));
}

fn table(view: &View<'_>) -> Table {
    let indicators = &view.facts.indicators;
    let mut columns = vec![Column::text("indicator", "Indicator", 3.6)];
    columns.extend(
        view.facts.centres.iter().map(|centre| value_column(&centre.code.to_lowercase(), &centre.code)),
    );
    columns.push(value_column("network", "All"));
    columns.push(Column { align: Align::Centre, ..Column::number("target", "Target", 1.15) });
    let seen = indicators.iter().flat_map(|m| shown::centres(view, m)).map(|(_, shown)| shown);
    let rows: Vec<Row> = indicators.iter().map(|measured| row(view, measured)).collect();
    let named: Vec<String> =
        view.facts.centres.iter().map(|centre| format!("{} {}", centre.code, centre.name)).collect();
    let mut notes = vec![format!("{}.", named.join(", "))];
    notes.extend(shown::notes(view, &rows, seen));
    notes.extend(unnamed(view));
    Table {
        name: "matrix".to_owned(),
        caption: "Values with their ratings, in percent where no other unit stands beside the name"
            .to_owned(),
        context: origin(&view.facts.source),
        columns,
        rows,
        notes,
    }
}

/// Which rows say nothing of other centres, and where they are told without names.
fn unnamed(view: &View<'_>) -> Option<String> {
    let coded = view.facts.indicators.iter().filter(|measured| view.hides_names(&measured.definition));
    let ids: Vec<String> = coded.map(|measured| measured.definition.id.clone()).collect();
    (!ids.is_empty()).then(|| {
        format!(
            "{}: outcomes of other centres are told on their own pages, without names.",
            words::list(&ids)
        )
    })
}

fn value_column(key: &str, label: &str) -> Column {
    Column { align: Align::Centre, ..Column::number(key, label, 1.0).rated() }
}

fn row(view: &View<'_>, measured: &Measured) -> Row {
    let definition = &measured.definition;
    let unit = match unit(definition).sign.trim() {
        sign if ["%", ""].contains(&sign) || definition.short_name.contains(sign) => String::new(),
        sign => format!(", {sign}"),
    };
    let name = Cell::new(format!("{}{unit} ({})", definition.short_name, definition.id));
    let values = shown::centres(view, measured).into_iter().map(|(_, shown)| shown);
    let values = values.chain([network(view, measured)]).map(|shown| shown::value_cell(definition, shown));
    let target = Cell::new(definition.target.map_or(String::new(), |target| target.to_string()));
    Row::new(std::iter::once(name).chain(values).chain([target]))
}
