use super::*;
use domain::dictionary::Dictionary;

fn closed() -> QueryState {
    QueryState::Closed { at: Timestamp::UNIX_EPOCH }
}

/// A query in a state, with messages at these seconds.
fn query(state: QueryState, seconds: &[i64]) -> Query {
    let message = |second: &i64| Message {
        side: Side::Network,
        by: "Sam".to_owned(),
        at: Timestamp::from_second(*second).unwrap(),
        text: "Is it right?".to_owned(),
    };
    Query {
        id: QueryId::new(uuid::Uuid::nil()),
        centre: CentreCode::parse("STH").unwrap(),
        form: Dictionary::shipped().form("physio_contact").unwrap(),
        record: RecordId::new(uuid::Uuid::nil()),
        key: "C00012".to_owned(),
        child: None,
        column: "minutes".to_owned(),
        state,
        messages: seconds.iter().map(message).collect(),
    }
}

mod a_list_of_queries {
    use super::*;

    #[test]
    fn begins_with_what_waits_for_the_reader() {
        let order = |side| {
            let mut states = [closed(), QueryState::Answered, QueryState::Asked];
            states.sort_by_key(|state| turn(*state, side));
            states
        };
        assert_eq!(order(Side::Centre), [QueryState::Asked, QueryState::Answered, closed()]);
        assert_eq!(order(Side::Network), [QueryState::Answered, QueryState::Asked, closed()]);
    }

    #[test]
    fn has_what_waits_longest_first() {
        let mut queries =
            [query(QueryState::Asked, &[1, 30]), query(QueryState::Asked, &[20]), query(closed(), &[1])];
        queries.sort_by_key(|query| (turn(query.state, Side::Centre), waiting_since(query)));
        let waiting: Vec<i64> =
            queries.iter().map(|query| waiting_since(query).unwrap().as_second()).collect();
        assert_eq!(waiting, [20, 30, 1], "it waits since the last word, not since the first");
    }
}

mod a_question_about_a_field {

    use super::*;

    fn ask(child: Option<&str>, column: &str) -> Result<()> {
        let Query { centre, form, key, .. } = query(QueryState::Asked, &[]);
        let child = child.map(|list| (list.to_owned(), 0));
        known_field(&Ask { centre, form, key, child, column: column.to_owned(), text: "Why?".to_owned() })
    }

    #[test]
    fn may_be_about_the_record_s_own_a_repeated_group_s_or_the_network_s() {
        ask(None, "minutes").unwrap();
        ask(Some("staff"), "role").unwrap();
        ask(None, "q_device").unwrap();
    }

    #[test]
    fn about_no_field_is_refused_with_the_form_s_title_and_the_place() {
        let refused = |child, column| ask(child, column).unwrap_err().to_string();
        assert_eq!(
            refused(None, "role"),
            "Physiotherapy contact has no field role. Choose one of its fields."
        );
        assert!(refused(Some("staff"), "minute").contains("no field staff.minute."));
        assert!(refused(Some("devices"), "role").contains("devices.role"));
        assert!(refused(Some("staff"), "q_device").contains("staff.q_device"));
    }
}
