//! The features of a collection that answer to a place, a time and values, a page at a time.

use super::{Atlas, Bounds, Placed};
use crate::model::{Collection, Day, Value};
use geo::Intersects;
use geo_types::Polygon;
use std::sync::Arc;

/// What a feature must be to be chosen; nothing asked chooses all.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    pub window: Option<Window>,
    /// There on any of these days, both ends included.
    pub days: Option<(Day, Day)>,
    /// A field, by its place in the collection's table, and the value it must have.
    pub equal: Vec<(usize, Value)>,
}

/// Where a feature must be, lon/lat.
#[derive(Clone, Debug)]
pub enum Window {
    /// In any of the boxes; two where the window crosses the 180th meridian.
    Boxes(Vec<Bounds>),
    /// A box of another coordinate system, as the area it is in lon/lat.
    Area(Polygon<f64>),
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// After the feature with this id: nothing is lost or told twice, whatever changed meanwhile.
    After(i64),
    /// So many features are passed over.
    Offset(usize),
}

#[derive(Clone, Debug)]
pub struct Page {
    /// In order of id.
    pub rows: Vec<Arc<Placed>>,
    /// Features chosen in all, on this page or not.
    pub matched: usize,
    pub has_more: bool,
}

impl Window {
    fn boxes(&self) -> Vec<Bounds> {
        match self {
            Window::Boxes(boxes) => boxes.clone(),
            Window::Area(area) => vec![Bounds::of(area.exterior().0.iter().copied())],
        }
    }

    /// Whether any of it is wider or higher than so many degrees.
    pub fn is_wider_than(&self, degrees: f64) -> bool {
        self.boxes().iter().any(|Bounds { min, max }| max.x - min.x > degrees || max.y - min.y > degrees)
    }

    fn holds(&self, placed: &Placed) -> bool {
        match self {
            Window::Boxes(boxes) => boxes.iter().any(|bounds| placed.touches(bounds)),
            Window::Area(area) => placed.geometry().to_geo().intersects(area),
        }
    }
}

impl Selection {
    /// Whether nothing is asked, and so all is chosen.
    pub fn is_everything(&self) -> bool {
        self.window.is_none() && self.days.is_none() && self.equal.is_empty()
    }

    fn holds(&self, placed: &Placed) -> bool {
        let item = &placed.item;
        let in_time = self
            .days
            .is_none_or(|(first, last)| item.valid_from() <= last && item.valid_to().is_none_or(|to| first < to));
        if !in_time || self.window.as_ref().is_some_and(|window| !window.holds(placed)) {
            return false;
        }
        if self.equal.is_empty() {
            return true;
        }
        item.look(|seen| self.equal.iter().all(|(index, wanted)| seen.get(*index).is_some_and(|value| value == wanted)))
    }
}

impl Atlas {
    /// A page of the chosen features of a collection.
    pub fn select(&self, collection: Collection, selection: &Selection, start: Start, limit: usize) -> Page {
        let layer = self.layer(collection);
        if selection.is_everything() {
            let (after, skip) = match start {
                Start::After(id) => (id, 0),
                Start::Offset(skip) => (i64::MIN, skip),
            };
            let mut rows: Vec<Arc<Placed>> = layer.iter_after(after).skip(skip).take(limit + 1).cloned().collect();
            let has_more = rows.len() > limit;
            rows.truncate(limit);
            return Page { rows, matched: layer.len(), has_more };
        }
        let mut chosen: Vec<&Arc<Placed>> = match &selection.window {
            Some(window) => {
                let boxes = window.boxes();
                let apart = boxes.len() == 1;
                let mut touching: Vec<&Arc<Placed>> =
                    boxes.into_iter().flat_map(|bounds| layer.touching(bounds)).collect();
                touching.retain(|placed| selection.holds(placed));
                touching.sort_unstable_by_key(|placed| placed.id);
                if !apart {
                    touching.dedup_by_key(|placed| placed.id);
                }
                touching
            }
            None => layer.iter().filter(|placed| selection.holds(placed)).collect(),
        };
        let matched = chosen.len();
        let passed = match start {
            Start::After(id) => chosen.partition_point(|placed| placed.id <= id),
            Start::Offset(skip) => skip.min(matched),
        };
        chosen.drain(..passed);
        let has_more = chosen.len() > limit;
        Page { rows: chosen.into_iter().take(limit).cloned().collect(), matched, has_more }
    }
}
