//! Where a store is: a GeoPackage's path, or a PostgreSQL database's URL.

use super::StoreError;
use std::path::Path;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address<'a> {
    File(&'a Path),
    Database(&'a str),
}

impl<'a> Address<'a> {
    pub(super) fn of(url: &'a str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Address::Database(url));
        }
        let path = Path::new(url);
        if path.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("gpkg")) {
            return Err(StoreError::Url {
                url: shown(url),
                reason: "a store is a file whose name ends in .gpkg, or postgres://user@host/database".into(),
            });
        }
        Ok(Address::File(path))
    }
}

/// The store's URL as it may be printed and logged: without the password.
pub fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (authority, tail) = rest.find(['/', '?']).map_or((rest, ""), |end| rest.split_at(end));
    let authority = match authority.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((name, _)) => format!("{name}:***@{host}"),
            None => authority.to_owned(),
        },
        None => authority.to_owned(),
    };
    let tail = match tail.split_once('?') {
        Some((path, query)) => {
            let query: Vec<&str> = query
                .split('&')
                .map(|pair| if pair.starts_with("password=") { "password=***" } else { pair })
                .collect();
            format!("{path}?{}", query.join("&"))
        }
        None => tail.to_owned(),
    };
    format!("{scheme}://{authority}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for (url, expected) in [
            ("postgres://an:s3:c@ret@db/city", "postgres://an:***@db/city"),
            ("postgres://an@db:5433/city", "postgres://an@db:5433/city"),
            ("postgres:///city?host=/run&password=s3cret", "postgres:///city?host=/run&password=***"),
            ("city.gpkg", "city.gpkg"),
        ] {
            assert_eq!(shown(url), expected);
        }
    }

    #[test]
    fn the_ending_or_the_scheme_tells_which_store_it_is() {
        assert_eq!(Address::of("a/b.GPKG").unwrap(), Address::File(Path::new("a/b.GPKG")));
        assert!(matches!(Address::of("postgresql://db/city"), Ok(Address::Database(_))));
        assert!(
            matches!(Address::of("mysql://an:secret@db/city"), Err(StoreError::Url { url, .. }) if !url.contains("secret"))
        );
    }
}
