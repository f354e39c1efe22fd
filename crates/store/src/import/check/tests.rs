use super::*;

fn files(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

#[test]
fn synthetic_and_real_records_never_meet() {
    assert!(same_world(Some(true), true).is_ok() && same_world(Some(false), false).is_ok());
    let said = |held, coming| same_world(held, coming).unwrap_err().to_string();
    assert!(said(Some(false), true).starts_with("This database holds real records"));
    assert!(said(Some(true), false).starts_with("This database holds synthetic records"));
}

#[test]
fn a_database_that_holds_nothing_yet_takes_either() {
    assert!(same_world(None, true).is_ok() && same_world(None, false).is_ok());
}

mod the_hash_of_a_bundle {
    use super::*;

    #[test]
    fn is_that_of_names_and_bytes() {
        let hash = bundle_hash(&files(&[("patients.csv", "a"), ("ecmo_runs.csv", "b")]));
        assert_eq!(hash, bundle_hash(&files(&[("ecmo_runs.csv", "b"), ("patients.csv", "a")])));
        assert_ne!(hash, bundle_hash(&files(&[("patients.csv", "b"), ("ecmo_runs.csv", "a")])));
        assert_ne!(hash, bundle_hash(&files(&[("patients.csv", "a")])));
    }

    #[test]
    fn does_not_let_a_name_run_into_the_bytes() {
        let one = bundle_hash(&files(&[("a", "bc")]));
        assert_ne!(one, bundle_hash(&files(&[("ab", "c")])));
        assert_ne!(one, bundle_hash(&files(&[("abc", "")])));
    }
}
