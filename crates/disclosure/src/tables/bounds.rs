//! How far a reader can narrow a hidden count down: the least and the most it can be, by every printed sum together.

use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable, constraint, microlp,
    variable,
};

use super::{Shown, Sum, Tables};

/// From `least` to `most`, both possible.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    pub least: f64,
    pub most: f64,
}

impl Tables {
    /// What a reader can work out of a count: a centre by its number, or a stranger.
    pub fn worked_out(&self, shown: &[Shown], reader: Option<usize>, place: usize) -> Range {
        match self.linked(place).as_slice() {
            [] => self.printed(place, shown[place], reader),
            [sum] => self.by_one_sum(sum, shown, reader, place),
            sums => self.by_all_sums(sums, shown, reader, place),
        }
    }

    /// The sums that a count is in, and all that hang together with them.
    fn linked(&self, place: usize) -> Vec<&Sum> {
        let mut known = vec![place];
        let mut taken = vec![false; self.sums.len()];
        let mut next = 0;
        while next < known.len() {
            let at = known[next];
            next += 1;
            for (number, sum) in self.sums.iter().enumerate() {
                if !taken[number] && sum.places().any(|other| other == at) {
                    taken[number] = true;
                    known.extend(sum.places());
                }
            }
        }
        self.sums.iter().zip(taken).filter_map(|(sum, taken)| taken.then_some(sum)).collect()
    }

    /// One equation needs no solver: the others at their most leave the count its least, and the other way round.
    fn by_one_sum(&self, sum: &Sum, shown: &[Shown], reader: Option<usize>, place: usize) -> Range {
        let printed = |place: usize| self.printed(place, shown[place], reader);
        let own = printed(place);
        let parts = sum.parts.iter().filter(|part| **part != place).map(|part| printed(*part));
        let others = parts.fold(Range { least: 0.0, most: 0.0 }, |all, one| Range {
            least: all.least + one.least,
            most: all.most + one.most,
        });
        let (least, most) = if place == sum.total {
            (others.least, others.most)
        } else {
            let total = printed(sum.total);
            (total.least - others.most, total.most - others.least)
        };
        Range { least: own.least.max(least), most: own.most.min(most) }
    }

    /// Two linear programs: the least and the most under all equations.
    fn by_all_sums(&self, sums: &[&Sum], shown: &[Shown], reader: Option<usize>, place: usize) -> Range {
        let own = self.printed(place, shown[place], reader);
        let solve = |most: bool| {
            let mut variables = ProblemVariables::new();
            let all: Vec<Variable> = (0..self.counts.len())
                .map(|at| {
                    let Range { least, most } = self.printed(at, shown[at], reader);
                    variables.add(variable().min(least).max(most))
                })
                .collect();
            let objective: Expression = all[place].into();
            let problem = if most { variables.maximise(objective) } else { variables.minimise(objective) };
            let model = sums.iter().fold(problem.using(microlp), |model, sum| {
                let parts: Expression = sum.parts.iter().map(|part| all[*part]).sum();
                model.with(constraint!(parts == all[sum.total]))
            });
            match model.solve() {
                Ok(solution) => solution.value(all[place]),
                Err(ResolutionError::Unbounded) => f64::INFINITY,
                // Where the solver gives up, nothing is taken for protected: the reader is thought to know it.
                Err(_) => f64::from(self.counts[place].n),
            }
        };
        if own.least >= own.most { own } else { Range { least: solve(false), most: solve(true) } }
    }
}

impl Sum {
    pub(super) fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.parts.iter().copied().chain([self.total])
    }
}
