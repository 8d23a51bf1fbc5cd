//! What PostgreSQL's errors mean: a named constraint becomes a sentence.

use crate::model::Collection;
use crate::store::StoreError;
use sqlx::postgres::PgDatabaseError;

const LOCK_NOT_AVAILABLE: &str = "55P03";

/// The wait for a lock took too long.
pub(super) fn is_turn_taken(error: &sqlx::Error) -> bool {
    has_code(error, LOCK_NOT_AVAILABLE)
}

/// The server answers, and has no database of that name.
pub(super) fn is_no_database(error: &sqlx::Error) -> bool {
    has_code(error, "3D000")
}

/// There is already a database of that name, or one is just being made.
pub(super) fn is_made_already(error: &sqlx::Error) -> bool {
    ["42P04", "23505"].iter().any(|code| has_code(error, code))
}

fn has_code(error: &sqlx::Error, wanted: &str) -> bool {
    matches!(error, sqlx::Error::Database(database) if database.code().is_some_and(|code| code == wanted))
}

/// What passes by itself or by an administrator's hand, so that trying again makes sense: connection, log-in, a standby that
/// takes no writes, a transaction that lost a race, no memory or disk left, a shut-down, input and output.
const PASSES: [&str; 7] = ["08", "28", "25006", "40", "53", "57", "58"];

/// By the error's class (PostgreSQL, appendix A).
pub(in crate::store) fn of(error: &PgDatabaseError) -> StoreError {
    let message = error.message();
    match error.code() {
        code if code.starts_with("23") => {
            StoreError::Constraint(sentence(error.constraint(), error.detail()).unwrap_or_else(|| message.to_owned()))
        }
        // Data that a type or PostGIS refuses; two rows of one statement for one id.
        code if code.starts_with("22") || code.starts_with("21") || code == "XX000" => {
            StoreError::Constraint(message.to_owned())
        }
        "42501" => StoreError::Database(format!("{message}; the service's user must own the schema ngamhoa")),
        LOCK_NOT_AVAILABLE => StoreError::Busy("try again".into()),
        code if PASSES.iter().any(|class| code.starts_with(class)) => {
            StoreError::Unavailable(format!("{message} ({code})"))
        }
        code => StoreError::Database(format!("{message} ({code})")),
    }
}

/// A type of the database that is too small for a value does not say which table it was.
pub(super) fn of_collection(collection: Collection, error: StoreError) -> StoreError {
    match error {
        StoreError::Constraint(told) if !told.starts_with(collection.word()) => {
            StoreError::Constraint(format!("{}: {told}", collection.word()))
        }
        other => other,
    }
}

/// Constraints are named `table_column_rule`.
fn sentence(constraint: Option<&str>, detail: Option<&str>) -> Option<String> {
    let constraint = constraint?;
    let (table, rest) = constraint.split_once('_')?;
    Collection::of_word(table)?;
    let detail = detail.filter(|detail| detail.starts_with("Key")).map_or_else(String::new, |key| format!(": {key}"));
    let told = match rest {
        "code" => format!("two of them have the same code{detail}"),
        "pkey" => format!("two of them have the same id{detail}"),
        "geom_valid" => "a geometry is empty, has no length or crosses itself".into(),
        "geom_lonlat" => "a coordinate is not a longitude and a latitude in degrees".into(),
        "days_range" => "a date lies before the year 1 or after 9999".into(),
        _ => {
            let (column, rule) = rest.rsplit_once('_')?;
            match rule {
                "word" => format!("{column} is none of its words"),
                "range" => format!("{column} is out of its range"),
                "order" => format!("{column} does not lie after valid_from"),
                "blank" => format!("{column} is blank"),
                _ => return None,
            }
        }
    };
    Some(format!("{table}: {told} ({constraint})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_constraint_becomes_a_sentence() {
        let key = "Key (operator, code)=(VNPT, C1) already exists.";
        for (name, detail, expected) in [
            (
                "cables_code",
                Some(key),
                "cables: two of them have the same code: Key (operator, code)=(VNPT, C1) already exists. (cables_code)",
            ),
            (
                "conduits_tube_diameter_mm_range",
                None,
                "conduits: tube_diameter_mm is out of its range (conduits_tube_diameter_mm_range)",
            ),
            (
                "zones_geom_valid",
                None,
                "zones: a geometry is empty, has no length or crosses itself (zones_geom_valid)",
            ),
        ] {
            assert_eq!(sentence(Some(name), detail).as_deref(), Some(expected));
        }
        assert_eq!(sentence(Some("somebody_elses"), None), None);
    }
}
