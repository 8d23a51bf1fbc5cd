//! GeoJSON (RFC 7946) and its newline-delimited form. Another CRS than WGS 84 is named in the old `crs` member: that of the
//! collection, which other programs still read, and that of each line, where no collection is and which only we read.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use geo::orient::{Direction, Orient as _};
use geo_types::{Coord, Geometry, LineString, Polygon};
use serde_json::{Map, Value as Json, json};

use crate::formats::out::{OutField, OutRow, OutTable, Written, rounded};
use crate::formats::{Value, WriteError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Layout {
    /// One FeatureCollection, a feature a line all the same, so that two exports can be compared line by line.
    Collection,
    /// A feature a line and nothing else.
    Lines,
}

pub(in crate::formats) fn write(table: OutTable<'_>, path: &Path, layout: Layout) -> Result<Written, WriteError> {
    let io = |e: std::io::Error| WriteError::io(path, &e);
    let mut file = BufWriter::new(File::create(path).map_err(io)?);
    let mut written = Written::default();
    let decimals = table.crs.decimals();
    let crs = (table.crs.epsg != 4326).then(|| {
        let urn = format!("urn:ogc:def:crs:EPSG::{}", table.crs.epsg);
        json!({"type": "name", "properties": {"name": urn}})
    });
    if layout == Layout::Collection {
        let name = Json::from(table.name);
        write!(file, "{{\"type\":\"FeatureCollection\",\"name\":{name},").map_err(io)?;
        if let Some(about) = table.about {
            write!(file, "\"description\":{},", Json::from(about)).map_err(io)?;
        }
        if let Some(crs) = &crs {
            write!(file, "\"crs\":{crs},").map_err(io)?;
        }
        write!(file, "\"features\":[").map_err(io)?;
    }
    for row in table.rows {
        let line_crs = crs.as_ref().filter(|_| layout == Layout::Lines);
        let feature = feature(&row, table.fields, decimals, line_crs);
        if line_crs.is_some() {
            written.note("crs_by_line", row.id, || {
                "each line names its coordinate system, and other programs take such files for lon/lat on WGS 84 all the same: give them .geojson or .gpkg".into()
            });
        }
        match (layout, written.rows) {
            (Layout::Collection, 0) => write!(file, "\n{feature}"),
            (Layout::Collection, _) => write!(file, ",\n{feature}"),
            (Layout::Lines, _) => writeln!(file, "{feature}"),
        }
        .map_err(io)?;
        written.rows += 1;
    }
    if layout == Layout::Collection {
        writeln!(file, "\n]}}").map_err(io)?;
    }
    file.flush().map_err(io)?;
    Ok(written)
}

fn feature(row: &OutRow<'_>, fields: &[OutField], decimals: i32, crs: Option<&Json>) -> Json {
    let mut properties = Map::new();
    for (field, value) in fields.iter().zip(&row.values) {
        properties.insert(field.name.clone(), property(value));
    }
    let mut feature = Map::new();
    feature.insert("type".into(), "Feature".into());
    if let Some(crs) = crs {
        feature.insert("crs".into(), crs.clone());
    }
    feature.insert("id".into(), row.id.into());
    feature.insert("geometry".into(), row.geometry.map_or(Json::Null, |g| geometry(&rounded(g, decimals))));
    feature.insert("properties".into(), Json::Object(properties));
    Json::Object(feature)
}

fn property(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(is) => (*is).into(),
        Value::Int(whole) => (*whole).into(),
        // A number that is none has no form in JSON.
        Value::Float(number) => serde_json::Number::from_f64(*number).map_or(Json::Null, Json::Number),
        Value::Text(words) => words.as_str().into(),
        Value::Date(date) => date.to_string().into(),
        Value::Json(nested) => nested.as_ref().clone(),
    }
}

/// Outer rings counter-clockwise, holes clockwise (RFC 7946 section 3.1.6).
fn geometry(geometry: &Geometry<f64>) -> Json {
    let (kind, coordinates) = match geometry {
        Geometry::Point(point) => ("Point", position(point.0)),
        Geometry::MultiPoint(points) => ("MultiPoint", points.iter().map(|point| position(point.0)).collect()),
        Geometry::LineString(line) => ("LineString", positions(line)),
        Geometry::MultiLineString(lines) => ("MultiLineString", lines.iter().map(positions).collect()),
        Geometry::Polygon(polygon) => ("Polygon", rings(&polygon.orient(Direction::Default))),
        Geometry::MultiPolygon(polygons) => {
            ("MultiPolygon", polygons.orient(Direction::Default).iter().map(rings).collect())
        }
        Geometry::Line(line) => ("LineString", json!([position(line.start), position(line.end)])),
        Geometry::Rect(rect) => ("Polygon", rings(&rect.to_polygon().orient(Direction::Default))),
        Geometry::Triangle(triangle) => ("Polygon", rings(&triangle.to_polygon().orient(Direction::Default))),
        Geometry::GeometryCollection(parts) => {
            let parts: Vec<Json> = parts.iter().map(self::geometry).collect();
            return json!({"type": "GeometryCollection", "geometries": parts});
        }
    };
    json!({"type": kind, "coordinates": coordinates})
}

fn position(at: Coord<f64>) -> Json {
    json!([at.x, at.y])
}

fn positions(line: &LineString<f64>) -> Json {
    line.coords().map(|at| position(*at)).collect()
}

fn rings(polygon: &Polygon<f64>) -> Json {
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(positions).collect()
}
