use super::*;

/// Gives the same byte for ever.
struct Same(u8);

impl Entropy for Same {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        bytes.fill(self.0);
        Ok(())
    }
}

/// A generator that does not answer.
struct Broken;

impl Entropy for Broken {
    fn fill(&self, _: &mut [u8]) -> Result<()> {
        Err(Error::Unavailable("no entropy".to_owned()))
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn an_id_that_is_made_later_sorts_later_whatever_chance_says() {
    let early = fresh(at(1_000), &Same(0xff)).unwrap();
    let late = fresh(at(1_001), &Same(0x00)).unwrap();
    assert!(early < late && early.to_string() < late.to_string());
    assert_eq!(early.get_version_num(), 7);
}

#[test]
fn without_chance_there_is_no_id() {
    assert!(matches!(fresh(at(0), &Broken), Err(Error::Unavailable(_))));
    assert!(crate::secret::fresh("ecmopt_", &Broken).is_err());
}

#[test]
fn the_system_gives_other_bytes_each_time() {
    let (mut one, mut other) = ([0; 32], [0; 32]);
    OsEntropy.fill(&mut one).unwrap();
    OsEntropy.fill(&mut other).unwrap();
    assert_ne!(one, other);
}

#[test]
fn an_id_is_read_from_an_address_as_it_is_written_there() {
    let id = RecordId::new(fresh(at(1), &Same(3)).unwrap());
    assert_eq!(RecordId::parse(&id.to_string()), Some(id));
    assert_eq!(RecordId::parse("1"), None);
    assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
}

#[test]
fn versions_are_counted_from_one() {
    assert_eq!((Revision::FIRST.to_string().as_str(), Revision::FIRST.next()), ("1", Revision(2)));
}
