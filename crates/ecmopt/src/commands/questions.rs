//! `ecmopt questions`

use std::fs;

use domain::actor::Actor;

use crate::cli::QuestionsCommand;
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(command: QuestionsCommand, settings: &Settings) -> Result<Outcome, Failure> {
    let store = super::open(settings).await?;
    match command {
        QuestionsCommand::Put { file } => {
            let text = fs::read_to_string(&file)
                .map_err(|error| Failure::io(&format!("Reading {}", file.display()), &error))?;
            if let Some(sentence) = reporting::paper::undrawable(&text) {
                return Err(Failure::refused(sentence));
            }
            let cycle = store.put_questions(&Actor::system("questions put"), world::now(), text).await?;
            eprintln!("These are the questions of the cycle {cycle} now.");
        }
        QuestionsCommand::List => {
            for set in store.dictionary().await?.question_sets() {
                for question in &set.questions {
                    let field = &question.field;
                    println!("{}\t{}\t{}\t{}", set.cycle.id, question.form.id, field.name, field.label);
                }
            }
        }
    }
    Ok(Outcome::Done)
}
