//! F09: when somebody comes, and the decisions not to treat.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    cell::{Cell, code, int},
    clock::{DAY, HOUR, Minute},
    condition::{Day, Days},
    course::Stay,
    desk::{Case, Desk},
    dice::Dice,
    events,
    magnitudes::{
        DECISION_BESIDE_CONTACT, DECISION_RECORDED, ENTERED_LATE, ENTERED_LATE_DAYS, ENTRY_HOURS,
        FIRST_CONTACT_HOURS, FURTHER_WEEKDAY, FURTHER_WEEKEND, MIX_EARLY, MIX_EARLY_DAYS, MIX_LATER,
        MIX_MOBILE, MIX_MOBILE_FROM_IMS, REASONS, SEEN_ON_WARD, SEEN_WEEKDAY, SEEN_WEEKEND, SERVICE_REASONS,
        SERVICE_WEEKEND_FACTOR,
    },
    physiology,
    rows::{self, Contact},
    session::{self, Content, Session, Visit},
};

/// The working day of physiotherapy, in minutes of the day.
const OPENS: i64 = 8 * HOUR;
const CLOSES: i64 = 17 * HOUR + 30;
/// On-call visits are made between these times.
const EVENING: (i64, i64) = (20 * HOUR, 23 * HOUR + 40);
const ON_CALL: f64 = 0.02;
/// An on-call physiotherapist sees a newcomer outside working hours, with this probability.
const ON_CALL_FIRST: f64 = 0.3;
/// Nobody is seen in the last hour of a stay.
const LAST_HOUR: i64 = HOUR;
/// Most contacts and minutes of one date; beyond them a reader is asked whether it is true.
const CONTACTS_MOST: i64 = 4;
const MINUTES_MOST: i64 = 240;
/// A break of less than half an hour would be one contact.
const BREAK_LEAST: i64 = 30;

/// The highest IMS of the contacts of each date.
pub(super) type Mobilised = BTreeMap<Date, i64>;

pub(super) fn write(desk: &mut Desk, case: &Case, days: &Days, dice: &mut Dice) -> Mobilised {
    let first = first_contact(desk, case, dice);
    let mut diary = Diary { desk, case, days, mobilised: Mobilised::new() };
    for (date, day) in days.iter() {
        diary.day(date, day, first, dice);
    }
    diary.mobilised
}

/// When a newcomer is seen first: within working hours, or by the on-call physiotherapist.
fn first_contact(desk: &Desk, case: &Case, dice: &mut Dice) -> Minute {
    let stay = case.stay;
    let arrival = stay.runs.first().map_or(stay.admitted, |run| stay.exposure(run).0);
    let from = if stay.admitted + DAY / 2 < arrival { stay.admitted } else { arrival };
    let at = from + dice.span(FIRST_CONTACT_HOURS, HOUR);
    let time = desk.clock.time_of_day(at);
    if (OPENS..CLOSES).contains(&time) || dice.chance(ON_CALL_FIRST) {
        return at;
    }
    let date = desk.clock.date(if time < OPENS { at } else { at + DAY / 2 });
    desk.clock.at(date, dice.between(OPENS, OPENS + 2 * HOUR))
}

struct Diary<'d, 'desk, 'case> {
    desk: &'d mut Desk<'desk>,
    case: &'d Case<'case>,
    days: &'d Days,
    mobilised: Mobilised,
}

/// What has happened on a date so far.
#[derive(Default)]
struct Sheet {
    contacts: i64,
    minutes: i64,
    rehabilitated: bool,
    treated: bool,
}

impl<'case> Diary<'_, '_, 'case> {
    fn day(&mut self, date: Date, day: Day, first: Minute, dice: &mut Dice) {
        let weekend = self.desk.is_weekend(date);
        let on_ward = self.desk.clock.at(date, 10 * HOUR) > self.case.stay.end.icu;
        let mut sheet = Sheet::default();
        let first_date = self.desk.clock.date(first);
        if date == first_date {
            self.visit(date, day, first, &mut sheet, dice);
        } else if date > first_date && self.seen(weekend, on_ward, dice) {
            self.round(date, day, weekend, on_ward, &mut sheet, dice);
        }
        if !on_ward && date >= first_date && dice.chance(ON_CALL) {
            let at = self.desk.clock.at(date, dice.between(EVENING.0, EVENING.1));
            self.visit(date, day, at, &mut sheet, dice);
        }
        let decided = match sheet.contacts {
            0 => DECISION_RECORDED,
            _ if sheet.treated && !sheet.rehabilitated => DECISION_BESIDE_CONTACT,
            _ => 0.0,
        };
        if !on_ward && dice.chance(decided) {
            self.decision(date, day, weekend, sheet.contacts > 0, dice);
        }
    }

    fn seen(&self, weekend: bool, on_ward: bool, dice: &mut Dice) -> bool {
        let usual = match (on_ward, weekend) {
            (true, true) => SEEN_ON_WARD / 2.0,
            (true, false) => SEEN_ON_WARD,
            (false, true) => SEEN_WEEKEND,
            (false, false) => SEEN_WEEKDAY,
        };
        dice.chance(self.desk.habits.seen(usual))
    }

    /// The contacts of a working day, one after the other.
    fn round(
        &mut self,
        date: Date,
        day: Day,
        weekend: bool,
        on_ward: bool,
        sheet: &mut Sheet,
        dice: &mut Dice,
    ) {
        let further = if weekend { FURTHER_WEEKEND } else { FURTHER_WEEKDAY };
        let wanted = if on_ward { 1 } else { 1 + dice.poisson(further).min(CONTACTS_MOST - 2) };
        let mut at = self.desk.clock.at(date, dice.normal_int(560.0, 45.0, OPENS, 11 * HOUR));
        for _ in 0..wanted {
            if self.desk.clock.time_of_day(at) > CLOSES {
                break;
            }
            let minutes = self.visit(date, day, at, sheet, dice);
            at += minutes + BREAK_LEAST + dice.span((45.0, 0.7), 1).min(4 * HOUR);
        }
    }

    /// One contact at `at`, if the patient is here and the day holds more; its minutes.
    fn visit(&mut self, date: Date, day: Day, at: Minute, sheet: &mut Sheet, dice: &mut Dice) -> i64 {
        let budget = MINUTES_MOST - sheet.minutes;
        if !self.present(at) || budget < BREAK_LEAST || sheet.contacts >= CONTACTS_MOST {
            return 0;
        }
        let evening = !(OPENS..CLOSES).contains(&self.desk.clock.time_of_day(at));
        let content = content(day, evening, dice);
        let level = if sheet.rehabilitated && dice.chance(0.5) { dice.between(0, day.ims) } else { day.ims };
        let visit = self.situation(at, day, level);
        let session = session::compose(self.desk, &visit, content, budget, dice);
        sheet.contacts += 1;
        sheet.minutes += session.minutes;
        sheet.rehabilitated |= content.rehabilitates();
        sheet.treated |= content != Content::Assessment;
        let highest = self.mobilised.entry(date).or_default();
        *highest = (*highest).max(session.level);
        let minutes = session.minutes;
        self.file(&visit, session, evening, dice);
        minutes
    }

    /// In the hospital, alive, not about to leave, and before the extract.
    fn present(&self, at: Minute) -> bool {
        let stay = self.case.stay;
        let leaves = stay.end.left.min(self.case.next_stay.unwrap_or(Minute::MAX)) - LAST_HOUR;
        stay.admitted <= at && at < leaves && self.desk.clock.known(at)
    }

    fn situation(&self, at: Minute, day: Day, level: i64) -> Visit<'case> {
        let stay: &'case Stay = self.case.stay;
        let run = stay.run_at(at);
        Visit {
            at,
            day,
            airway: self.days.airway_at(at),
            run: run.map(|(_, run)| run),
            run_no: run.map_or(0, |(number, _)| number),
            on_ward: at > stay.end.icu,
            level,
        }
    }

    fn file(&mut self, visit: &Visit, session: Session, evening: bool, dice: &mut Dice) {
        let location = match session.level {
            _ if visit.on_ward => dice.optional(0.75, code("WARD")),
            0..=1 => dice.optional(0.45, code("BED")),
            2..=6 => dice.optional(0.5, code("BEDSPACE")),
            _ => dice.optional(0.5, code("WARD_AREA")),
        };
        let kinds = if evening {
            [("ONCALL", 0.96), ("CRASH", 0.04)]
        } else {
            [("ROUTINE", 0.94), ("REQUESTED", 0.06)]
        };
        let kind = dice.weighted(&kinds);
        let row =
            keyed(self.desk, self.case, visit, Contact { location, kind: code(kind), ..session.row }, dice);
        for intervention in session.interventions {
            self.desk.files.add(&rows::Intervention {
                centre_code: row.centre_code.clone(),
                contact_ref: row.contact_ref.clone(),
                ..intervention
            });
        }
        for staff in session.staff {
            self.desk.files.add(&rows::Staff {
                centre_code: row.centre_code.clone(),
                contact_ref: row.contact_ref.clone(),
                ..staff
            });
        }
        if row.outcome == "TREATED" {
            let scene = events::Scene {
                visit,
                contact: &row.contact_ref,
                minutes: session.minutes,
                level: session.level,
                done: &session.done,
            };
            events::write(self.desk, self.case, &scene, dice);
        }
        self.desk.files.add(&row);
    }

    /// A decision not to treat, or not to mobilise beside a respiratory contact.
    fn decision(&mut self, date: Date, day: Day, weekend: bool, beside: bool, dice: &mut Dice) {
        let at = self.desk.clock.at(date, dice.between(OPENS + 30, 15 * HOUR));
        if !self.present(at) {
            return;
        }
        let visit = self.situation(at, day, 0);
        let domain = if beside {
            "REHAB"
        } else {
            dice.weighted(&[("REHAB", 0.5), ("RESP|REHAB", 0.35), ("RESP", 0.15)])
        };
        let reason = reason(day, weekend, dice);
        let other = dice.weighted(&[("NMB", 0.3), ("NO_PT_STAFF", 0.3), ("FATIGUE", 0.4)]);
        let state = physiology::circuit(&visit, physiology::state(&visit, dice), dice);
        let row = Contact {
            outcome: code("NOT_TREATED"),
            kind: code("ROUTINE"),
            domain: code(domain),
            not_treated_reason: code(reason),
            other_reasons: if other == reason { Cell::default() } else { dice.optional(0.08, code(other)) },
            ..state
        };
        let row = keyed(self.desk, self.case, &visit, row, dice);
        self.desk.files.add(&row);
    }
}

/// A contact with its key, time and time of entry.
fn keyed(desk: &mut Desk, case: &Case, visit: &Visit, row: Contact, dice: &mut Dice) -> Contact {
    let delay = if dice.chance(ENTERED_LATE) {
        dice.span(ENTERED_LATE_DAYS, DAY)
    } else {
        dice.span(ENTRY_HOURS, HOUR)
    };
    Contact {
        centre_code: desk.code(),
        contact_ref: desk.next_contact(),
        admission_ref: case.reference.clone(),
        run_no: if visit.run.is_some() { int(visit.run_no) } else { Cell::default() },
        start_at: desk.clock.write(visit.at),
        created_at: desk.clock.write((visit.at + delay).min(desk.clock.extract)),
        ..row
    }
}

/// What a contact is about; on call it is the chest.
fn content(day: Day, evening: bool, dice: &mut Dice) -> Content {
    dice.weighted(match day.of_ecmo {
        _ if evening => &[(Content::Respiratory, 0.9), (Content::Assessment, 0.1)],
        _ if day.ims >= MIX_MOBILE_FROM_IMS => MIX_MOBILE,
        Some(MIX_EARLY_DAYS..) => MIX_LATER,
        _ => MIX_EARLY,
    })
}

/// The primary reason for not treating: deep sedation needs a sedated patient, service reasons grow at
/// weekends.
fn reason(day: Day, weekend: bool, dice: &mut Dice) -> &'static str {
    let factor = if weekend { SERVICE_WEEKEND_FACTOR } else { 1.0 };
    let service = SERVICE_REASONS.iter().map(|(reason, share)| (*reason, share * factor));
    let closed = weekend.then_some(("WEEKEND_NO_SERVICE", 0.06));
    let awake = |reason: &str| day.rass > -4 && reason == "DEEP_SED";
    let others = REASONS.iter().copied().filter(|(reason, _)| !awake(reason));
    let weights: Vec<(&'static str, f64)> = others.chain(service).chain(closed).collect();
    dice.weighted(&weights)
}
