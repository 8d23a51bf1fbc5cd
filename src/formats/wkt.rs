//! Well-known text in, as CSV columns carry it, EWKT's `SRID=4326;` in front of it included. The parser recurses, so the
//! depth of brackets is looked at first.

use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use wkt::Wkt;
use wkt::types::{self, Dimension};

use super::Flaw;
use super::shape::{self, Bad, Shape};
use super::text;

/// The names a geometry can begin with, those that are not read included.
const KEYWORDS: [&str; 17] = [
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
    "CIRCULARSTRING",
    "COMPOUNDCURVE",
    "CURVEPOLYGON",
    "MULTICURVE",
    "MULTISURFACE",
    "CURVE",
    "SURFACE",
    "POLYHEDRALSURFACE",
    "TIN",
    "TRIANGLE",
];

/// Whether a text is meant as well-known text.
pub(super) fn looks_like_it(text: &str) -> bool {
    let (_, body) = without_srid(text);
    let word = keyword(body);
    let word = word.strip_suffix("ZM").or_else(|| word.strip_suffix(['Z', 'M'])).unwrap_or(&word);
    KEYWORDS.contains(&word)
}

/// Reads a geometry and the EPSG code of its SRID prefix.
pub(super) fn read(text: &str, max_depth: usize) -> Result<(Shape, Option<u32>), Bad> {
    let (srid, body) = without_srid(text.trim());
    if text::depth_over(body, max_depth).is_some() {
        let message = format!("more than {max_depth} brackets within each other");
        return Err(Bad::new("too_deep", message, "write a plain geometry"));
    }
    let word = keyword(body);
    match word.trim_end_matches(['Z', 'M']) {
        "CIRCULARSTRING" | "COMPOUNDCURVE" | "CURVEPOLYGON" | "MULTICURVE" | "MULTISURFACE" | "CURVE" | "SURFACE" => {
            return Err(Bad::curve(&word));
        }
        "POLYHEDRALSURFACE" | "TIN" | "TRIANGLE" => return Err(Bad::surface(&word)),
        "GEOMETRYCOLLECTION" => return Err(Bad::collection()),
        _ => {}
    }
    let parsed: Wkt<f64> = body.parse().map_err(|fault: &str| {
        let message = format!("not readable as WKT ({fault}): {}", body.chars().take(60).collect::<String>());
        Bad::new("wkt", message, "write for example LINESTRING (106.68 20.86, 106.69 20.87), with points for decimals")
    })?;
    let mut flaws = Vec::new();
    let has_extra = parsed.dimension() != Dimension::XY;
    let geometry = geometry(parsed, &mut flaws)?;
    Ok((Shape { geometry, flaws, has_extra, ..Shape::default() }, srid))
}

fn keyword(body: &str) -> String {
    body.trim_start().chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_uppercase()
}

/// `SRID=4326;POINT …` in two.
fn without_srid(text: &str) -> (Option<u32>, &str) {
    let text = text.trim_start();
    let split = || {
        let (head, body) = text.split_once(';')?;
        let (word, code) = head.split_once('=')?;
        word.trim().eq_ignore_ascii_case("SRID").then_some((code.trim().parse().ok(), body))
    };
    split().unwrap_or((None, text))
}

fn geometry(parsed: Wkt<f64>, flaws: &mut Vec<Flaw>) -> Result<Option<Geometry<f64>>, Bad> {
    Ok(match parsed {
        Wkt::Point(point) => point.coord().map(position).transpose()?.map(|at| Geometry::Point(Point(at))),
        Wkt::LineString(line) => one_line(&line, "")?.map(Geometry::LineString),
        Wkt::Polygon(polygon) => one_polygon(&polygon, "", flaws)?.map(Geometry::Polygon),
        Wkt::MultiPoint(points) => {
            let points = points.points().iter().filter_map(types::Point::coord).map(|at| position(at).map(Point));
            let points: Vec<Point<f64>> = points.collect::<Result<_, _>>()?;
            (!points.is_empty()).then_some(Geometry::MultiPoint(MultiPoint(points)))
        }
        Wkt::MultiLineString(lines) => {
            let mut read = Vec::new();
            for (at, line) in lines.line_strings().iter().enumerate() {
                read.extend(one_line(line, &format!("part {}", at + 1))?);
            }
            (!read.is_empty()).then_some(Geometry::MultiLineString(MultiLineString(read)))
        }
        Wkt::MultiPolygon(polygons) => {
            let mut read = Vec::new();
            for (at, polygon) in polygons.polygons().iter().enumerate() {
                read.extend(one_polygon(polygon, &format!("polygon {} ", at + 1), flaws)?);
            }
            (!read.is_empty()).then_some(Geometry::MultiPolygon(MultiPolygon(read)))
        }
        Wkt::GeometryCollection(_) => return Err(Bad::collection()),
    })
}

fn position(coord: &types::Coord<f64>) -> Result<Coord<f64>, Bad> {
    if coord.x.is_finite() && coord.y.is_finite() {
        Ok(Coord { x: coord.x, y: coord.y })
    } else {
        Err(Bad::not_finite())
    }
}

fn positions(line: &types::LineString<f64>) -> Result<Vec<Coord<f64>>, Bad> {
    line.coords().iter().map(position).collect()
}

fn one_line(line: &types::LineString<f64>, which: &str) -> Result<Option<LineString<f64>>, Bad> {
    if line.coords().is_empty() { Ok(None) } else { shape::line(positions(line)?, which).map(Some) }
}

fn one_polygon(
    polygon: &types::Polygon<f64>,
    within: &str,
    flaws: &mut Vec<Flaw>,
) -> Result<Option<Polygon<f64>>, Bad> {
    let mut rings = Vec::new();
    for (at, ring) in polygon.rings().iter().enumerate() {
        rings.push(LineString(shape::ring(positions(ring)?, &format!("{within}ring {}", at + 1), flaws)?));
    }
    if rings.is_empty() {
        return Ok(None);
    }
    let outer = rings.remove(0);
    Ok(Some(Polygon::new(outer, rings)))
}
