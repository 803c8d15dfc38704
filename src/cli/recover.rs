//! `overrule recover`: puts the journals of a set right, or tells what that
//! would be.

use std::sync::Arc;

use crate::disk::{Fs, RealFs};
use crate::review::journal::{self, Doing, Hand};
use crate::tui::hands::Stamper;

use super::args::RecoverArgs;
use super::error::CliError;
use super::homes::Homes;
use super::{Exit, out, settings, verify};

/// Runs it.
pub fn run(args: &RecoverArgs) -> Result<Exit, CliError> {
    let fs: Arc<dyn Fs> = Arc::new(RealFs);
    let homes = Homes::find()?;
    let settings = settings::load(fs.as_ref(), &homes, args.who.beside.vocabulary.as_deref())?;
    let folder = verify::folder(
        &fs,
        &homes,
        &settings.vocabulary,
        args.set.as_deref(),
        &args.who.beside,
    )?;
    let hand = Hand {
        reviewer: settings::reviewer(fs.as_ref(), &homes, &args.who)?.id,
        host: settings::host(),
        random: settings::random(),
    };
    let doing = if args.apply { Doing::Do } else { Doing::Tell };
    let at = Stamper::default().stamp().at;
    let spool = homes.spool(&folder);
    let recovery = journal::recover(&fs, &folder, &spool, &hand, at, doing).map_err(|cause| {
        let hint = "what was done by then is done; make room or make it writable, then try again";
        CliError::file(&folder, cause, hint)
    })?;
    out::report(&recovery, args.json)?;
    Ok(if recovery.is_settled() {
        Exit::Done
    } else {
        Exit::Partly
    })
}
