//! `ecmopt codebook`

use std::fs;
use std::io::Write;
use std::sync::Arc;

use domain::dictionary::Dictionary;
use exchange::{codebook, schema};
use files::Folder;
use reporting::paper;
use serde_json::{Map, Value};

use crate::cli::{CodebookArgs, CodebookFormat};
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;

pub(crate) async fn run(args: CodebookArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let dictionary = if settings.has_database() {
        super::open(settings).await?.dictionary().await?
    } else {
        Arc::clone(Dictionary::shipped())
    };
    let made = made(args.format, &dictionary)?;
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
        (None, _) => print!("{}", together(&dictionary)),
    }
    Ok(Outcome::Done)
}

fn made(format: CodebookFormat, dictionary: &Dictionary) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let forms = dictionary.forms();
    Ok(match format {
        CodebookFormat::Html => vec![("codebook.html".to_owned(), codebook::html(dictionary).into_bytes())],
        CodebookFormat::Csv => vec![("codebook.csv".to_owned(), codebook::csv(dictionary)?)],
        CodebookFormat::JsonSchema => forms
            .iter()
            .map(|form| {
                (format!("{}.json", form.id), format!("{:#}\n", schema::document(form, dictionary)).into())
            })
            .collect(),
        CodebookFormat::Paper => forms
            .iter()
            .map(|form| Ok((format!("{}-{}.pdf", form.number, form.id), paper::form(form, dictionary)?)))
            .collect::<Result<_, reporting::Error>>()?,
    })
}

/// All schemas in one object, by form.
fn together(dictionary: &Dictionary) -> String {
    let forms = dictionary.forms();
    let schemas: Map<_, _> =
        forms.iter().map(|form| (form.id.to_owned(), schema::document(form, dictionary))).collect();
    format!("{:#}\n", Value::Object(schemas))
}
