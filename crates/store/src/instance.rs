//! What this installation is.

use domain::actor::{Action, Actor};
use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, EntityTrait, Set};
use serde_json::json;

use crate::Store;
use crate::entity::setting;
use crate::error::{Error, Result};
use crate::writer::{Step, Trace, Tx, Write};

/// Whether the records are made up.
const SYNTHETIC: &str = "synthetic";

impl Store {
    /// Whether this installation holds synthetic records; `None` while nobody has said so.
    pub async fn synthetic(&self) -> Result<Option<bool>> {
        let row = setting::Entity::find_by_id(SYNTHETIC).one(&self.read).await?;
        row.map(|row| read(&row)).transpose()
    }

    /// Says once and for all whether this installation holds synthetic records or real ones: the two are
    /// never mixed.
    pub async fn declare_synthetic(&self, actor: &Actor, now: Timestamp, synthetic: bool) -> Result<()> {
        actor.permit(Action::Operate)?;
        self.writer.write(actor, now, Declare(synthetic)).await
    }
}

fn read(row: &setting::Model) -> Result<bool> {
    row.value.parse().map_err(|error| Error::inconsistent("setting", "value", &row.name, error))
}

struct Declare(bool);

impl Write for Declare {
    const NAME: &'static str = "instance.declare";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        if let Some(row) = setting::Entity::find_by_id(SYNTHETIC).one(tx.db).await? {
            return match (read(&row)?, self.0) {
                (held, wanted) if held == wanted => Ok(Step::Declined(())),
                (true, _) => Err(Error::Invalid(
                    "This installation holds synthetic records; it takes no real ones. \
                     Use another data folder."
                        .to_owned(),
                )),
                (false, _) => Err(Error::Invalid(
                    "This installation holds real records; it takes no synthetic ones. \
                     Use another data folder."
                        .to_owned(),
                )),
            };
        }
        let row = setting::ActiveModel { name: Set(SYNTHETIC.to_owned()), value: Set(self.0.to_string()) };
        tx.vouch(setting::Entity, &row.insert(tx.db).await?);
        let detail = json!({ SYNTHETIC: self.0 });
        Ok(Step::Done((), Trace::new(Self::NAME, "instance", detail)))
    }
}
