//! Members of the network: who they are, and their passwords.

use domain::actor::{Action, Actor, MemberId, Role, name_of};
use domain::value::CentreCode;
use jiff::Timestamp;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use secrecy::SecretString;
use serde_json::json;
use uuid::Uuid;

use crate::entity::{api_token, centre, member, session};
use crate::error::{Error, Result};
use crate::sign_in::{SignInError, Source};
use crate::writer::{Step, Trace, Tx, Write};
use crate::{Store, password, secret, sessions, tokens};

/// A member as others see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Their id.
    pub id: MemberId,
    /// What they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they are in the audit.
    pub role: Role,
    /// The centre they act for.
    pub centre: Option<CentreCode>,
    /// Since when they no longer are a member.
    pub retired_at: Option<Timestamp>,
}

/// Somebody who becomes a member.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// What they will sign in with, e.g. an e-mail address. Compared without regard to case.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they will be in the audit.
    pub role: Role,
    /// Their centre, exactly when their role belongs to one.
    pub centre: Option<CentreCode>,
    /// Their first password.
    pub password: SecretString,
}

impl Store {
    /// The name that a member signs in with.
    pub async fn login_of(&self, actor: &Actor) -> Result<String> {
        let row = member::Entity::find_by_id(actor.member.uuid()).one(&self.read).await?;
        Ok(row.ok_or(Error::NotFound)?.login)
    }

    /// Adds a member.
    pub async fn add_member(&self, actor: &Actor, now: Timestamp, new: NewMember) -> Result<MemberId> {
        actor.permit(Action::Operate)?;
        let login = name_line("login", &new.login)?.to_lowercase();
        let name = name_line("name", &new.name)?;
        if new.role.has_centre() != new.centre.is_some() || new.role == Role::System {
            return Err(Error::Invalid(format!(
                "A member with the role {} {} a centre.",
                new.role,
                if new.role.has_centre() { "needs" } else { "must not have" }
            )));
        }
        password::check_new(&self.desk, &new.password, &login, &name).await?;
        let password_hash = password::hash(&self.desk, new.password, self.entropy.as_ref()).await?;
        let NewMember { role, centre, .. } = new;
        self.writer.write(actor, now, AddMember { login, name, role, centre, password_hash }).await
    }

    /// All members, by login.
    pub async fn members(&self, actor: &Actor) -> Result<Vec<Member>> {
        actor.permit(Action::Operate)?;
        let rows = member::Entity::find().order_by_asc(member::Column::Login).all(&self.read);
        rows.await?.into_iter().map(Member::try_from).collect()
    }

    /// Gives a member a new password, for an operator whom they have asked. All their sessions end.
    pub async fn reset_password(
        &self,
        actor: &Actor,
        now: Timestamp,
        id: MemberId,
        password: SecretString,
    ) -> Result<()> {
        actor.permit(Action::Operate)?;
        let row = member::Entity::find_by_id(id.uuid()).one(&self.read).await?.ok_or(Error::NotFound)?;
        self.put_password(actor, now, &row, password, None).await
    }

    /// A member changes their own password, knowing the old one. All their other sessions end.
    pub async fn change_password(
        &self,
        actor: &Actor,
        now: Timestamp,
        session: &str,
        old: SecretString,
        new: SecretString,
        source: &Source,
    ) -> Result<(), SignInError> {
        let id = actor.member.uuid();
        let row = member::Entity::find_by_id(id).one(&self.read).await.map_err(Error::from)?;
        let row = row.ok_or(Error::NotFound)?;
        self.try_password(&row.login, Some(&row), old, source, now).await?;
        Ok(self.put_password(actor, now, &row, new, Some(secret::hash(session))).await?)
    }

    async fn put_password(
        &self,
        actor: &Actor,
        now: Timestamp,
        row: &member::Model,
        password: SecretString,
        stays: Option<Vec<u8>>,
    ) -> Result<()> {
        password::check_new(&self.desk, &password, &row.login, &row.name).await?;
        let password_hash = password::hash(&self.desk, password, self.entropy.as_ref()).await?;
        self.writer.write(actor, now, PutPassword { member: row.id, password_hash, stays }).await
    }

    /// Ends a membership: no sign-in, no session and no token of theirs works any more.
    pub async fn retire_member(&self, actor: &Actor, now: Timestamp, id: MemberId) -> Result<()> {
        actor.permit(Action::Operate)?;
        self.writer.write(actor, now, RetireMember(id.uuid())).await
    }
}

/// A login or a name as it is kept, or the sentence that says why it is none.
fn name_line(what: &str, text: &str) -> Result<String> {
    name_of(text).map_err(|problem| Error::Invalid(format!("The {what} {problem}")))
}

impl TryFrom<member::Model> for Member {
    type Error = Error;

    fn try_from(row: member::Model) -> Result<Self> {
        let wrong = |column, problem| Error::inconsistent("member", column, row.id, problem);
        let role = Role::parse(&row.role).ok_or_else(|| wrong("role", "there is no such role"))?;
        let centre = match &row.centre {
            None => None,
            Some(code) => {
                Some(CentreCode::parse(code).ok_or_else(|| wrong("centre", "it is not a centre's code"))?)
            }
        };
        Ok(Self {
            id: MemberId::new(row.id),
            login: row.login,
            name: row.name,
            role,
            centre,
            retired_at: row.retired_at.map(crate::time::Millis::instant),
        })
    }
}

/// A member as somebody who acts.
pub(crate) fn actor_of(row: member::Model) -> Result<Actor> {
    let Member { id, name, role, centre, .. } = row.try_into()?;
    Ok(Actor { member: id, name, role, centre })
}

struct AddMember {
    login: String,
    name: String,
    role: Role,
    centre: Option<CentreCode>,
    password_hash: String,
}

impl Write for AddMember {
    const NAME: &'static str = "member.add";
    type Out = MemberId;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<MemberId>> {
        let same = member::Entity::find().filter(member::Column::Login.eq(&self.login));
        if same.one(tx.db).await?.is_some() {
            let login = &self.login;
            return Err(Error::Invalid(format!(
                "There is a member with the login {login} already. Choose another."
            )));
        }
        let centre = self.centre.as_ref().map(ToString::to_string);
        if let Some(code) = &centre
            && centre::Entity::find_by_id(code).one(tx.db).await?.is_none()
        {
            return Err(Error::Invalid(format!(
                "The centre {code} is not in the directory. Check its code."
            )));
        }
        let id = tx.id()?;
        let row = member::ActiveModel {
            id: Set(id),
            login: Set(self.login.clone()),
            name: Set(self.name.clone()),
            role: Set(self.role.as_str().to_owned()),
            centre: Set(centre.clone()),
            password_hash: Set(self.password_hash.clone()),
            created_at: Set(tx.by.now.into()),
            retired_at: Set(None),
        };
        tx.vouch(member::Entity, &row.insert(tx.db).await?);
        let detail = json!({ "role": self.role.as_str(), "centre": centre });
        Ok(Step::Done(MemberId::new(id), Trace::new(Self::NAME, id, detail)))
    }
}

struct PutPassword {
    member: Uuid,
    password_hash: String,
    /// The session that does not end.
    stays: Option<Vec<u8>>,
}

impl Write for PutPassword {
    const NAME: &'static str = "member.password";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let row = member::ActiveModel {
            id: Set(self.member),
            password_hash: Set(self.password_hash.clone()),
            ..Default::default()
        };
        tx.vouch(member::Entity, &row.update(tx.db).await?);
        let stays = self.stays.clone().unwrap_or_default();
        let of_member = session::Column::MemberId.eq(self.member);
        sessions::end(tx, ExprTrait::and(of_member, session::Column::TokenHash.ne(stays))).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, self.member, json!({}))))
    }
}

struct RetireMember(Uuid);

impl Write for RetireMember {
    const NAME: &'static str = "member.retire";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let row = member::Entity::find_by_id(self.0).one(tx.db).await?.ok_or(Error::NotFound)?;
        if row.retired_at.is_some() {
            return Ok(Step::Declined(()));
        }
        let retired = member::ActiveModel {
            id: Set(self.0),
            retired_at: Set(Some(tx.by.now.into())),
            ..Default::default()
        };
        tx.vouch(member::Entity, &retired.update(tx.db).await?);
        sessions::end(tx, session::Column::MemberId.eq(self.0)).await?;
        let held = api_token::Entity::find()
            .filter(api_token::Column::MemberId.eq(self.0))
            .filter(api_token::Column::RevokedAt.is_null());
        for token in held.all(tx.db).await? {
            tokens::revoke(tx, token.id).await?;
        }
        Ok(Step::Done((), Trace::new(Self::NAME, self.0, json!({}))))
    }
}
