//! T-X2: values that others published for their own data.
//!
//! What ARX and pyCANON published for `adult.csv` is not held here: its 30,162 rows are in no package that tests install.
//! pyCANON itself is held against extracts by `tests/extract/check.py`.

use disclosure::extract::{Classes, Codes, Column, Level, Role, Scale, fitting};

use crate::lattice::Lattice;

/// A table by its columns, as R writes them; 0 is what is missing.
fn by_columns(rows: usize, columns: &[u16]) -> Vec<Codes> {
    let code = |row: usize, column: &[u16]| Some(column[row]).filter(|code| *code > 0);
    (0..rows).map(|row| columns.chunks(rows).map(|column| code(row, column)).collect()).collect()
}

/// sdcMicro, `tests/testthat/test_freqCalc.R`: fk, n1 (how many of 1) and n2 (of 2).
mod sdc_micro {
    use super::*;

    #[test]
    fn counts_of_keys_are_the_same() {
        let whole = [2, 3, 2, 2, 3, 3, 1, 2, 3, 3, 3, 3, 3, 3, 4, 3, 1, 3, 1, 2, 1, 1, 1, 1];
        let missing = [2, 3, 2, 2, 3, 3, 1, 2, 3, 3, 3, 3, 3, 3, 4, 3, 1, 3, 0, 2, 1, 1, 0, 1];
        let a_row_and_a_column = [2, 3, 0, 2, 3, 3, 1, 2, 3, 3, 0, 3, 3, 3, 4, 3, 0, 0, 0, 0, 0, 0, 0, 0];
        let one_column = [2, 3, 0, 2, 1, 0, 1, 2];
        let wide = [2, 3, 0, 2, 3, 3, 1, 0, 3, 3, 0, 3, 3, 2, 2, 3, 0, 0, 1, 2, 0, 0, 4, 4];
        for (rows, columns, fk) in [
            (8, whole.as_slice(), [3, 1, 3, 1, 2, 2, 1, 3].as_slice()),
            (8, &missing, &[3, 1, 4, 2, 2, 2, 1, 3]),
            (8, &a_row_and_a_column, &[4, 4, 8, 4, 4, 4, 2, 4]),
            (8, &one_column, &[5, 3, 8, 5, 4, 8, 4, 5]),
            (3, &wide, &[1, 2, 2]),
        ] {
            let keys = by_columns(rows, columns);
            assert_eq!(fitting(&keys), fk);
            let classes = Classes::of(keys);
            assert_eq!(Some(&classes.k_when_hidden_fits_all()), fk.iter().min());
        }
    }

    /// What is missing overstates k: by the stricter reading the second table's third row is alone.
    #[test]
    fn by_the_stricter_reading_fewer_look_the_same() {
        let missing = [2, 3, 2, 2, 3, 3, 1, 2, 3, 3, 3, 3, 3, 3, 4, 3, 1, 3, 0, 2, 1, 1, 0, 1];
        let classes = Classes::of(by_columns(8, &missing));
        let mut sizes: Vec<usize> = classes.iter().map(<[usize]>::len).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [1, 1, 1, 1, 2, 2]);
    }

    /// `tests/testthat/test_ldiversity.R`: distinct values by group 3, 2 and 2, what is missing a group of its own.
    #[test]
    fn distinct_values_are_the_same() {
        let sex = [1, 1, 1, 2, 2, 1, 1];
        let occupation = [0, 0, 0, 1, 1, 2, 2];
        let ethnicity = [1, 1, 1, 1, 1, 2, 2];
        let values = [1, 0, 2, 1, 0, 0, 1].map(Some);
        let keys = by_columns(7, &[sex, occupation, ethnicity].concat());
        for (people, l) in [(0..3, 3), (3..5, 2), (5..7, 2)] {
            assert_eq!(Classes::of(keys[people.clone()].to_vec()).l(&values[people]), l);
        }
        assert_eq!(Classes::of(keys).l(&values), 2);
    }
}

/// pyCANON, `tests/test_anonymity.py`, on its 216 students' scores in mathematics (repository under Apache 2.0): gender,
/// ethnicity by its second letter but for Asian, lunch free or paid, score.
mod py_canon {
    use super::*;

    const RUGER: &str = "FAf76 FHp56 FBf34 FAp59 MHf73 MCp58 FBp62 MHf40 FBf82 MBp78 MBp64 FAp68 MHf39 MCf48 FCf66 MAf68 \
        FHp72 FBf60 MCf54 MAp34 FHp30 MAf43 FHp73 MBf44 MAf39 MBf67 FHp37 MCf67 MHp32 MCp64 FAf42 MHf58 MAp33 MCf47 FBp39 \
        MCp65 FHf36 MCp50 FCf67 FBp74 FAf75 MHp69 MHp74 MBf32 FHp52 MBp36 MHp80 FAf30 FHf51 FHf65 FHp71 MCp40 MHp50 FAf30 \
        FBf57 MHp34 MAf72 MBf68 MHf76 MHp54 FBf56 MHp59 FAf72 FHf77 MBp38 MHp33 FAf55 MBp51 FAp69 MAp48 FBp52";
    const SMITH: &str = "MAp60 FHp47 MBf62 MCp55 FHp50 MHf69 MBp72 MBf80 MAf85 FBp68 MHf45 FHf82 MAp51 MCf49 FBf72 FCp89 \
        MBp65 FAp85 MBp80 FCf65 MHf91 FCp79 MHf79 MHp62 MAp87 MBp46 MAp48 MAp87 MAp95 FAp91 FCp53 FCp83 MBf77 MBf67 MCp52 \
        MHf57 FHf69 FHf92 FBf68 FAp48 FCp61 FAf57 FBp91 FCf84 MHp71 MAp64 FCp51 MBf95 MAp84 MHp79 FHp66 MAf76 MBf87 MCf73 \
        FHp74 MCf60 MAp53 FCp60 MAf65 MAp52 MBp48 FCp95 FAp86 MHp82 MBf60 FHp84 MAp53 FAp71 MHf59";
    const WESSON: &str = "MCp51 MHf71 MBf77 FAp85 FCp89 MAf62 MHf59 MAf61 MBf89 MBp61 MBf93 MCf70 FCf61 MBp46 FHf52 FAf82 \
        MCf59 FHp78 MBf73 FAf93 FHf88 MCf63 MAf79 MHp57 FCp91 FHf76 MCf68 MBp85 FHf53 MBp48 MHf53 MAf66 FHp83 FAf65 FHf58 \
        MHp67 MHp57 FAf82 FCp58 FBf87 FHf68 FAf70 FBf63 MAf52 MHf72 FBf83 MCf45 MHp81 FBp65 MBf89 FCp64 FAp85 MCp90 FHf64 \
        FCp68 FHp84 FBf83 FAp93 MCp47 FHf83 FAf53 MCp79 MAf87 MBp89 FAp56 FHp83 MCp45 MCp75 FCf58 FBf72 MCp79 MBp56 MHf94 \
        MHp91 FBp53 MHp57";

    /// A key of teacher and the three letters, and the score. The fifth quasi-identifier hangs on the teacher.
    fn students() -> Vec<(Codes, Option<u16>)> {
        let of = |(teacher, all): (u16, &'static str)| {
            all.split_whitespace().map(move |student| {
                let (letters, score) = student.split_at(3);
                let key = letters.bytes().map(|letter| Some(u16::from(letter)));
                (std::iter::once(Some(teacher)).chain(key).collect(), Some(score.parse().unwrap()))
            })
        };
        [RUGER, SMITH, WESSON]
            .into_iter()
            .enumerate()
            .map(|(at, all)| (u16::try_from(at).unwrap(), all))
            .flat_map(of)
            .collect()
    }

    fn measured(students: &[(Codes, Option<u16>)]) -> (usize, usize, f64) {
        let classes = Classes::of(students.iter().map(|(key, _)| key.clone()));
        let scores: Vec<Option<u16>> = students.iter().map(|(_, score)| *score).collect();
        (classes.k(), classes.l(&scores), classes.t(&scores, Scale::Ordered))
    }

    #[test]
    fn k_l_and_t_of_the_students_are_the_same() {
        let students = students();
        assert_eq!(students.len(), 216);
        let (k, l, t) = measured(&students);
        assert_eq!((k, l), (1, 1));
        assert!((t / 0.416_591_995_221_027_4 - 1.0).abs() < 1e-9, "{t}");
    }

    /// Their file for k = 5 has those in classes of five and more; its ℓ is 4.
    #[test]
    fn k_and_l_of_those_who_are_five_alike_are_the_same() {
        let all = students();
        let alike = |key: &Codes| all.iter().filter(|(other, _)| other == key).count();
        let five: Vec<_> = all.iter().filter(|(key, _)| alike(key) >= 5).cloned().collect();
        let (k, l, _) = measured(&five);
        assert_eq!((k, l), (5, 4));
    }
}

/// ARX, `TestRiskMetrics.java` on the seven people of `DataProvider.java`: average and highest risk before and after it was
/// made 2-anonymous without suppression.
mod arx {
    use super::*;

    fn column(name: &str, codes: &[&str], coarser: &[&[u16]]) -> Column {
        let level = |of: &&[u16]| Level {
            codes: (0..=of.iter().copied().max().unwrap()).map(|code| code.to_string()).collect(),
            of: of.to_vec(),
        };
        Column {
            name: name.to_owned(),
            role: Role::QuasiIdentifier,
            scale: Scale::Unordered,
            codes: codes.iter().map(|code| (*code).to_owned()).collect(),
            coarser: coarser.iter().map(level).collect(),
        }
    }

    /// Average and highest risk: classes by people, and one by the smallest class.
    fn risks(classes: &Classes) -> (f64, f64) {
        let float = |count: usize| f64::from(u32::try_from(count).unwrap());
        (float(classes.count()) / 7.0, 1.0 / float(classes.k()))
    }

    #[test]
    fn risks_before_and_after_are_the_same() {
        let age = column("age", &["34", "45", "66", "70"], &[&[0, 0, 1, 1]]);
        let gender = column("gender", &["male", "female"], &[]);
        let zips: [&[u16]; 4] = [&[0, 1, 2, 3], &[0, 0, 1, 1], &[0, 0, 0, 0], &[0, 0, 0, 0]];
        let zip = column("zipcode", &["81667", "81675", "81925", "81931"], &zips);
        let people = [[0, 0, 0], [1, 1, 1], [2, 0, 2], [3, 1, 3], [0, 1, 3], [3, 0, 3], [1, 0, 3]];
        let own = people.iter().map(|codes| codes.map(Some).to_vec()).collect();
        let lattice = Lattice::of(vec![age, gender, zip], own);
        let (average, highest) = risks(&lattice.at(&[0, 0, 0]).classes);
        assert!((average - 1.0).abs() < 1e-9 && (highest - 1.0).abs() < 1e-9);
        let best = lattice.best(2, None, 0.0).unwrap();
        let (average, highest) = risks(&best.classes);
        assert!((average / 0.428_571_428_571_428_55 - 1.0).abs() < 1e-9, "{:?} {average}", best.levels);
        assert!((highest - 0.5).abs() < 1e-9);
        assert_eq!(best.levels, [1, 1, 2]);
    }
}
