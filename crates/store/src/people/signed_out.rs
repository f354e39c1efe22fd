//! Signing somebody out wherever they are, by whoever keeps them.

use domain::actor::{Actor, MemberId};
use jiff::Timestamp;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::IntoCondition;

use crate::Store;
use crate::entity::session;
use crate::error::Result;
use crate::sessions::SignOut;

impl Store {
    /// Ends the sessions of one of the people whom an actor keeps: of a centre's lead those at the centre.
    pub async fn sessions_end_of(&self, actor: &Actor, now: Timestamp, id: MemberId) -> Result<()> {
        let member = self.member(actor, id).await?;
        let all = session::Column::MemberId.eq(id.uuid()).into_condition();
        let kept = member.memberships.iter().map(|held| held.id.uuid());
        let which = match actor.centre {
            Some(_) => all.add(session::Column::MembershipId.is_in(kept)),
            None => all,
        };
        self.writer.write(actor, now, SignOut { whose: id, which }).await
    }
}
