//! `ngamhoa doctor`

use super::{Done, Stop, StoreArgument, tell_caution};
use crate::app::{App, Clock};
use crate::model::Collection;
use crate::store::{Store, shown};
use std::process::ExitCode;

pub(super) async fn run(arguments: StoreArgument) -> Done {
    if !Store::exists(&arguments.store).await? {
        tell!("store: none at {} (make one with `ngamhoa init`)", shown(&arguments.store));
        return Err(Stop::Told(ExitCode::from(1)));
    }
    let app = App::open(&arguments.store, Clock::System).await?;
    let atlas = app.atlas();
    tell!("store: {}, revision {}", shown(&arguments.store), atlas.revision);
    tell!("city: {} ({}), box {:?}, today {}", atlas.city.name, atlas.city.grid, atlas.city.bounds, app.today());
    tell_caution(&atlas.city);
    for collection in Collection::ALL {
        tell!("{}: {}", collection.word(), atlas.layer(collection).len());
    }
    let times = app.start_times;
    tell!("started in {:.3} s", (times.read + times.project + times.index + times.zones).as_secs_f64());
    let faults = app.store.integrity_faults().await?;
    app.store.close().await?;
    if faults.is_empty() {
        tell!("sound");
        return Ok(());
    }
    for fault in faults.iter().take(20) {
        tell!("not sound: {fault}");
    }
    Err(Stop::Told(ExitCode::from(1)))
}
