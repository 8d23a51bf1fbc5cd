//! What a healthy database looks like, for `ngamhoa doctor`.

use super::Postgis;
use super::connection::{LONG, within};
use crate::model::Collection;
use crate::store::StoreError;
use sqlx::AssertSqlSafe;

impl Postgis {
    pub async fn integrity_faults(&self) -> Result<Vec<String>, StoreError> {
        let pool = self.pool();
        let mut faults = Vec::new();
        for (question, told) in [
            (
                "SELECT format('%s on %s', tgname, tgrelid::regclass) FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
                 WHERE c.relnamespace = 'ngamhoa'::regnamespace AND NOT tgisinternal AND tgenabled <> 'O' ORDER BY 1",
                "a trigger is switched off, so edits are not logged",
            ),
            (
                "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class c ON c.oid = indrelid
                 WHERE c.relnamespace = 'ngamhoa'::regnamespace AND NOT (indisvalid AND indisready) ORDER BY 1",
                "an index is not valid: REINDEX it",
            ),
            (
                "SELECT conname::text FROM pg_constraint WHERE connamespace = 'ngamhoa'::regnamespace AND NOT convalidated ORDER BY 1",
                "a constraint was never validated: ALTER TABLE … VALIDATE CONSTRAINT",
            ),
            (
                "SELECT format('%s and %s', revision - 1, revision) FROM
                     (SELECT revision, lag(revision, 1, 0) OVER (ORDER BY revision) AS last FROM revisions) r
                 WHERE revision <> last + 1 ORDER BY revision LIMIT 20",
                "a revision is missing between",
            ),
        ] {
            let found = sqlx::query_scalar::<_, String>(question).fetch_all(&pool);
            faults.extend(within(LONG, found).await?.into_iter().map(|found| format!("{told}: {found}")));
        }
        for collection in Collection::ALL {
            let table = collection.word();
            // A row's revision is its last one in the log, and no id lies above the memory of ids.
            let question = AssertSqlSafe(format!(
                "SELECT format('%s %s', '{table}', t.id) FROM {table} t
                 WHERE t.id > (SELECT last FROM ids WHERE collection = '{table}')
                    OR NOT EXISTS (SELECT FROM changes c WHERE (c.revision, c.collection, c.id) = (t.revision, '{table}', t.id))
                    OR EXISTS (SELECT FROM changes c WHERE c.collection = '{table}' AND c.id = t.id AND c.revision > t.revision)
                 ORDER BY t.id LIMIT 20"
            ));
            let found = sqlx::query_scalar::<_, String>(question).fetch_all(&pool);
            let told = "a row and the change log do not agree";
            faults.extend(within(LONG, found).await?.into_iter().map(|found| format!("{told}: {found}")));
        }
        Ok(faults)
    }
}
