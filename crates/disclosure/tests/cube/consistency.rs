//! What a reader may rely on (§3.8), each a test.

use disclosure::attack::{alike, channel};
use disclosure::cube::{Count, NoCube, Node, Schema};

use super::*;

/// The schema with the first two ages rolled up, which is the sixth node of the second variable.
pub(super) fn with_a_roll_up() -> Schema {
    let mut variables = schema().variables().to_vec();
    let node = Node { code: "young".to_owned(), title: String::new(), rolls_up: vec![0, 1], expected: 3600 };
    variables[1].nodes.push(node);
    Schema::of(variables).unwrap()
}

#[test]
fn c1_the_same_question_has_the_same_answer_for_everybody_at_any_time() {
    let [one, other] =
        [Release::of(0, 400), Release::of(0, 400)].map(|release| format!("{:?}", release.cube));
    assert_eq!(one, other, "to the byte");
}

#[test]
fn c2_order_and_whether_something_is_a_filter_or_a_row_do_not_matter() {
    let release = Release::of(0, 400);
    for [a, b, c] in [[0, 4, 9], [1, 2, 8], [6, 7, 11]] {
        let asked = [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]];
        let told = asked.map(|order| release.cube.count(&predicate(&order.map(|at| (at, 1)))).unwrap());
        assert!(told.iter().all(|count| *count == told[0]), "{told:?}");
    }
}

/// There is one value for a question: a table, a chart and a file can only look it up.
#[test]
fn c3_a_cell_has_one_value_wherever_it_stands() {
    let release = Release::of(0, 400);
    let mut questions: Vec<_> = release.cube.counts().map(|(of, _)| of.clone()).collect();
    let all = questions.len();
    questions.dedup();
    assert_eq!(questions.len(), all);
    let stated = release.cube.counts().map(|(of, told)| disclosure::attack::Stated::Count(of.clone(), told));
    assert!(channel(&release.cube, &stated.collect::<Vec<_>>()).passed);
}

#[test]
fn c4_a_roll_up_is_near_the_sum_of_its_leaves_and_not_the_same() {
    let (release, schema) = (Release::of(0, 1800), with_a_roll_up());
    let cube = Cube::of(&schema, &release.people, guard(&release.keys)).unwrap();
    let (mut apart, mut all) = (0, 0);
    for (of, told) in cube.counts().filter(|(of, _)| of.parts().contains(&(1, 5))) {
        let leaf = |leaf| {
            let parts = of.parts().iter().map(|part| if part.0 == 1 { (1, leaf) } else { *part });
            cube.count(&Predicate::at(parts.collect()).unwrap()).unwrap()
        };
        if let (Count::Shown(told), Count::Shown(one), Count::Shown(other)) = (told, leaf(0), leaf(1)) {
            assert!(told.abs_diff(one + other) <= 30, "{of:?}");
            all += 1;
            apart += u32::from(told != one + other);
        }
    }
    assert!(all > 100 && 2 * apart > all, "{apart} of {all}");
}

/// A cycle that is not locked has no node in the schema: nobody can ask for it, and people of it are not let in.
#[test]
fn c5_what_is_not_locked_is_not_visible() {
    let release = Release::of(0, 400);
    let open = 4;
    assert!(release.cube.count(&predicate(&[(0, open)])).is_err());
    let mut people = release.people.clone();
    people[0].leaves[0] = open;
    assert_eq!(Cube::of(&schema(), &people, guard(&release.keys)), Err(NoCube::Unfitting));
}

#[test]
fn c6_a_locked_period_stays_as_it_was_told_when_another_is_added() {
    let release = Release::of(0, 1800);
    let locked: Vec<Person> = release.people.iter().filter(|person| person.leaves[0] < 3).cloned().collect();
    let before = Cube::of(&schema(), &locked, guard(&release.keys)).unwrap();
    let of_locked =
        |of: &Predicate| of.parts().first().is_some_and(|(variable, year)| *variable == 0 && *year < 3);
    for (of, told) in before.counts().filter(|(of, _)| of_locked(of)) {
        assert_eq!(release.cube.count(of), Ok(told), "{of:?}");
    }
    assert_ne!(before, release.cube);
}

/// Two draws with weights of about .69, .15 and .15 are alike half the time.
#[test]
fn c7_two_questions_that_count_the_same_people_have_noise_of_their_own() {
    let [same, _] = alike(&scenes(&releases(&SEEDS, 400)));
    assert!((0.40..0.60).contains(&same.share()), "{same:?}");
}

#[test]
fn c8_the_noise_favours_neither_more_nor_fewer() {
    withstands(Attack::Bias);
}
