//! Tells a patient's course: why ECMO, how long, and what became of them.

use super::{
    arrivals::{Need, Start},
    clock::{Clock, DAY, HOUR, Minute},
    course::{Death, End, Person, Run, RunEnd, Stay},
    dice::Dice,
    magnitudes::{
        AGE_OF_DEAD, DEATHS, EARLY_DEATH_HOURS, ECMO_DAYS, ECMO_DAYS_ASTHMA, ECMO_DAYS_BRIDGE,
        ECMO_DAYS_CARDIAC, ECMO_DAYS_COVID, ECMO_DAYS_ECCO2R, ECMO_DAYS_MOST, ECMO_DAYS_SECOND_RUN,
        ICU_DAYS_AFTER, ICU_DAYS_TO_DEATH, ICU_DESTINATIONS, LATE_DEATH, LATE_DEATH_DAYS, LogNormal,
        MOVED_ON_ECMO, MOVED_WITHIN_NETWORK, PRECISION, READMISSION_DAYS, READMITTED, READMITTED_HOURS,
        READMITTED_ON_ECMO, SECOND_RUN, SECOND_RUN_GAP_HOURS, SOURCES, SURVIVAL, SURVIVAL_AGE,
        SURVIVAL_ASTHMA, SURVIVAL_CARDIAC, SURVIVAL_ECPR, SURVIVAL_LOGIT_PER_YEAR, WARD_DAYS,
        WARD_DESTINATIONS,
    },
    number::{expit, logit, real, whole},
    person::Traits,
    plan::Plan,
    support::{self, Support},
    token,
};

/// A patient on the way to another centre of the network with the flow running.
pub(super) struct Handover {
    pub(super) to: usize,
    dice: Dice,
    left: Minute,
    traits: Traits,
    run: Run,
    /// What is left of the run, and whether the patient survives it.
    stop: Minute,
    death: Option<Death>,
}

/// What the story still needs while it is told.
struct Teller<'a> {
    plan: &'a Plan,
    centre: usize,
    clock: Clock,
    dice: Dice,
}

/// The course of somebody new at the centre with index `centre`, and the transfer on ECMO that may follow
/// from it.
pub(super) fn newcomer(plan: &Plan, centre: usize, start: &Start, dice: Dice) -> (Person, Option<Handover>) {
    Teller::at(plan, centre, dice).newcomer(start)
}

/// The course of somebody taken over on ECMO from another centre of the network.
pub(super) fn received(plan: &Plan, handover: &Handover) -> Person {
    Teller::at(plan, handover.to, handover.dice.clone()).received(handover)
}

impl<'a> Teller<'a> {
    fn at(plan: &'a Plan, centre: usize, dice: Dice) -> Self {
        Self { plan, centre, clock: plan.clock(&plan.directory.centres[centre]), dice }
    }

    fn newcomer(&mut self, start: &Start) -> (Person, Option<Handover>) {
        let mut traits = Traits::draw(&mut self.dice);
        let dx = support::diagnosis(start.need, &mut self.dice);
        let death = self.fate(start.need, dx, &mut traits);
        let (on, precision) = self.flow_start(start.on);
        let source = self.source(start.need);
        let admitted = self.admission(on, source);
        let stop = admitted.max(on) + self.duration(start.need, dx, death);
        let run = Run {
            need: start.need,
            dx,
            on,
            precision,
            end: RunEnd::Stopped { at: stop, reason: self.reason(dx, death), alive: !dies_on_support(death) },
            support: Support::draw(start.need, on, stop, &mut self.dice),
            cannulated: if source == "RETR_ON" { "REFERRER_BY_CENTRE" } else { "CENTRE" },
            arrived_on_ecmo: false,
            link: None,
        };
        let movable =
            start.need == Need::Respiratory && death != Some(Death::FirstDay) && stop - admitted > 4 * DAY;
        if movable && self.dice.chance(MOVED_ON_ECMO) {
            return self.moved(traits, admitted, source, run, stop, death);
        }
        (self.person(traits, Stay { admitted, source, runs: vec![run], end: NOT_YET }, death), None)
    }

    /// The same patient at the centre that takes over, under a pseudonym of that centre.
    fn received(&mut self, handover: &Handover) -> Person {
        let journey = self.dice.between(2 * HOUR, 6 * HOUR);
        let admitted = handover.left + journey;
        let stop = handover.stop.max(admitted + 12 * HOUR);
        let run = Run {
            end: RunEnd::Stopped {
                at: stop,
                reason: self.reason(handover.run.dx, handover.death),
                alive: !dies_on_support(handover.death),
            },
            support: handover.run.support.clone().lasting(handover.run.on, stop),
            cannulated: "OTHER_CENTRE",
            arrived_on_ecmo: true,
            ..handover.run.clone()
        };
        let stay = Stay { admitted, source: "OTHER_ECMO_CENTRE", runs: vec![run], end: NOT_YET };
        let mut person = self.person(handover.traits.clone(), stay, handover.death);
        person.entered = true;
        person
    }

    /// Ends the stay here in the middle of the run; the other centre tells the rest.
    fn moved(
        &mut self,
        traits: Traits,
        admitted: Minute,
        source: &'static str,
        mut run: Run,
        stop: Minute,
        death: Option<Death>,
    ) -> (Person, Option<Handover>) {
        let left = admitted + whole(real(stop - admitted) * (0.25 + 0.45 * self.dice.unit()));
        let to = self.receiver(left);
        run.end = RunEnd::Left { at: left, within_network: to.is_some() };
        run.link = to.map(|_| token::link(&mut self.dice));
        run.support = run.support.lasting(run.on, left);
        let handover = to.map(|to| Handover {
            to,
            dice: self.dice.fork(),
            left,
            traits: traits.clone(),
            run: run.clone(),
            stop,
            death,
        });
        let end =
            End { icu: left, outcome: "OTHER_ECMO_CENTRE", left, destination: "ECMO_CENTRE", death: None };
        let stays = vec![Stay { admitted, source, runs: vec![run], end }];
        // A linked pair is a pair only if both centres enter it.
        (Person { traits, entered: true, stays, dice: self.dice.fork() }, handover)
    }

    /// The centre of the network that takes somebody over; `None` for a centre outside.
    fn receiver(&mut self, at: Minute) -> Option<usize> {
        let date = self.clock.date(at);
        let centres = self.plan.directory.centres.iter().enumerate();
        let open: Vec<usize> = centres
            .filter(|(i, centre)| *i != self.centre && self.plan.designated(centre, date))
            .map(|(i, _)| i)
            .collect();
        (!open.is_empty() && self.dice.chance(MOVED_WITHIN_NETWORK)).then(|| self.dice.pick(&open))
    }

    /// Completes a stay whose first run is told: a second run, the way out, a readmission.
    fn person(&mut self, traits: Traits, mut stay: Stay, death: Option<Death>) -> Person {
        let mut death = death;
        if death.is_none() && self.dice.chance(SECOND_RUN) {
            death = self.second_run(&mut stay);
        }
        let mut end = self.way_out(&stay, death);
        let mut stays = Vec::new();
        if end.outcome == "WARD" && self.dice.chance(READMITTED) {
            let again = self.readmission(&stay, end.icu);
            end = End {
                left: again.end.left,
                destination: again.end.destination,
                death: again.end.death,
                ..end
            };
            stays.push(again);
        }
        stay.end = end;
        stays.insert(0, stay);
        let entered = !self.dice.chance(super::magnitudes::NOT_ENTERED);
        Person { traits, entered, stays, dice: self.dice.fork() }
    }

    /// ECMO again, more than a day after it stopped. Whether that is survived is drawn anew.
    fn second_run(&mut self, stay: &mut Stay) -> Option<Death> {
        let first = stay.runs[0].clone();
        let on = first.over() + DAY + self.dice.span(SECOND_RUN_GAP_HOURS, HOUR);
        if let RunEnd::Stopped { reason, .. } = &mut stay.runs[0].end {
            *reason = self.dice.weighted(&[("RECOV", 0.6), ("COMPL", 0.25), ("CONV_NEWRUN", 0.15)]);
        }
        let death = self.dice.chance(0.4).then_some(Death::OnSupport);
        stay.runs.push(self.later_run(&first, on, death));
        death
    }

    fn later_run(&mut self, first: &Run, on: Minute, death: Option<Death>) -> Run {
        let stop = on + self.dice.span(ECMO_DAYS_SECOND_RUN, DAY).max(12 * HOUR);
        Run {
            on,
            precision: "MIN",
            end: RunEnd::Stopped {
                at: stop,
                reason: self.reason(first.dx, death),
                alive: !dies_on_support(death),
            },
            support: Support::draw(first.need, on, stop, &mut self.dice),
            cannulated: "CENTRE",
            arrived_on_ecmo: false,
            link: None,
            ..first.clone()
        }
    }

    /// Back from the ward to critical care, now and then to ECMO.
    fn readmission(&mut self, stay: &Stay, discharged: Minute) -> Stay {
        let admitted = discharged + self.dice.span(READMITTED_HOURS, HOUR).max(4 * HOUR);
        let mut again = Stay { admitted, source: "WARD", runs: Vec::new(), end: NOT_YET };
        if self.dice.chance(READMITTED_ON_ECMO)
            && let Some(last) = stay.runs.last()
        {
            let on = admitted.max(last.over() + DAY) + self.dice.between(2 * HOUR, 30 * HOUR);
            again.runs.push(self.later_run(last, on, None));
        }
        again.end = self.way_out(&again, None);
        if again.runs.is_empty() {
            let shift = admitted + self.dice.span(READMISSION_DAYS, DAY) - again.end.icu;
            again.end.icu += shift;
            again.end.left += shift;
            again.end.death = again.end.death.map(|death| death + shift);
        }
        again
    }

    /// The end of a stay, counted from its last run.
    fn way_out(&mut self, stay: &Stay, death: Option<Death>) -> End {
        let last = stay.runs.last().map_or(stay.admitted, Run::over);
        match death {
            Some(Death::FirstDay | Death::OnSupport) => died(last + self.dice.between(0, 30)),
            Some(Death::AfterWithdrawal) => died(last + self.dice.between(90, 40 * HOUR)),
            Some(Death::Later) => died(last + self.dice.span(ICU_DAYS_TO_DEATH, DAY).max(6 * HOUR)),
            None => self.survived(last),
        }
    }

    fn survived(&mut self, last: Minute) -> End {
        let rough = last + self.dice.span(ICU_DAYS_AFTER, DAY).clamp(DAY, 80 * DAY);
        let icu = self.daytime(rough);
        let outcome = self.dice.weighted(ICU_DESTINATIONS);
        let (left, destination) = match outcome {
            "REPAT_ICU" | "REPAT_WARD" => (icu, "ACUTE_HOSP"),
            "HOME" => (icu, "HOME"),
            _ => {
                let ward = self.dice.span(WARD_DAYS, DAY).clamp(DAY, 120 * DAY);
                (self.daytime(icu + ward), self.dice.weighted(WARD_DESTINATIONS))
            }
        };
        let death = if destination == "DIED" {
            Some(left)
        } else {
            self.dice.chance(LATE_DEATH).then(|| left + self.dice.span(LATE_DEATH_DAYS, DAY).max(DAY))
        };
        End { icu, outcome, left, destination, death }
    }

    /// The time on the day of `rough` or after at which a ward takes patients.
    fn daytime(&mut self, rough: Minute) -> Minute {
        let at = self
            .clock
            .at(self.clock.date(rough), self.dice.normal_int(15.0 * 60.0, 130.0, 10 * HOUR, 20 * HOUR));
        if at < rough { at + DAY } else { at }
    }

    /// Whether and how the patient dies; those who die are older.
    fn fate(&mut self, need: Need, dx: &str, traits: &mut Traits) -> Option<Death> {
        let base = match need {
            Need::Cardiac => SURVIVAL_CARDIAC,
            Need::Ecpr => SURVIVAL_ECPR,
            _ if dx == "ASTHMA" => SURVIVAL_ASTHMA,
            _ => SURVIVAL,
        };
        let years = real(traits.age - SURVIVAL_AGE);
        if self.dice.chance(expit(logit(base) + SURVIVAL_LOGIT_PER_YEAR * years)) {
            return None;
        }
        traits.age += AGE_OF_DEAD;
        Some(self.dice.weighted(DEATHS))
    }

    /// Minutes from the arrival on ECMO to its stop.
    fn duration(&mut self, need: Need, dx: &str, death: Option<Death>) -> Minute {
        if death == Some(Death::FirstDay) {
            return self.dice.span(EARLY_DEATH_HOURS, HOUR).max(6 * HOUR);
        }
        let days: LogNormal = match (need, dx) {
            (Need::Ecco2r, _) => ECMO_DAYS_ECCO2R,
            (Need::Cardiac | Need::Ecpr, _) => ECMO_DAYS_CARDIAC,
            (_, "COVID19") => ECMO_DAYS_COVID,
            (_, "ASTHMA") => ECMO_DAYS_ASTHMA,
            (_, "BTT") => ECMO_DAYS_BRIDGE,
            _ => ECMO_DAYS,
        };
        whole(self.dice.log_normal(days).clamp(0.4, ECMO_DAYS_MOST) * real(DAY))
    }

    /// Why the run ends, given how the story goes on.
    fn reason(&mut self, dx: &str, death: Option<Death>) -> &'static str {
        match death {
            Some(Death::Later) => "RECOV",
            Some(_) => "POORDX_DIED",
            None if dx == "BTT" => self.dice.weighted(&[("TX_LUNG", 0.65), ("RECOV", 0.35)]),
            None => {
                self.dice.weighted(&[("RECOV", 0.88), ("COMPL", 0.10), ("RESOURCE", 0.01), ("OTHER", 0.01)])
            }
        }
    }

    /// The start of flow as exactly as it is known.
    fn flow_start(&mut self, on: Minute) -> (Minute, &'static str) {
        let precision = self.dice.weighted(PRECISION);
        let on = match precision {
            "HOUR" => on - on.rem_euclid(HOUR),
            "DATE" => self.clock.at(self.clock.date(on), 12 * HOUR),
            _ => on,
        };
        (on, precision)
    }

    fn source(&mut self, need: Need) -> &'static str {
        match need {
            Need::Respiratory => self.dice.weighted(SOURCES),
            Need::Ecco2r => self.dice.weighted(&[("OTHER_ICU", 0.7), ("WARD", 0.3)]),
            Need::Cardiac => self.dice.weighted(&[("THEATRE", 0.6), ("OTHER_ICU", 0.4)]),
            Need::Ecpr => self.dice.weighted(&[("ED", 0.8), ("WARD", 0.2)]),
        }
    }

    /// A retrieved patient comes on ECMO; everybody else is here before the flow starts.
    fn admission(&mut self, on: Minute, source: &str) -> Minute {
        if source == "RETR_ON" {
            on + self.dice.span((3.5, 0.45), HOUR).clamp(HOUR, 14 * HOUR)
        } else {
            on - self.dice.span((6.0, 0.9), HOUR).clamp(20, 6 * DAY)
        }
    }
}

/// Stands where the end of a stay is told a moment later.
const NOT_YET: End = End { icu: Minute::MAX, outcome: "", left: Minute::MAX, destination: "", death: None };

fn dies_on_support(death: Option<Death>) -> bool {
    matches!(death, Some(Death::FirstDay | Death::OnSupport))
}

fn died(at: Minute) -> End {
    End { icu: at, outcome: "DIED", left: at, destination: "DIED", death: Some(at) }
}
