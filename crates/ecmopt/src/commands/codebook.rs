//! `ecmopt codebook`

use std::fs;
use std::io::Write;

use domain::questions::Questions;
use exchange::{codebook, schema};
use files::Folder;
use reporting::paper;
use serde_json::{Map, Value};

use crate::cli::{CodebookArgs, CodebookFormat};
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;

pub(crate) async fn run(args: CodebookArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let questions = if settings.has_database() {
        super::open(settings).await?.questions().await?
    } else {
        Questions::none()
    };
    let made = made(args.format, &questions)?;
    match (args.out, &made[..]) {
        (Some(out), _) => {
            let folder = Folder::begin(&out)?;
            for (name, bytes) in &made {
                let path = folder.path().join(name);
                fs::write(&path, bytes)
                    .map_err(|error| Failure::io(&format!("Writing {}", path.display()), &error))?;
            }
            folder.finish()?;
            println!("{}", out.display());
        }
        (None, [(_, one)]) => {
            std::io::stdout().write_all(one).map_err(|error| Failure::io("Writing the codebook", &error))?;
        }
        (None, _) if args.format == CodebookFormat::Paper => {
            return Err(Failure::usage("Paper forms are one PDF a form: name a folder with --out DIR."));
        }
        (None, _) => print!("{}", together(&questions)),
    }
    Ok(Outcome::Done)
}

fn made(format: CodebookFormat, questions: &Questions) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let forms = domain::forms::forms();
    Ok(match format {
        CodebookFormat::Html => vec![("codebook.html".to_owned(), codebook::html(questions).into_bytes())],
        CodebookFormat::Csv => vec![("codebook.csv".to_owned(), codebook::csv(questions)?)],
        CodebookFormat::JsonSchema => forms
            .iter()
            .map(|form| {
                (format!("{}.json", form.id), format!("{:#}\n", schema::document(form, questions)).into())
            })
            .collect(),
        CodebookFormat::Paper => forms
            .iter()
            .map(|form| Ok((format!("{}-{}.pdf", form.number, form.id), paper::form(form, questions)?)))
            .collect::<Result<_, reporting::Error>>()?,
    })
}

/// All schemas in one object, by form.
fn together(questions: &Questions) -> String {
    let forms = domain::forms::forms().iter();
    let schemas: Map<_, _> =
        forms.map(|form| (form.id.to_owned(), schema::document(form, questions))).collect();
    format!("{:#}\n", Value::Object(schemas))
}
