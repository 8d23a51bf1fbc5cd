//! What no store takes, whichever it is, so that both answer the same.

use super::StoreError;
use crate::model::{Change, Edit, Value};
use std::collections::HashSet;

pub(super) fn check(change: &Change) -> Result<(), StoreError> {
    let mut seen = HashSet::with_capacity(change.edits.len());
    for edit in &change.edits {
        let place = || format!("{} {}", edit.collection().word(), edit.id());
        if !seen.insert((edit.collection(), edit.id())) {
            return Err(StoreError::Constraint(format!("{} is named twice in one change", place())));
        }
        if let Edit::Put(feature) = edit {
            let values = feature.item.values();
            let fields = feature.item.collection().fields();
            for (field, value) in fields.iter().zip(&values) {
                if matches!(value, Value::Text(text) if text.contains('\0')) {
                    return Err(StoreError::Constraint(format!(
                        "{}: {} holds the character U+0000, which no text may hold",
                        place(),
                        field.name
                    )));
                }
            }
        }
    }
    let told = change.prefixes.iter().flat_map(|binding| [&binding.prefix, &binding.file]).chain([&change.actor]);
    if told.into_iter().any(|text| text.contains('\0')) {
        return Err(StoreError::Constraint("a name holds the character U+0000, which no text may hold".into()));
    }
    Ok(())
}
