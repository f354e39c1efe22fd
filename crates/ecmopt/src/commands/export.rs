//! `ecmopt export`

use acts::{Acts, Format, read_time};

use super::member::centre_code;
use crate::cli::{ExportArgs, ExportFormat};
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(args: ExportArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let centre = args.centre.as_deref().map(centre_code).transpose()?;
    let acts = Acts::of(super::open(settings).await?);
    let call = world::call("export");
    let extract_at = match &args.extract_at {
        Some(text) => read_time(text)?,
        None => acts.extract_time(&call).await?,
    };
    let format = match args.format {
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Xlsx => Format::Workbook,
        ExportFormat::Parquet => Format::Parquet,
    };
    acts.export(&call, centre, format, extract_at, &args.out).await?;
    println!("{}", args.out.display());
    Ok(Outcome::Done)
}
