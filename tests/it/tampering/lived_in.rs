//! A network in which every act was done, so that every table holds rows.

use domain::actor::Role;
use domain::case::{CaseStep, Decision};
use domain::cycle::{Extension, Freeze};
use domain::pack::{Contents, PackFile};
use domain::project::{ProjectStep, Proposal};
use domain::reference::{Calendar, CycleDates};
use jiff::SignedDuration;
use store::{Ask, Errand, Import, KeptAside, NewUpload, SaveDraft, SignCorrections, Source, Store};
use testkit::fixtures;
use testkit::fixtures::{
    audit_lead, centre, centre_lead, clerk, contact, form, insist, member, new_session, now, on_ecmo,
    submission, token_for,
};

use crate::cases::{alarm, snapshot};
use crate::import::{bad_row, bundle, extract_at, ready};

/// Does every act.
pub(crate) async fn lived_in(store: &Store) {
    let (sth, lead) = (clerk("STH"), audit_lead());
    let system = domain::actor::Actor::system("test");
    store.declare_synthetic(&system, now(), true).await.unwrap();
    store.put_calendar(&system, now(), Calendar::shipped().unwrap()).await.unwrap();
    people(store).await;
    cycles(store).await;
    packs(store).await;
    governance(store).await;
    research(store).await;
    let set = "cycle = \"2026H1\"\n\n[[question]]\nname = \"q_device\"\nform = \"physio_contact\"\n\
               label = \"Device used\"\ntype = \"text\"\n";
    store.put_questions(&lead, now(), set.to_owned()).await.unwrap();
    on_ecmo(store, &sth).await;
    records(store).await;
    imports(store).await;
    store.catch_up(now()).await.unwrap();
}

async fn people(store: &Store) {
    let store = &store.clone().sealing_with(store::SealKey::new([7; 32]));
    let system = domain::actor::Actor::system("test");
    let gone = member(store, "gone@example.org", Role::DataEntry, Some("STH")).await;
    let stays = member(store, "stays@example.org", Role::DataEntry, Some("STH")).await;
    for somebody in [&gone, &stays, &stays] {
        store.session_create(somebody, now(), new_session(SignedDuration::from_hours(8))).await.unwrap();
        let import = store::NewToken { expires_at: Some(now()), ..token_for(somebody, "import") };
        store.token_create(&system, now(), import).await.unwrap();
    }
    let ended =
        store.session_create(&stays, now(), new_session(SignedDuration::from_hours(8))).await.unwrap();
    store.session_delete(&stays, now(), secrecy::ExposeSecret::expose_secret(&ended)).await.unwrap();
    let wrong =
        store.sign_in("stays@example.org", "not it".into(), &Source::of([192, 0, 2, 1].into()), now()).await;
    assert!(wrong.is_err(), "a wrong password");
    let post = domain::actor::Post::of(Role::DataEntry, Some(centre("STH"))).unwrap();
    let invite = |login: &str| store::Invite {
        login: login.to_owned(),
        name: "Robin".to_owned(),
        post: post.clone(),
        ends_at: None,
    };
    let (_, link) = store.invite(&system, now(), invite("joins@example.org")).await.unwrap();
    let link = secrecy::ExposeSecret::expose_secret(&link);
    store.accept(now(), link, "velvet anchor picnic thunder".into()).await.unwrap();
    let lead = member(store, "keeps@example.org", Role::CentreLead, Some("STH")).await;
    store.enter_permission(&lead, now(), crate::permission::permission()).await.unwrap();
    let (taken_back, _) = store.invite(&system, now(), invite("never@example.org")).await.unwrap();
    store.revoke_invitation(&system, now(), taken_back).await.unwrap();
    let keeper = member(store, "breaks@example.org", Role::Administrator, None).await;
    store.break_glass(&keeper, now(), centre("STH"), "Nobody of the centre answers").await.unwrap();
    let broken = store.broken_glass(&lead).await.unwrap();
    store.glass_seen(&lead, now(), broken[0].id).await.unwrap();
    let key = store.begin_app(&stays, now(), "the audit").await.unwrap().key;
    let code = crate::second_factor::code(secrecy::ExposeSecret::expose_secret(&key), now());
    let codes = store.confirm_app(&stays, now(), "no session", &code).await.unwrap();
    store.try_code(&stays, secrecy::ExposeSecret::expose_secret(&codes[0]), now()).await.unwrap();
    store.session_create(&stays, now(), new_session(SignedDuration::from_hours(8))).await.unwrap();
    let account = |subject: &str| store::Account {
        issuer: "https://login.example.org".to_owned(),
        subject: subject.to_owned(),
    };
    for subject in ["u-1", "u-2"] {
        store.connect(&stays, now(), account(subject)).await.unwrap();
        if subject == "u-1" {
            store.disconnect(&stays, now(), "no session").await.unwrap();
        }
    }
    let source = Source::of([192, 0, 2, 1].into());
    for errand in [Errand::SignIn, Errand::Connect(stays.member), Errand::Accept(Store::link_hash("a link"))]
    {
        store.begin_trip(now(), &format!("{errand:?}"), &source, &errand, "/account").await.unwrap();
    }
    // Last of all: what is proved anew ends the sessions before it.
    passkeys(store, &stays).await;
    let token = store.tokens(&system, now()).await.unwrap().pop().unwrap();
    store.token_revoke(&system, now(), token.id).await.unwrap();
    store.retire_member(&system, now(), gone.member).await.unwrap();
}

/// Two passkeys, one of which was taken away, and a question that nobody has answered yet.
async fn passkeys(store: &Store, member: &domain::actor::Actor) {
    let (actor, token) = crate::passkeys::at_a_session(store, member).await;
    for number in [1, 2] {
        let key = crate::passkeys::authenticator(number);
        crate::passkeys::set_up(store, &actor, &token, &key).await;
    }
    let held = store.passkeys(actor.member).await.unwrap();
    store.remove_passkey(&actor, now(), held[0].id).await.unwrap();
    store.ask_for_passkey(&actor, now(), &crate::passkeys::party()).await.unwrap().expect("one is left");
}

async fn cycles(store: &Store) {
    let lead = audit_lead();
    let date = |text: &str| text.parse().unwrap();
    let dates = |id: &str, start, end, lock_deadline| CycleDates {
        id: id.to_owned(),
        start: date(start),
        end: date(end),
        lock_deadline: date(lock_deadline),
    };
    let freeze = Freeze {
        at: now(),
        snapshot_hash: "ab".repeat(32),
        dictionary_version: "0.1".to_owned(),
        indicator_version: "0.1".to_owned(),
    };
    let before = dates("2025H1", "2025-04-01", "2025-09-30", "2025-11-12");
    store.open_cycle(&lead, now(), before).await.unwrap();
    store.lock_cycle(&lead, now(), "2025H1", insist("2025H1")).await.unwrap();
    fixtures::freeze(store, &lead, "2025H1", freeze).await.unwrap();
    store.report_cycle(&lead, now(), "2025H1").await.unwrap();
    store.open_cycle(&lead, now(), dates("2025H2", "2025-10-01", "2026-03-31", "2026-05-12")).await.unwrap();
    store.cycle_grace(&lead, now(), "2025H2", date("2026-05-19")).await.unwrap();
    let reason = "The ward moved.".to_owned();
    let extension = Extension { centre: centre("STH"), until: date("2026-05-27"), reason };
    store.extend_cycle(&lead, now(), "2025H2", extension).await.unwrap();
}

/// A pack that was published and withdrawn, one that could not be built, and one that is being built.
async fn packs(store: &Store) {
    let (lead, builder) = (audit_lead(), domain::actor::Actor::service("test"));
    let ask =
        async |centre| store.ask_for_pack(&lead, now(), "biannual", "2025H1", centre, "0.1").await.unwrap();
    let bench = store.try_bench(&builder).await.unwrap().unwrap();
    let mut begun = Vec::new();
    for of in [None, Some(centre("STH")), Some(centre("PAP"))] {
        let id = ask(of).await;
        begun.push(store.begin_pack(&builder, now(), &bench, id).await.unwrap().unwrap());
    }
    let file = PackFile { path: "pack.pdf".to_owned(), bytes: 3, sha256: "cd".repeat(32) };
    let contents = Contents { hash: "ab".repeat(32), at: now(), files: vec![file] };
    assert!(store.complete_pack(&builder, now(), &begun[0], contents).await.unwrap());
    store.publish_pack(&lead, now(), begun[0].id).await.unwrap();
    store.withdraw_pack(&lead, now(), begun[0].id, "A wrong denominator").await.unwrap();
    assert!(store.fail_pack(&builder, now(), &begun[1], "The disk is full.".to_owned()).await.unwrap());
}

/// A case that was responded to, decided and closed, one that was opened, and corrections that were signed off.
async fn governance(store: &Store) {
    let lead = audit_lead();
    let found = ["P04", "P05"].map(|indicator| alarm("2025H1", "STH", indicator)).into();
    store.open_cases(&lead, now(), "2025H1", &snapshot(), found).await.unwrap();
    let id = store.cases(&lead).await.unwrap()[0].id;
    let steps = [
        (centre_lead("STH"), CaseStep::Respond),
        (lead.clone(), CaseStep::Decide(Decision::Accepted)),
        (lead.clone(), CaseStep::NoteOfNetwork),
        (lead.clone(), CaseStep::Close),
    ];
    for (actor, step) in steps {
        store.take_case(&actor, now(), id, step, "As it was.").await.unwrap();
    }
    let sign = SignCorrections {
        cycle: "2025H1".to_owned(),
        snapshot: snapshot(),
        moved: "[]".to_owned(),
        hash: "ef".repeat(32),
        why: "A contact came late.".to_owned(),
    };
    store.sign_corrections(&lead, now(), sign).await.unwrap();
}

/// A project that was changed, approved by two people and stopped, one that was refused and one that was closed.
async fn research(store: &Store) {
    let researcher = member(store, "asks@example.org", Role::Researcher, None).await;
    let one = member(store, "first@example.org", Role::AuditLead, None).await;
    let other = member(store, "second@example.org", Role::SafetyLead, None).await;
    let today = "2026-04-15".parse().unwrap();
    let proposal = fixtures::proposal(today);
    let changed = Proposal { funding: "none".to_owned(), ..proposal.clone() };
    let approve = ProjectStep::Approve(proposal.last_day);
    let (submit, close) = ((&researcher, ProjectStep::Submit), (&researcher, ProjectStep::Close));
    let stopped = vec![submit, (&one, approve), (&other, approve), (&one, ProjectStep::Withdraw)];
    for steps in [stopped, vec![submit, (&one, ProjectStep::Refuse)], vec![close]] {
        let id = store.register_project(&researcher, now(), today, proposal.clone()).await.unwrap();
        store.edit_project(&researcher, now(), today, id, changed.clone()).await.unwrap();
        for (who, step) in steps {
            store.take_project(who, now(), today, id, step, "As it was.").await.unwrap();
        }
    }
}

/// Records that were saved, edited, asked about, signed off, locked, unlocked and withdrawn.
async fn records(store: &Store) {
    let (sth, lead, charge) = (clerk("STH"), audit_lead(), centre_lead("STH"));
    let mut ids = Vec::new();
    for number in 1..6 {
        let mut submit = submission("physio_contact", &contact(number));
        submit.idempotency_key = Some(format!("key {number}"));
        ids.push(store.submit(&sth, now(), submit).await.unwrap().id);
    }
    store.sign_off(&charge, now(), "2025H2").await.unwrap();
    let contacts = form("physio_contact");
    let edit = |minutes: &str| {
        let mut edit = submission("physio_contact", &contact(1));
        edit.raw.set(contacts, "minutes", minutes);
        edit.id = Some(ids[0]);
        edit
    };
    store.submit(&sth, now(), edit("31")).await.unwrap();
    let ask = |key: &str| Ask {
        centre: centre("STH"),
        form: contacts,
        key: key.to_owned(),
        child: None,
        column: "minutes".to_owned(),
        text: "Is that so?".to_owned(),
    };
    let query = store.ask(&lead, now(), ask("C00002")).await.unwrap();
    store.reply(&sth, now(), query, "It is.".to_owned()).await.unwrap();
    store.close_query(&lead, now(), query).await.unwrap();
    store.ask(&lead, now(), ask("C00003")).await.unwrap();
    store.lock_cycle(&lead, now(), "2025H2", insist("2025H2")).await.unwrap();
    // A freeze that was begun and did not come to its end.
    store.begin_freeze(&lead, now(), "2025H2", insist("2025H2")).await.unwrap();
    let fourth = store.scope(&sth, now(), "test").unwrap().record(contacts, ids[3]).await.unwrap();
    let reason = "entered twice".to_owned();
    // The cycle's extension keeps the centre's records open.
    store.withdraw(&sth, now(), contacts, fourth.id, fourth.revision, reason).await.unwrap();
    let draft = |id| SaveDraft {
        id,
        form: contacts,
        record: None,
        expected: None,
        fields: vec![("minutes".to_owned(), "3".to_owned())],
    };
    store.save_draft(&sth, now(), draft(None)).await.unwrap();
    let dropped = store.save_draft(&sth, now(), draft(None)).await.unwrap();
    store.delete_draft(&sth, now(), dropped.id).await.unwrap();
    let taken = store.save_draft(&sth, now(), draft(None)).await.unwrap();
    let mut from_draft = submission("physio_contact", &contact(6));
    from_draft.draft = Some(taken.id);
    store.submit(&sth, now(), from_draft).await.unwrap();
}

async fn imports(store: &Store) {
    let sth = clerk("STH");
    let sent = || NewUpload {
        name: "march.xlsx".to_owned(),
        files: vec![("a.csv".to_owned(), vec![1, 2, 3]), ("b.csv".to_owned(), b"x,y\n".to_vec())],
    };
    let columns = [("Mins".to_owned(), Some("minutes".to_owned())), ("Colour".to_owned(), None)];
    let staged = store.stage_upload(&sth, now(), sent()).await.unwrap();
    store.map_upload(&sth, now(), staged, [("Contacts".to_owned(), columns.into())].into()).await.unwrap();
    let dropped = store.stage_upload(&sth, now(), sent()).await.unwrap();
    store.drop_upload(&sth, now(), dropped).await.unwrap();
    let used = store.stage_upload(&sth, now(), sent()).await.unwrap();
    let import = |records, upload| Import {
        name: "march.xlsx".to_owned(),
        centre: Some(centre("STH")),
        upload,
        bundle_hash: "5f".repeat(32),
        extract_at: extract_at(),
        records,
        set_aside: vec![KeptAside {
            row: bad_row(),
            origin: "Contacts, row 18".to_owned(),
            findings: Vec::new(),
        }],
        progress: Box::new(|_| {}),
    };
    store.import(&sth, now(), import(bundle(0), Some(used))).await.unwrap();
    let more = vec![ready("physio_contact", &contact(20)), ready("physio_contact", &contact(21))];
    let undone = store.import(&sth, now(), import(more, None)).await.unwrap();
    store.undo_import(&sth, now(), undone.id.unwrap(), "of another month").await.unwrap();
}
