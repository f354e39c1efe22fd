//! A table as a file, and everything that a release tells.

use std::fmt::Write;

use acts::Release;
use axum::extract::State;
use disclosure::cube::{Answer, Line, Query, Released};
use serde_json::json;

use super::{
    super::{Answer as Page, imports},
    Asked, answer, release,
    told::{self, Told},
};
use crate::{
    App,
    extract::{Path, Query as Behind},
    gate::Session,
    problem::Problem,
};

/// GET /tables/files/{kind}
pub(crate) async fn table(
    State(app): State<App>,
    Path(kind): Path<String>,
    Behind(asked): Behind<Asked>,
    session: Session,
) -> Page {
    let release = release(&app, &session, &asked).await?;
    let query = asked.query(&release)?;
    let answer = answer(&release, &query)?;
    let file = File { release: &release, query: &query, answer: &answer, brand: &app.config.brand };
    let bytes = match kind.as_str() {
        "csv" => file.csv().into_bytes(),
        "json" => file.json().to_string().into_bytes(),
        "xlsx" => file.workbook()?,
        _ => return Err(Problem::NotFound),
    };
    Ok(imports::attachment(&format!("ecmopt-{}-table.{kind}", release.manifest().id), bytes))
}

/// GET /tables/release/{file}
pub(crate) async fn whole(
    State(app): State<App>,
    Path(file): Path<String>,
    Behind(asked): Behind<Asked>,
    session: Session,
) -> Page {
    let release = release(&app, &session, &asked).await?;
    let id = release.manifest().id.clone();
    let bytes = match file.as_str() {
        "cube.csv" => release.cube().to_csv(release.schema()).into_bytes(),
        "questions.json" => serde_json::to_vec_pretty(release.questions()).map_err(Problem::fault)?,
        "certificate.json" => serde_json::to_vec_pretty(release.certificate()).map_err(Problem::fault)?,
        _ => return Err(Problem::NotFound),
    };
    Ok(imports::attachment(&format!("ecmopt-{id}-{file}"), bytes))
}

/// How a row of the total names the values of the variables.
const ALL: &str = "all";

/// A table on its way into a file.
struct File<'a> {
    release: &'a Release,
    query: &'a Query,
    answer: &'a Released<Answer>,
    brand: &'a str,
}

impl File<'_> {
    const fn told(&self) -> Told<'_> {
        Told::of(self.release, self.query, self.answer)
    }

    /// The ids of the variables that the table is by.
    fn variables(&self) -> Vec<&str> {
        let variables = self.release.schema().variables();
        let id = |at: &u16| variables.get(usize::from(*at)).map_or("", |variable| variable.id.as_str());
        self.query.by().iter().map(id).collect()
    }

    /// The codes of a line's nodes; of the total none.
    fn codes(&self, line: &Line) -> Vec<&str> {
        let variables = self.release.schema().variables();
        let code = |(at, node): (&u16, &u16)| {
            let node =
                variables.get(usize::from(*at)).and_then(|variable| variable.nodes.get(usize::from(*node)));
            node.map_or("", |node| node.code.as_str())
        };
        self.query.by().iter().zip(&line.nodes).map(code).collect()
    }

    fn lines(&self) -> impl Iterator<Item = &Line> {
        self.answer.get().lines.iter().chain([&self.answer.get().total])
    }

    /// One row a line, the total last with `all` for each variable; each row says of which release it is.
    fn csv(&self) -> String {
        let mut text = self.variables().join(",");
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str("value,state,noise_sd,release\n");
        let number = |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
        for line in self.lines() {
            let mut codes = self.codes(line);
            codes.resize(self.query.by().len(), ALL);
            for code in codes {
                text.push_str(code);
                text.push(',');
            }
            let (value, state) = (number(told::number(line.value)), told::state(line.value));
            let noise = line.noise.map_or_else(String::new, |noise| format!("{noise:.2}"));
            // Writing into a text does not fail.
            let _ = writeln!(text, "{value},{state},{noise},{}", self.release.manifest().id);
        }
        text
    }

    fn json(&self) -> serde_json::Value {
        let rows: Vec<_> = self.lines().map(|line| self.row(line)).collect();
        let told = self.told();
        json!({
            "title": told.title(),
            "release": self.release.manifest().id,
            "sha256": self.release.hash(),
            "citation": told.citation(self.brand),
            "noise": told::NOISE,
            "low": told::LOW,
            "variables": self.variables(),
            "rows": rows,
        })
    }

    fn row(&self, line: &Line) -> serde_json::Value {
        json!({
            "values": self.codes(line),
            "value": told::number(line.value),
            "state": told::state(line.value),
            "noise_sd": line.noise.map(|noise| (noise * 100.0).round() / 100.0),
        })
    }

    /// The table, what it is, and what the words in it mean.
    fn workbook(&self) -> Result<Vec<u8>, Problem> {
        let told = self.told();
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let about = [
            ("What", told.title()),
            ("Release", self.release.manifest().id.clone()),
            ("Cite as", told.citation(self.brand)),
            ("Noise", told::NOISE.to_owned()),
            ("low", told::LOW.to_owned()),
        ];
        let about = about.iter().map(|(name, text)| format!("{},{}\n", quoted(name), quoted(text)));
        let about = std::iter::once("item,text\n".to_owned()).chain(about).collect::<String>();
        let mut codebook = "variable,value,meaning\n".to_owned();
        for variable in &self.release.questions().variables {
            for value in &variable.values {
                let words = quoted(&format!("{}: {}", variable.title, value.title));
                let _ = writeln!(codebook, "{},{},{words}", variable.id, value.id);
            }
        }
        let table = self.csv();
        let sheets =
            [("Table", table.as_bytes()), ("About", about.as_bytes()), ("Codebook", codebook.as_bytes())];
        Ok(exchange::xlsx::tables("ECMO physiotherapy audit: a table of a release", sheets)?)
    }
}
