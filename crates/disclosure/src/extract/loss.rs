//! What an extract costs: how much less it tells than the people's own codes.

use super::classes::Classes;
use super::closeness::float;
use super::recode::Field;

/// What telling a field less finely, and hiding it, costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss {
    /// The share of people, from 0 to 1, of whom the field is not told.
    pub hidden: f64,
    /// Normalised certainty penalty: (codes that are told as one − 1) / (codes − 1), 1 for what is hidden, in the mean of
    /// those of whom it is known. From 0 to 1.
    pub ncp: f64,
    /// Σ −log₂(f(own) / f(told)) in bits, f the number of people who have a code: non-uniform entropy as ARX has it.
    pub entropy: f64,
}

/// The loss of a field, by everybody's own code and what of it is told.
pub fn loss(field: &Field, own: &[Option<u16>], told: &[Option<u16>]) -> Loss {
    let known: Vec<(u16, Option<u16>)> =
        own.iter().zip(told).filter_map(|(own, told)| Some(((*own)?, *told))).collect();
    let penalty = |told: &Option<u16>| match told {
        None => 1.0,
        Some(code) => {
            float(field.of.iter().filter(|of| *of == code).count() - 1) / float((field.of.len() - 1).max(1))
        }
    };
    let mut with = vec![0_usize; field.of.len()];
    for (own, _) in &known {
        with[usize::from(*own)] += 1;
    }
    let among = |told: &Option<u16>| {
        let is_told = |own: &usize| told.is_none_or(|code| field.of[*own] == code);
        (0..with.len()).filter(is_told).map(|own| with[own]).sum::<usize>()
    };
    let bits =
        |(own, told): &(u16, Option<u16>)| (float(among(told)) / float(with[usize::from(*own)])).log2();
    Loss {
        hidden: float(told.iter().filter(|code| code.is_none()).count()) / float(told.len().max(1)),
        ncp: known.iter().map(|(_, told)| penalty(told)).sum::<f64>() / float(known.len().max(1)),
        entropy: known.iter().map(bits).sum(),
    }
}

/// Discernibility: Σ |class|², how many pairs cannot be told apart.
pub fn discernibility(classes: &Classes) -> usize {
    classes.iter().map(|people| people.len().pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::{Role, Scale};
    use super::*;

    /// Three codes, the first two told as one.
    fn field() -> Field {
        let codes = vec!["a/b".to_owned(), "c".to_owned()];
        Field {
            name: "x".to_owned(),
            role: Role::QuasiIdentifier,
            scale: Scale::Ordered,
            codes,
            of: vec![0, 0, 1],
        }
    }

    #[test]
    fn of_codes_told_as_they_are_is_nothing() {
        let codes = [Some(2), Some(2)];
        assert_eq!(loss(&field(), &codes, &[Some(1), Some(1)]), Loss { hidden: 0.0, ncp: 0.0, entropy: 0.0 });
    }

    #[test]
    fn of_what_is_hidden_is_all_and_of_two_of_three_codes_the_half() {
        let own = [Some(0), Some(1), Some(2), Some(2), None];
        let lost = loss(&field(), &own, &[Some(0), Some(0), Some(1), None, None]);
        assert!((lost.hidden - 0.4).abs() < 1e-12);
        assert!((lost.ncp - (0.5 + 0.5 + 0.0 + 1.0) / 4.0).abs() < 1e-12);
        // Two of two that are one of each, and two that are one of four.
        assert!((lost.entropy - (1.0 + 1.0 + 0.0 + 1.0)).abs() < 1e-12);
    }
}
