//! Long work, aside from the threads that answer: there are few of them, and whoever asks little must not wait for who asks much.

use super::problem::Problem;
use super::service::Service;
use tokio::runtime::{Handle, RuntimeFlavor};

/// Computes and writes a long answer when its turn comes.
pub async fn in_turn<T>(service: &Service, work: impl FnOnce() -> T) -> Result<T, Problem> {
    let _turn = service.long.acquire().await.map_err(|closed| Problem::internal(&closed))?;
    Ok(aside(work))
}

/// Does the work here; the requests that wait for this thread go on on another one meanwhile. That costs more than a short answer
/// does, so only what may take tens of milliseconds goes aside.
pub fn aside<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        // Where there is one thread only nobody can take over.
        _ => work(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;
    use tokio::runtime::Builder;

    /// The one thread of the runtime is held by work that another of its tasks must end.
    #[test]
    fn others_are_answered_meanwhile() {
        let runtime = Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let (tell, told) = mpsc::channel();
        let answered = runtime.block_on(async {
            let long = tokio::spawn(async move { aside(|| told.recv_timeout(Duration::from_mins(1))) });
            tokio::spawn(async move { tell.send("meanwhile") }).await.unwrap().unwrap();
            long.await.unwrap()
        });
        assert_eq!(answered, Ok("meanwhile"));
    }

    #[test]
    fn where_there_is_one_thread_only_the_work_is_done_all_the_same() {
        let runtime = Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(async { aside(|| 7) }), 7);
        assert_eq!(aside(|| 8), 8);
    }
}
