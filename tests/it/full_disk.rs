//! A disk that is full, freed again, or lets nobody write: what is acknowledged is there, what is refused is not.

use store::{Error, Store, SubmitError};
use testkit::command::Ecmopt;
use testkit::disk::{Disk, where_one_may_mount};
use testkit::fixtures::{clerk, contact, directory, form, now, on_ecmo, submission};

struct Ward {
    disk: Disk,
    url: String,
    store: Store,
}

/// A centre with a patient on ECMO, whose database lies on a small disk.
async fn ward() -> Ward {
    let disk = Disk::of(8);
    let url = format!("sqlite://{}?mode=rwc", disk.path().join("test.db").display());
    let store = Store::open(&url).await.unwrap();
    store.migrate(now()).await.unwrap();
    store.put_directory(&domain::actor::Actor::system("test"), now(), directory()).await.unwrap();
    on_ecmo(&store, &clerk("STH")).await;
    Ward { disk, url, store }
}

impl Ward {
    async fn save(&self, number: u32) -> Result<(), SubmitError> {
        let submit = submission("physio_contact", &contact(number));
        self.store.submit(&clerk("STH"), now(), submit).await.map(drop)
    }

    /// Saves until the disk takes no more; the numbers of the contacts that were acknowledged.
    async fn fill(&self) -> Vec<u32> {
        self.disk.fill();
        let mut acknowledged = Vec::new();
        for number in 0..2000 {
            match self.save(number).await {
                Ok(()) => acknowledged.push(number),
                Err(SubmitError::Store(Error::Full(_))) => return acknowledged,
                Err(error) => panic!("{error:?}"),
            }
        }
        panic!("the disk was never full");
    }

    /// Which of some contacts another process finds.
    async fn found_by_another(&self, numbers: impl IntoIterator<Item = u32>) -> Vec<u32> {
        let other = Store::open(&self.url).await.unwrap();
        let scope = other.scope(&clerk("STH"), now(), "test").unwrap();
        let mut found = Vec::new();
        for number in numbers {
            match scope.record_by_key(form("physio_contact"), &format!("C{number:05}")).await {
                Ok(_) => found.push(number),
                Err(Error::NotFound) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
        found
    }
}

#[test]
fn one_that_lets_nobody_write_can_be_verified() {
    on_a_disk("one_that_lets_nobody_write_can_be_verified", async || {
        let disk = Disk::of(8);
        let folder = disk.path().join("data");
        let ecmopt = Ecmopt::new();
        let at = ["--data-dir", folder.to_str().unwrap()];
        ecmopt.must(&[&at[..], &["migrate"]].concat());
        disk.protect();
        let said = ecmopt.run(&[&at[..], &["verify"]].concat());
        disk.unprotect();
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    });
}

/// A test of this module, where disks can be mounted.
fn on_a_disk<F: Future<Output = ()>>(name: &str, test: impl FnOnce() -> F) {
    where_one_may_mount(&["--exact", &format!("full_disk::{name}")], || {
        tokio::runtime::Runtime::new().unwrap().block_on(test());
    });
}

#[test]
fn what_is_acknowledged_once_the_disk_is_freed_is_seen_by_others() {
    on_a_disk("what_is_acknowledged_once_the_disk_is_freed_is_seen_by_others", async || {
        let ward = ward().await;
        let mut acknowledged = ward.fill().await;
        ward.disk.free();
        ward.save(3000).await.unwrap();
        let mut declined = submission("physio_contact", &contact(3001));
        declined.raw.set(form("physio_contact"), "minutes", "-1");
        let declined = ward.store.submit(&clerk("STH"), now(), declined).await;
        assert!(matches!(declined, Err(SubmitError::Refused(_))), "{declined:?}");
        for number in 3002..3022 {
            ward.save(number).await.unwrap();
        }
        acknowledged.push(3000);
        acknowledged.extend(3002..3022);
        assert_eq!(ward.found_by_another(acknowledged.clone()).await, acknowledged);
        let verified = ward.store.verify(&mut |_| {}).await.unwrap();
        assert!(verified.broken.is_none(), "{:?}", verified.broken);
    });
}

#[test]
fn what_is_refused_because_the_disk_is_full_is_not_stored_later() {
    on_a_disk("what_is_refused_because_the_disk_is_full_is_not_stored_later", async || {
        let ward = ward().await;
        let acknowledged = ward.fill().await;
        let refused = u32::try_from(acknowledged.len()).unwrap();
        ward.disk.free();
        ward.save(3000).await.unwrap();
        assert_eq!(ward.found_by_another([refused, 3000]).await, [3000]);
    });
}
