//! What an indicator's query returns, and its sums.

mod columns;
mod own;

use std::collections::BTreeMap;

use polars::prelude::*;
use polars::sql::SQLContext;

use self::columns::{Columns, Numbers, has};
use self::own::{Own, Row};
use super::definition::Definition;
use super::period::Period;
use super::stratum::Stratum;
use super::value::{Extra, Gaps};
use crate::error::{Doing, Error, Result};
use crate::time::{date_of, days};

/// What was counted, by centre and date.
///
/// The query returns these columns, in any order:
///
/// | column | type | |
/// |---|---|---|
/// | `centre` | text | the centre's code |
/// | `date` | date | the local date that decides the period |
/// | `until` | date, optional | last date of a unit, e.g. a month, that must lie in the period as a whole |
/// | `network` | yes or no, optional | no: counts at the centre and not again at the network |
/// | `once` | text, optional | what a period counts once however many rows name it; empty where there is one row |
/// | `n` | whole number | denominator |
/// | `k` | whole number | numerator, of kinds that have one |
/// | `value` | whole number | one value a row, of kinds that need them one by one; empty where there is none |
/// | `event` | text | what came first, of kinds that ask for it |
/// | any other | whole number | a further count; `n_excluded_…` says what was left out |
/// | any other | text | a stratum: `[k, n]` for each of its values |
#[derive(Clone, Debug)]
pub struct Tally {
    /// By centre.
    rows: BTreeMap<String, Own>,
    counts: Vec<String>,
    strata: Vec<Values>,
    taken: Taken,
}

/// The values of one stratum; rows name them by their places.
#[derive(Clone, Debug)]
struct Values {
    /// What the stratum is called.
    name: String,
    values: Vec<String>,
}

impl Values {
    fn of(name: &str) -> Self {
        Self { name: name.to_owned(), values: Vec::new() }
    }

    fn find(&self, value: &str) -> Option<u32> {
        self.values.iter().position(|known| known == value).map(number)
    }

    /// The place of a value, which is put at the end when it is not there.
    fn place(&mut self, value: &str) -> u32 {
        self.find(value).unwrap_or_else(|| {
            self.values.push(value.to_owned());
            number(self.values.len() - 1)
        })
    }
}

/// The column of values one by one.
pub(crate) const VALUE: &str = "value";

/// Which rows a period takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Those whose date lies in it.
    InPeriod,
    /// Of each centre the latest that is not after its end.
    Latest,
}

/// One value of a kind that needs them one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// A score, or minutes.
    pub(crate) value: i64,
    /// What came first; empty while it is not known, and of values that are not times.
    pub(crate) event: Option<String>,
}

/// The sum of some rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    /// The denominator.
    pub(crate) n: u32,
    /// The numerator.
    pub(crate) k: u32,
    /// Values one by one, in no order.
    pub(crate) units: Vec<Unit>,
    /// Further counts.
    pub(crate) extra: BTreeMap<String, Extra>,
}

impl Sum {
    /// A further count; 0 where the query has none of that name.
    pub(crate) fn count(&self, name: &str) -> u32 {
        match self.extra.get(name) {
            Some(Extra::Count(count)) => *count,
            _ => 0,
        }
    }

    /// The values that belong to the denominator of a median, sorted.
    pub(crate) fn values(&self) -> Vec<f64> {
        #[expect(clippy::cast_precision_loss, reason = "scores and minutes")]
        let mut values: Vec<f64> = self.units.iter().map(|unit| unit.value as f64).collect();
        values.sort_by(f64::total_cmp);
        values
    }
}

impl Tally {
    /// Nothing that a definition counts.
    pub(super) fn none(definition: &Definition) -> Self {
        let taken = definition.kind.estimator().taken();
        Self { rows: BTreeMap::new(), counts: Vec::new(), strata: Vec::new(), taken }
    }

    /// Adds what the same query counts of other centres.
    pub(super) fn add_centres(&mut self, mut more: Self) {
        if self.strata.is_empty() {
            self.strata = more.strata.iter().map(|stratum| Values::of(&stratum.name)).collect();
        }
        let place_here = |(here, there): (&mut Values, &Values)| -> Vec<u32> {
            there.values.iter().map(|value| here.place(value)).collect()
        };
        let places: Vec<_> = self.strata.iter_mut().zip(&more.strata).map(place_here).collect();
        for own in more.rows.values_mut().filter(|_| !places.is_empty()) {
            for row in own.places.chunks_exact_mut(places.len()) {
                row.iter_mut().zip(&places).for_each(|(value, here)| *value = here[*value as usize]);
            }
        }
        self.rows.extend(more.rows);
        self.counts = more.counts;
    }

    /// Asks the definition's query.
    pub(crate) fn ask(context: SQLContext, definition: &Definition) -> Result<Self> {
        let kind = definition.kind.estimator();
        Self::query(context, &definition.id, &definition.sql, kind.needs(), kind.taken())
    }

    /// Asks it for one period alone: of an indicator that takes what lies in a period nothing else is counted.
    pub(crate) fn ask_within(
        mut context: SQLContext,
        definition: &Definition,
        period: Period,
    ) -> Result<Self> {
        let kind = definition.kind.estimator();
        let all = context.execute(&definition.sql).doing(|| format!("computing {}", definition.id))?;
        let asked = match kind.taken() {
            Taken::InPeriod => all.filter(period.holds("date")),
            Taken::Latest => all,
        };
        Self::collected(asked, &definition.id, kind.needs(), kind.taken())
    }

    /// Asks a query; `id` is whose it is, and `needs` are the columns that it must return beside `centre`, `date` and `n`.
    pub(super) fn query(
        mut context: SQLContext,
        id: &str,
        sql: &str,
        needs: &[&str],
        taken: Taken,
    ) -> Result<Self> {
        let asked = context.execute(sql).doing(|| format!("computing {id}"))?;
        Self::collected(asked, id, needs, taken)
    }

    fn collected(asked: LazyFrame, id: &str, needs: &[&str], taken: Taken) -> Result<Self> {
        let table = asked.collect().doing(|| format!("computing {id}"))?;
        if let Some(missing) = needs.iter().find(|name| !has(&table, name)) {
            return Err(Error::refused(format!(
                "The query of {id} returns no column {missing}, which it needs for what is made of it. Add it to its sql."
            )));
        }
        Self::read(&table, id, taken)
    }

    fn read(table: &DataFrame, id: &str, taken: Taken) -> Result<Self> {
        let columns = Columns::of(table).doing(|| format!("reading the result of {id}"))?;
        let mut read: BTreeMap<String, (Own, Numbers)> = BTreeMap::new();
        let mut strata: Vec<Values> = columns.strata.iter().map(|(name, _)| Values::of(name)).collect();
        for place in 0..table.height() {
            let row = columns.row(place, &mut strata);
            let (centre, row) = columns.centre.get(place).zip(row).ok_or_else(|| {
                Error::refused(format!(
                    "The query of {id} returns an empty cell, or a count below 0. Filter such rows out in its sql."
                ))
            })?;
            // Most centres are there already: a name is not copied to look.
            let (own, numbers) = match read.get_mut(centre) {
                Some(known) => known,
                None => read.entry(centre.to_owned()).or_default(),
            };
            let once = columns.once(place, &row.places, numbers);
            own.push(row, once, columns.has_units());
            own.once = number(numbers.len());
        }
        let mut rows: BTreeMap<String, Own> =
            read.into_iter().map(|(centre, (own, _))| (centre, own)).collect();
        rows.values_mut().for_each(Own::sort);
        let counts = columns.counts.into_iter().map(|(name, _)| name).collect();
        Ok(Self { rows, counts, strata, taken })
    }

    /// What was counted of each centre and date: denominator, numerator, and the first count above 0 of what
    /// was left out.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&str, u32, u32, Option<&str>)> {
        self.rows.iter().flat_map(|(centre, own)| own.rows.iter().map(|row| self.counts_of(centre, own, row)))
    }

    /// The same of the rows that a period takes, of a stratum where one is asked for.
    pub(crate) fn rows_of(
        &self,
        period: Period,
        within: Option<&Stratum>,
    ) -> impl Iterator<Item = (&str, u32, u32, Option<&str>)> {
        let is_in = self.part(within);
        let taken = self.rows.iter().flat_map(move |(centre, own)| {
            self.taken(&own.rows, period).map(move |row| (centre.as_str(), own, row))
        });
        let taken = taken.filter(move |(_, own, row)| is_in(own, row));
        taken.map(|(centre, own, row)| self.counts_of(centre, own, row))
    }

    /// The strata that the query names.
    pub(crate) fn strata(&self) -> impl Iterator<Item = &str> {
        self.strata.iter().map(|stratum| stratum.name.as_str())
    }

    /// Whether a row lies in a stratum; all do where none is asked for, none in one that the query does not name.
    fn part(&self, within: Option<&Stratum>) -> impl Fn(&Own, &Row) -> bool + use<'_> {
        let wanted = within.map(|wanted| {
            let place = self.strata.iter().position(|stratum| stratum.name == wanted.name);
            place.and_then(|place| Some((place, self.strata[place].find(&wanted.value)?)))
        });
        move |own, row| match wanted {
            None => true,
            Some(None) => false,
            Some(Some((place, value))) => own.places(row, self)[place] == value,
        }
    }

    fn counts_of<'r>(
        &'r self,
        centre: &'r str,
        own: &Own,
        row: &Row,
    ) -> (&'r str, u32, u32, Option<&'r str>) {
        let mut counts = self.counts.iter().zip(own.counts(row, self));
        let left_out = counts.find(|(name, count)| name.starts_with("n_excluded") && **count > 0);
        (centre, row.n, row.k, left_out.map(|(name, _)| name.as_str()))
    }

    /// The counts of one centre, or of the network, in a period; of a stratum alone where one is asked for.
    pub(super) fn sum(&self, centre: Option<&str>, period: Period, within: Option<&Stratum>) -> Sum {
        let mut running = Running::of(self);
        let is_in = self.part(within);
        for (own, is_alone) in self.of(centre) {
            let mut seen = vec![false; own.once as usize];
            let counts = |row: &&Row| (is_alone || row.network) && is_in(own, row);
            for row in self.taken(&own.rows, period).filter(counts) {
                if row.once.is_none_or(|once| !std::mem::replace(&mut seen[once as usize], true)) {
                    running.add(self, own, row);
                }
            }
        }
        running.sum(self)
    }

    /// The rows of one centre, or of each; and whether it stands alone, so that what the network does not count again
    /// counts there.
    fn of(&self, centre: Option<&str>) -> impl Iterator<Item = (&Own, bool)> {
        let own = centre.and_then(|centre| self.rows.get(centre));
        let all = self.rows.values().filter(move |_| centre.is_none());
        own.into_iter().chain(all).map(move |own| (own, centre.is_some()))
    }

    /// What was counted from one event to the next, of one centre or of the network, in the order of their dates.
    pub(super) fn gaps(&self, centre: Option<&str>, period: Period) -> Gaps {
        let mut dates: BTreeMap<i32, (u32, u32)> = BTreeMap::new();
        for (own, is_alone) in self.of(centre) {
            for row in self.taken(&own.rows, period).filter(|row| is_alone || row.network) {
                let date = dates.entry(row.from).or_default();
                *date = (date.0 + row.n, date.1 + row.k);
            }
        }
        let (mut gaps, mut since, mut any) = (Vec::new(), 0, false);
        for (date, (n, k)) in dates {
            since += n;
            for _ in 0..k {
                if any {
                    gaps.push((date_of(date), since));
                }
                (any, since) = (true, 0);
            }
        }
        Gaps { gaps, since_last: any.then_some(since) }
    }

    /// Those of a centre's rows that a period takes.
    fn taken<'r>(&self, own: &'r [Row], period: Period) -> impl Iterator<Item = &'r Row> + use<'r> {
        let (first, last) = (days(period.from()), days(period.to()));
        let end = own.partition_point(|row| row.from <= last);
        let (begin, end) = match self.taken {
            Taken::InPeriod => (own.partition_point(|row| row.from < first), end),
            Taken::Latest => {
                let latest = own[..end].last().map_or(0, |latest| latest.from);
                let begin = own.partition_point(|row| row.from < latest);
                (begin, end.min(begin + 1))
            }
        };
        let is_whole = self.taken == Taken::Latest;
        own[begin.min(end)..end].iter().filter(move |row| is_whole || row.to <= last)
    }
}

/// A sum while rows are added to it, its further counts and strata in the order of the tally's: a name is not looked up
/// for every row.
struct Running {
    n: u32,
    k: u32,
    units: Vec<Unit>,
    counts: Vec<u32>,
    /// Of each stratum `[k, n]` of each of its values that a row has.
    strata: Vec<Vec<Option<[u32; 2]>>>,
}

impl Running {
    fn of(tally: &Tally) -> Self {
        Self {
            n: 0,
            k: 0,
            units: Vec::new(),
            counts: vec![0; tally.counts.len()],
            strata: tally.strata.iter().map(|stratum| vec![None; stratum.values.len()]).collect(),
        }
    }

    fn add(&mut self, tally: &Tally, own: &Own, row: &Row) {
        self.n += row.n;
        self.k += row.k;
        self.units.extend(own.unit(row).cloned());
        self.counts.iter_mut().zip(own.counts(row, tally)).for_each(|(count, more)| *count += more);
        for (counts, value) in self.strata.iter_mut().zip(own.places(row, tally)) {
            let [k, n] = counts[*value as usize].get_or_insert_default();
            *k += row.k;
            *n += row.n;
        }
    }

    fn sum(self, tally: &Tally) -> Sum {
        let counts = tally.counts.iter().zip(self.counts);
        let counts = counts.map(|(name, count)| (name.clone(), Extra::Count(count)));
        let strata = tally.strata.iter().zip(&self.strata).map(|(stratum, counts)| {
            let counted = stratum.values.iter().zip(counts);
            let counted = counted.filter_map(|(value, counts)| Some((value.clone(), (*counts)?)));
            (stratum.name.clone(), Extra::Strata(counted.collect()))
        });
        Sum { n: self.n, k: self.k, units: self.units, extra: counts.chain(strata).collect() }
    }
}

/// A place or a number of rows: there is memory for fewer than four thousand million.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
