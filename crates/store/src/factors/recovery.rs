//! Codes for the day on which a device is lost: each works once.

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Select};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::app;
use crate::entity::recovery_code::{Column, Entity, Model};
use crate::error::Result;
use crate::ids::Entropy;
use crate::secret;
use crate::writer::Tx;

/// So many are made at a time.
const COUNT: usize = 10;

/// Bytes of one: 128 bits, too many to be tried out, so that a plain hash is safe to keep.
const BYTES: usize = 16;

/// Letters of one: five bits each.
const LETTERS: usize = (BYTES * 8).div_ceil(5);

/// Fresh codes, as they are shown once: letters and digits in groups of four.
pub(super) fn fresh(entropy: &dyn Entropy) -> Result<Vec<SecretString>> {
    let mut codes = Vec::with_capacity(COUNT);
    for _ in 0..COUNT {
        let mut bytes = [0; BYTES];
        entropy.fill(&mut bytes)?;
        let letters = base32::encode(base32::Alphabet::Crockford, &bytes);
        let letters: Vec<char> = letters.chars().collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        codes.push(SecretString::from(groups.join("-")));
    }
    Ok(codes)
}

/// What is kept of a code, however it is typed: in small letters, with an O for a 0.
pub(super) fn hash(code: &str) -> Vec<u8> {
    let read = app::typed(code).to_uppercase();
    let read: String = read
        .chars()
        .map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect();
    secret::hash(&format!("recovery {read}"))
}

/// The same of one that was just made.
pub(super) fn hash_of(code: &SecretString) -> Vec<u8> {
    hash(code.expose_secret())
}

/// Whether a text is a recovery code by its length; six digits are a code of an app.
pub(super) fn is_one(code: &str) -> bool {
    app::typed(code).chars().count() == LETTERS
}

/// The codes of a member that are left.
pub(super) fn unused(member: Uuid) -> Select<Entity> {
    Entity::find().filter(Column::MemberId.eq(member)).filter(Column::UsedAt.is_null())
}

/// Puts recovery codes in place of those before.
pub(super) async fn put(tx: &Tx<'_>, hashes: &[Vec<u8>]) -> Result<()> {
    let member = tx.by.actor.member.uuid();
    take(tx, member).await?;
    for hash in hashes {
        let row =
            Model { member_id: member, code_hash: hash.clone(), made_at: tx.by.now.into(), used_at: None };
        tx.vouch(Entity, &row);
        Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
    }
    Ok(())
}

/// Takes a member’s codes away.
pub(super) async fn take(tx: &Tx<'_>, member: Uuid) -> Result<()> {
    let own = Entity::find().filter(Column::MemberId.eq(member));
    for row in own.all(tx.db).await? {
        let key = (row.member_id, row.code_hash.clone());
        Entity::delete_by_id(key.clone()).exec(tx.db).await?;
        tx.gone(Entity, key);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::OsEntropy;

    #[test]
    fn each_is_another_and_is_read_as_people_type_it() {
        let codes = fresh(&OsEntropy).unwrap();
        assert_eq!(codes.len(), COUNT);
        let mut hashes: Vec<_> = codes.iter().map(hash_of).collect();
        hashes.sort();
        hashes.dedup();
        assert_eq!(hashes.len(), COUNT);
        let code = codes[0].expose_secret();
        assert_eq!((code.len(), code.matches('-').count()), (32, 6), "{code}");
        let typed = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(hash(&typed), hash(code));
        assert!(is_one(code) && is_one(&typed) && !is_one("123456"));
    }
}
