use std::io::{Error, ErrorKind};

use super::*;

mod what_the_disk_refuses {
    use super::*;

    fn said(kind: ErrorKind) -> String {
        Failure::io("Writing f.json", &Error::from(kind)).to_string()
    }

    #[test]
    fn says_what_to_do() {
        assert_eq!(
            said(ErrorKind::StorageFull),
            "Writing f.json failed. The disk is full; free some space and try again."
        );
        assert!(said(ErrorKind::NotFound).ends_with("There is no such file or folder; check the path."));
        assert!(said(ErrorKind::PermissionDenied).ends_with("check who owns it."));
        assert!(said(ErrorKind::AlreadyExists).ends_with("choose another place."));
    }

    #[test]
    fn says_what_the_system_says_where_there_is_no_advice() {
        assert_eq!(said(ErrorKind::BrokenPipe), "Writing f.json failed: broken pipe.");
    }

    #[test]
    fn keeps_the_system_s_words_for_the_log() {
        let failure = Failure::io("Writing f.json", &Error::from(ErrorKind::StorageFull));
        assert!(failure.detail().unwrap().contains("no storage space"), "{failure:?}");
    }

    #[test]
    fn is_told_alike_whichever_room_met_it() {
        let error = || files::IoError {
            doing: "Writing f.json".to_owned(),
            source: Error::from(ErrorKind::StorageFull),
        };
        let said = [
            Failure::from(files::Error::from(error())),
            Failure::from(exchange::Error::from(error())),
            Failure::from(reporting::Error::from(error())),
        ];
        for failure in said {
            assert_eq!(failure.to_string(), super::what_the_disk_refuses::said(ErrorKind::StorageFull));
        }
    }
}

mod the_exit_code {
    use super::*;

    #[test]
    fn tells_what_was_refused_from_what_was_typed_wrongly() {
        assert_eq!(Failure::refused("No.").code(), 1);
        assert_eq!(Failure::usage("Not so.").code(), 2);
    }
}

mod what_the_store_says {
    use super::*;

    #[test]
    fn is_a_sentence_for_the_person_and_a_detail_for_the_log() {
        let failure = Failure::from(store::Error::Unavailable("connection reset by 10.0.0.1".to_owned()));
        assert_eq!(failure.to_string(), "The database cannot be reached at the moment.");
        assert_eq!(failure.detail(), Some("connection reset by 10.0.0.1"));
    }

    #[test]
    fn is_the_same_when_an_undo_meets_it() {
        let failure = Failure::from(store::UndoError::Store(store::Error::NotFound));
        assert_eq!(failure.to_string(), store::Error::NotFound.to_string());
    }
}
