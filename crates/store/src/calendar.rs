//! The calendar in the database: public holidays, and the dates of the audit's cycles.

use domain::actor::{Action, Actor};
use domain::reference::{Calendar, CycleDates, Holiday};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryOrder};
use serde_json::json;

use crate::Store;
use crate::entity::calendar_cycle::{self, Entity as Cycles};
use crate::entity::public_holiday::{self, Entity as Holidays};
use crate::error::{Error, Result};
use crate::time::{from_db, to_db};
use crate::writer::{Step, Trace, Tx, Write};

impl Store {
    /// Makes this the calendar, whole.
    pub async fn put_calendar(&self, actor: &Actor, now: Timestamp, calendar: Calendar) -> Result<()> {
        actor.permit(Action::Operate)?;
        self.writer.write(actor, now, PutCalendar(calendar)).await
    }

    /// The calendar as it stands, read anew each time: some hundred rows, for what is asked seldom. `None` where none was
    /// put.
    pub async fn kept_calendar(&self) -> Result<Option<Calendar>> {
        let calendar = read(&self.read).await?;
        Ok(if calendar.cycles.is_empty() { None } else { Some(calendar) })
    }

    /// The same; where none was put, the one that comes with the program, which the first start puts.
    pub async fn calendar(&self) -> Result<Calendar> {
        standing(&self.read).await
    }
}

/// The calendar, or the one that comes with the program where none was put.
pub(crate) async fn standing(db: &impl ConnectionTrait) -> Result<Calendar> {
    let calendar = read(db).await?;
    if calendar.cycles.is_empty() {
        return Calendar::shipped().map_err(|error| Error::Invalid(error.to_string()));
    }
    Ok(calendar)
}

/// Holidays by nation and date, cycles by their names.
async fn read(db: &impl ConnectionTrait) -> Result<Calendar> {
    let holidays = Holidays::find()
        .order_by_asc(public_holiday::Column::Nation)
        .order_by_asc(public_holiday::Column::Date)
        .order_by_asc(public_holiday::Column::Name);
    let cycles = Cycles::find().order_by_asc(calendar_cycle::Column::Id);
    Ok(Calendar {
        holidays: holidays.all(db).await?.into_iter().map(read_holiday).collect::<Result<_>>()?,
        cycles: cycles.all(db).await?.iter().map(read_cycle).collect::<Result<_>>()?,
    })
}

fn read_holiday(row: public_holiday::Model) -> Result<Holiday> {
    let key = format!("{} {}", row.nation, row.date);
    let wrong = || Error::inconsistent("public_holiday", "date", key, "it is not a date");
    Ok(Holiday {
        date: from_db(row.date).ok_or_else(wrong)?,
        nation: row.nation,
        name: row.name,
        calendar_version: row.calendar_version,
    })
}

fn read_cycle(row: &calendar_cycle::Model) -> Result<CycleDates> {
    let date = |column, date| {
        from_db(date)
            .ok_or_else(|| Error::inconsistent("calendar_cycle", column, &row.id, "it is not a date"))
    };
    Ok(CycleDates {
        start: date("period_start", row.period_start)?,
        end: date("period_end", row.period_end)?,
        lock_deadline: date("lock_deadline", row.lock_deadline)?,
        id: row.id.clone(),
    })
}

struct PutCalendar(Calendar);

impl Write for PutCalendar {
    const NAME: &'static str = "calendar.put";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        if read(tx.db).await? == self.0.clone().in_order() {
            return Ok(Step::Declined(()));
        }
        for row in Holidays::find().all(tx.db).await? {
            tx.gone(Holidays, row.get_primary_key_value());
        }
        for row in Cycles::find().all(tx.db).await? {
            tx.gone(Cycles, row.get_primary_key_value());
        }
        Holidays::delete_many().exec(tx.db).await?;
        Cycles::delete_many().exec(tx.db).await?;
        for holiday in &self.0.holidays {
            let row = write_holiday(holiday)?;
            tx.vouch(Holidays, &row);
            Holidays::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        }
        for cycle in &self.0.cycles {
            let row = write_cycle(cycle)?;
            tx.vouch(Cycles, &row);
            Cycles::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        }
        let (holidays, cycles) = (self.0.holidays.len(), self.0.cycles.len());
        let detail = json!({ "version": self.0.version(), "holidays": holidays, "cycles": cycles });
        Ok(Step::Done((), Trace::new(Self::NAME, "calendar", detail)))
    }
}

fn write_holiday(holiday: &Holiday) -> Result<public_holiday::Model> {
    Ok(public_holiday::Model {
        nation: holiday.nation.clone(),
        date: to_db(holiday.date).ok_or_else(|| no_date(holiday.date))?,
        name: holiday.name.clone(),
        calendar_version: holiday.calendar_version.clone(),
    })
}

fn write_cycle(cycle: &CycleDates) -> Result<calendar_cycle::Model> {
    let date = |date| to_db(date).ok_or_else(|| no_date(date));
    Ok(calendar_cycle::Model {
        id: cycle.id.clone(),
        period_start: date(cycle.start)?,
        period_end: date(cycle.end)?,
        lock_deadline: date(cycle.lock_deadline)?,
    })
}

fn no_date(date: jiff::civil::Date) -> Error {
    Error::Invalid(format!("{date} is not a date."))
}
