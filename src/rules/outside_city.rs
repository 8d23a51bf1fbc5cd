//! # What it asks
//! Every part of a plan lies in the city.
//!
//! # Why
//! A part far outside is nearly always a wrong coordinate system; a part just outside needs another city's consent.

use super::finding::metres_vi;
use super::{Case, Finding, PlanLine, Rule, RuleParameters};
use crate::geometry::{PreparedArea, Stretch, stretch};
use geo_types::{MultiPolygon, Rect};

pub(super) const RULE: Rule = Rule {
    id: "outside_city",
    title_en: "Part of the plan lies outside the city",
    title_vi: "Một phần phương án nằm ngoài thành phố",
    check,
};

fn check(case: &Case, parameters: &RuleParameters) -> Vec<Finding> {
    let [min_lon, min_lat, max_lon, max_lat] = case.atlas.city.bounds;
    let city = Rect::new((min_lon, min_lat), (max_lon, max_lat)).to_polygon();
    let city = PreparedArea::new(&MultiPolygon(vec![city]));
    case.lines.iter().filter_map(|line| finding(line, &city, case, parameters)).collect()
}

fn finding(line: &PlanLine, city: &PreparedArea, case: &Case, parameters: &RuleParameters) -> Option<Finding> {
    let measured = &line.probe.line.measured;
    let inside = city.cut(measured);
    let outside: Vec<Stretch> = stretch::complement(&inside, measured.length_m());
    let outside_m = stretch::total_m(&outside);
    let first = outside.first().filter(|_| outside_m > parameters.tolerance_m)?;
    Some(Finding {
        rule: RULE.id,
        severity: parameters.severity,
        line: line.number,
        feature: line.feature.clone(),
        place: measured.point(measured.position_of_m(first.from_m)),
        from_m: first.from_m,
        to_m: first.to_m,
        measured: outside_m,
        allowed: 0.0,
        clause: parameters.clause.clone(),
        todo_vi: format!(
            "{} m nằm ngoài {}. Kiểm tra hệ tọa độ của tệp, hoặc cắt bỏ phần ngoài thành phố.",
            metres_vi(outside_m),
            case.atlas.city.name
        ),
        todo_en: format!(
            "{outside_m:.1} m lie outside {}. Check the file's coordinate system, or cut the part off.",
            case.atlas.city.name_en.as_ref().unwrap_or(&case.atlas.city.name)
        ),
    })
}
