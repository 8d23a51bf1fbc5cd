//! Making a store, finding one, and bringing its tables up to date.

use super::connection::{LONG, SHORT, TURN_KEY, end, options, plain, search_path, settled, within};
use super::{Draft, Postgis, fault};
use crate::model::City;
use crate::store::{StoreError, shown};
use sqlx::AssertSqlSafe;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgConnection};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/postgis");

/// The oldest server whose SQL the migrations may use.
const OLDEST_SERVER: i32 = 140_000;

impl Postgis {
    /// Makes an empty store; refuses to touch one that is there.
    pub async fn create(url: &str, city: &City, base: Option<&str>, born: jiff::Timestamp) -> Result<Self, StoreError> {
        let mut draft = Draft::begin(url).await?;
        let settings = serde_json::to_string(city).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        let born = born.to_string();
        for (key, value) in [("city", Some(&*settings)), ("base", base), ("born", Some(&*born))] {
            if let Some(value) = value {
                draft.setting(key, value).await?;
            }
        }
        draft.finish().await?;
        Self::open(url).await
    }

    /// Opens a store and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options = options(url)?;
        let missing = || StoreError::Missing { path: shown(url) };
        let mut connection = plain(&options).await?.ok_or_else(missing)?;
        if !has_store(&mut connection).await? {
            return Err(missing());
        }
        let path = migrate(&mut connection, url).await?;
        end(connection).await;
        Ok(Postgis::of_options(&settled(options, &path)))
    }

    pub async fn exists(url: &str) -> Result<bool, StoreError> {
        let Some(mut connection) = plain(&options(url)?).await? else {
            return Ok(false);
        };
        let found = has_store(&mut connection).await;
        end(connection).await;
        found
    }
}

/// Makes the tables, and the database too where it is not there and the user may: on this connection they are found
/// first. A store it becomes with the city's settings.
pub(super) async fn prepare(url: &str) -> Result<PgConnection, StoreError> {
    let options = options(url)?;
    let mut connection = match plain(&options).await? {
        Some(connection) => connection,
        None => make_database(&options).await?,
    };
    // Of instances that start together on an empty database one makes the store and the others find it; the lock ends
    // with the connection.
    let lock = sqlx::query("SELECT pg_advisory_lock($1)").bind(TURN_KEY).execute(&mut connection);
    within(LONG, lock).await?;
    if has_store(&mut connection).await? {
        return Err(StoreError::Exists { path: shown(url) });
    }
    check_server(&mut connection, url).await?;
    extend(&mut connection, url).await?;
    within(SHORT, sqlx::query("CREATE SCHEMA IF NOT EXISTS ngamhoa").execute(&mut connection)).await?;
    migrate(&mut connection, url).await?;
    Ok(connection)
}

async fn has_store(connection: &mut PgConnection) -> Result<bool, StoreError> {
    let table = sqlx::query_scalar("SELECT to_regclass('ngamhoa.city') IS NOT NULL").fetch_one(&mut *connection);
    if !within(SHORT, table).await? {
        return Ok(false);
    }
    let city = sqlx::query_scalar("SELECT EXISTS (SELECT FROM ngamhoa.city WHERE key = 'city')").fetch_one(connection);
    within(SHORT, city).await
}

/// Makes the database through the one that every server has, and connects to it.
async fn make_database(options: &PgConnectOptions) -> Result<PgConnection, StoreError> {
    let name = options.get_database().unwrap_or(options.get_username());
    let gone = || StoreError::Database(format!("the server has no database {name}: have an administrator make it"));
    let mut server = plain(&options.clone().database("postgres")).await?.ok_or_else(gone)?;
    let create =
        AssertSqlSafe(format!("CREATE DATABASE \"{}\" ENCODING 'UTF8' TEMPLATE template0", name.replace('"', "\"\"")));
    let made = async {
        match sqlx::query(create).execute(&mut server).await {
            // Somebody else makes it at the same moment.
            Err(error) if fault::is_made_already(&error) => Ok(()),
            made => made.map(|_| ()),
        }
    };
    let made = within(LONG, made).await;
    end(server).await;
    made.map_err(|error| StoreError::Database(format!("{error}; have an administrator make the database {name}")))?;
    plain(options).await?.ok_or_else(gone)
}

async fn check_server(connection: &mut PgConnection, url: &str) -> Result<(), StoreError> {
    let look = sqlx::query_as::<_, (i32, String)>(
        "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')",
    );
    let (version, encoding) = within(SHORT, look.fetch_one(connection)).await?;
    let reason = match (version, &*encoding) {
        (version, _) if version < OLDEST_SERVER => "the server is older than PostgreSQL 14".to_owned(),
        (_, "UTF8") => return Ok(()),
        _ => format!("the database's encoding is {encoding}: make one with ENCODING 'UTF8'"),
    };
    Err(StoreError::Url { url: shown(url), reason })
}

async fn extend(connection: &mut PgConnection, url: &str) -> Result<(), StoreError> {
    if search_path(connection).await?.is_some() {
        return Ok(());
    }
    let extend = sqlx::query("CREATE EXTENSION postgis").execute(connection);
    within(LONG, extend).await.map_err(|error| StoreError::Url {
        url: shown(url),
        reason: format!("{error}; have an administrator run: CREATE EXTENSION postgis"),
    })?;
    Ok(())
}

/// Gives the search path that was migrated on.
async fn migrate(connection: &mut PgConnection, url: &str) -> Result<String, StoreError> {
    let not_ours = |reason: String| StoreError::NotOurs { path: shown(url), reason };
    let path =
        search_path(connection).await?.ok_or_else(|| not_ours("the database has lost the extension PostGIS".into()))?;
    let set = sqlx::query("SELECT set_config('search_path', $1, false)").bind(&path);
    within(SHORT, set.execute(&mut *connection)).await?;
    if !is_up_to_date(connection).await? {
        // Takes a lock of its own, so that two instances that start together migrate once.
        let migrated = MIGRATIONS.run_direct(None, connection, false).await;
        migrated.map_err(|error| match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            other => not_ours(other.to_string()),
        })?;
    }
    Ok(path)
}

/// Asked first, since migrating writes even where there is nothing to do: an instance may start on a standby.
async fn is_up_to_date(connection: &mut PgConnection) -> Result<bool, StoreError> {
    let there = sqlx::query_scalar("SELECT to_regclass('ngamhoa._sqlx_migrations') IS NOT NULL");
    if !within(SHORT, there.fetch_one(&mut *connection)).await? {
        return Ok(false);
    }
    let done = sqlx::query_as::<_, (i64, Vec<u8>)>(
        "SELECT version, checksum FROM ngamhoa._sqlx_migrations WHERE success ORDER BY version",
    );
    let done = within(SHORT, done.fetch_all(connection)).await?;
    let wanted = MIGRATIONS.iter().map(|migration| (migration.version, &*migration.checksum));
    Ok(wanted.eq(done.iter().map(|(version, checksum)| (*version, &**checksum))))
}
