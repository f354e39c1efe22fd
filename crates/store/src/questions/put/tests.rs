use domain::reference;

use super::*;

/// A set of a cycle with one question on contacts; `more` is TOML.
fn set(cycle: &str, more: &str) -> QuestionSet {
    let text = format!(
        "cycle = \"{cycle}\"\n[[question]]\nname = \"q_device\"\nform = \"physio_contact\"\nlabel = \"Device\"\n{more}\n"
    );
    QuestionSet::parse(&text, &reference::cycles(reference::CYCLES).unwrap()).unwrap()
}

fn put(set: QuestionSet) -> PutQuestions {
    PutQuestions { text: String::new(), set }
}

fn codes(codes: &[&str]) -> String {
    let codes: Vec<String> =
        codes.iter().map(|code| format!("{{ code = \"{code}\", label = \"{code}\" }}")).collect();
    format!("type = \"code\"\ncodes = [{}]", codes.join(", "))
}

mod another_cycle {
    use super::*;

    fn refused(held: &str, new: &str) -> Option<String> {
        let held = Dictionary::shipped().asking([set("2026H1", held)]);
        put(set("2026H2", new)).agrees_with_other_cycles(&held).err().map(|error| error.to_string())
    }

    #[test]
    fn may_ask_the_same_with_more_codes() {
        assert_eq!(refused(&codes(&["A"]), &codes(&["A", "B"])), None);
    }

    #[test]
    fn may_not_ask_for_another_type_under_the_name() {
        let sentence = refused(&codes(&["A"]), "type = \"number\"\nmin = 0\nmax = 9").unwrap();
        assert!(
            sentence.starts_with("q_device: cycle 2026H1 asks for an answer of another type"),
            "{sentence}"
        );
    }

    #[test]
    fn may_not_take_answers_further_than_people_were_told() {
        let text = |leaves: &str| format!("type = \"text\"\nmax_length = 20\nleaves = \"{leaves}\"");
        let sentence = refused(&text("never"), &text("network")).unwrap();
        assert!(
            sentence.contains("people are told there") && sentence.contains("another name"),
            "{sentence}"
        );
        assert_eq!(refused(&text("network"), &text("never")), None, "stricter is always allowed");
    }

    #[test]
    fn is_no_other_cycle_when_it_is_the_same() {
        let held = Dictionary::shipped().asking([set("2026H1", &codes(&["A"]))]);
        let new = put(set("2026H1", "type = \"number\"\nmin = 0\nmax = 9"));
        assert!(new.agrees_with_other_cycles(&held).is_ok());
    }
}

mod an_answer_that_was_given {
    use super::*;

    fn lost(more: &str, answer: &str) -> Option<String> {
        let contact = Dictionary::shipped().form("physio_contact").unwrap();
        put(set("2026H1", more)).loses(contact, "q_device", answer)
    }

    #[test]
    fn stays_where_its_code_does() {
        assert_eq!(lost(&codes(&["A", "B"]), "A"), None);
    }

    #[test]
    fn is_named_when_its_code_goes() {
        let problem = lost(&codes(&["B"]), "A").unwrap();
        assert!(problem.starts_with("“A”, which the question would no longer take."), "{problem}");
    }

    #[test]
    fn may_have_a_code_that_is_declared_retired() {
        let retired = format!(
            "{}\nretired = [{{ code = \"A\", into = \"B\", because = \"It was bought by B.\" }}]",
            codes(&["B"])
        );
        assert_eq!(lost(&retired, "A"), None);
    }

    #[test]
    fn is_lost_with_its_question() {
        let problem = put(set("2026H1", &codes(&["A"])))
            .loses(Dictionary::shipped().form("physio_contact").unwrap(), "q_other", "A")
            .unwrap();
        assert!(problem.contains("Physiotherapy contact has none of it"), "{problem}");
    }

    #[test]
    fn of_several_codes_is_looked_at_code_by_code() {
        let several = codes(&["A", "B"]).replace("\"code\"\ncodes", "\"codes\"\ncodes");
        let lost = lost(&several, "A|X|B|Y").unwrap();
        assert!(lost.starts_with("“X, Y”"), "{lost}");
    }
}
