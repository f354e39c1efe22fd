//! How much may wait: drafts and staged files that nobody has handed in yet. Records have no such limit.
//!
//! Without one, a page that saves its draft in a loop, or a person who sends the same file again and again, fills
//! the disk for everybody.

use domain::value::CentreCode;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select};

use crate::entity::{draft, upload};
use crate::error::Result;
use crate::writer::Tx;

/// How much may wait of one kind.
struct Quota {
    /// What waits, in the plural.
    what: &'static str,
    of_member: Limit,
    of_centre: Limit,
    /// How room is made.
    mend: &'static str,
}

/// The most things, and the most megabytes of them.
struct Limit {
    count: i64,
    megabytes: i64,
}

const DRAFTS: Quota = Quota {
    what: "drafts",
    of_member: Limit { count: 100, megabytes: 8 },
    of_centre: Limit { count: 500, megabytes: 32 },
    mend: "Hand in or throw away some of them on the page “Drafts”, then save this one again.",
};

const UPLOADS: Quota = Quota {
    what: "files that were sent and not imported",
    of_member: Limit { count: 10, megabytes: 60 },
    of_centre: Limit { count: 40, megabytes: 200 },
    mend: "Import or throw away some of them on the page “Imports”, then send this one again.",
};

/// What one draft or upload would add.
#[derive(Clone, Copy)]
struct More {
    count: i64,
    bytes: i64,
}

/// Why a draft may not be kept; nothing when there is room. `grows` is how many bytes longer it is than before.
pub(crate) async fn draft(
    tx: &Tx<'_>,
    centre: &CentreCode,
    new: bool,
    grows: usize,
) -> Result<Option<String>> {
    let more = More { count: i64::from(new), bytes: i64::try_from(grows).unwrap_or(i64::MAX) };
    let of_centre = draft::Entity::find().filter(draft::Column::Centre.eq(centre.as_str()));
    DRAFTS.check(tx, &of_centre, draft::Column::MemberId, "LENGTH(fields)", more).await
}

/// Why files may not be staged; nothing when there is room.
pub(crate) async fn upload(tx: &Tx<'_>, centre: &CentreCode, bytes: usize) -> Result<Option<String>> {
    const SIZE: &str = "(SELECT SUM(LENGTH(bytes)) FROM upload_file WHERE upload_id = upload.id)";
    let more = More { count: 1, bytes: i64::try_from(bytes).unwrap_or(i64::MAX) };
    let of_centre = upload::Entity::find().filter(upload::Column::Centre.eq(centre.as_str()));
    UPLOADS.check(tx, &of_centre, upload::Column::MemberId, SIZE, more).await
}

impl Quota {
    /// `size` is the SQL of one row's bytes.
    async fn check<E: EntityTrait>(
        &self,
        tx: &Tx<'_>,
        of_centre: &Select<E>,
        member: impl ColumnTrait,
        size: &str,
        more: More,
    ) -> Result<Option<String>> {
        let own = of_centre.clone().filter(member.eq(tx.by.actor.member.uuid()));
        for (waiting, limit, whose) in
            [(own, &self.of_member, "You have"), (of_centre.clone(), &self.of_centre, "Your centre has")]
        {
            let waiting = waiting
                .select_only()
                .expr(Expr::cust("COUNT(*)"))
                .expr(Expr::cust(format!("CAST(COALESCE(SUM({size}), 0) AS BIGINT)")));
            let (count, bytes) = waiting.into_tuple::<(i64, i64)>().one(tx.db).await?.unwrap_or_default();
            if count + more.count > limit.count || bytes + more.bytes > limit.megabytes << 20 {
                return Ok(Some(self.sentence(whose, count, bytes, limit)));
            }
        }
        Ok(None)
    }

    fn sentence(&self, whose: &str, count: i64, bytes: i64, limit: &Limit) -> String {
        let Limit { count: most, megabytes } = limit;
        format!(
            "{whose} {count} {} ({:.1} MB); at most {most} with {megabytes} MB together may wait. {}",
            self.what,
            megabytes_of(bytes),
            self.mend
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "a size to read")]
fn megabytes_of(bytes: i64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

#[cfg(test)]
mod tests;
