//! Checking the audit trail, link by link, and every row against it.

use domain::actor::Action;
use store::{Anchor, Verified};

use crate::Acts;
use crate::call::Call;
use crate::error::Result;

impl Acts {
    /// Checks the whole trail, against heads that were noted elsewhere ([`Action::Operate`]).
    pub async fn verify(&self, call: &Call, noted: &[Anchor]) -> Result<Verified> {
        call.permit(Action::Operate)?;
        let step = call.begin("Checking the audit chain");
        let mut hear = |events: i64| {
            let events = u64::try_from(events).unwrap_or(0);
            step.at(events, events);
        };
        let verified = self.store().verify_against(noted, &mut hear).await?;
        step.end(if verified.broken.is_none() { "every link holds" } else { "broken" });
        Ok(verified)
    }
}
