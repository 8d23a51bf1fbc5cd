//! A reader of tiles for the tests, written from the text of the Mapbox Vector Tile 2.1 specification alone, so that what
//! was written is not read by its own writer's kin.

use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Number(i64),
}

#[derive(Clone, Debug)]
pub struct Feature {
    pub id: Option<u64>,
    pub kind: u64,
    pub tags: BTreeMap<String, Value>,
    /// Lines or rings; a point is a line of one vertex. Rings come without their closing vertex.
    pub parts: Vec<Vec<[i64; 2]>>,
}

#[derive(Clone, Debug)]
pub struct Layer {
    pub name: String,
    pub version: u64,
    pub extent: u64,
    pub features: Vec<Feature>,
}

impl Feature {
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.tags.get(key)? {
            Value::Text(text) => Some(text),
            Value::Number(_) => None,
        }
    }

    pub fn number(&self, key: &str) -> Option<i64> {
        match self.tags.get(key)? {
            Value::Number(number) => Some(*number),
            Value::Text(_) => None,
        }
    }
}

struct Wire<'a>(&'a [u8]);

enum Field<'a> {
    Varint(u64),
    Bytes(&'a [u8]),
}

impl<'a> Wire<'a> {
    fn varint(&mut self) -> u64 {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (first, rest) = self.0.split_first().expect("a varint is cut off");
            self.0 = rest;
            value |= u64::from(first & 0x7f) << shift;
            if first & 0x80 == 0 {
                return value;
            }
        }
        panic!("a varint of more than 64 bits");
    }

    fn next(&mut self) -> Option<(u64, Field<'a>)> {
        if self.0.is_empty() {
            return None;
        }
        let head = self.varint();
        let field = match head & 7 {
            0 => Field::Varint(self.varint()),
            2 => {
                let length = self.varint() as usize;
                let (bytes, rest) = self.0.split_at(length);
                self.0 = rest;
                Field::Bytes(bytes)
            }
            other => panic!("wire type {other}"),
        };
        Some((head >> 3, field))
    }
}

fn packed(bytes: &[u8]) -> Vec<u64> {
    let mut wire = Wire(bytes);
    let mut values = Vec::new();
    while !wire.0.is_empty() {
        values.push(wire.varint());
    }
    values
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

fn value(bytes: &[u8]) -> Value {
    match Wire(bytes).next().expect("a value") {
        (1, Field::Bytes(text)) => Value::Text(String::from_utf8(text.to_vec()).unwrap()),
        (4 | 5, Field::Varint(number)) => Value::Number(number.cast_signed()),
        (6, Field::Varint(number)) => Value::Number(unzigzag(number)),
        (other, _) => panic!("value of field {other}"),
    }
}

fn parts(commands: &[u64]) -> Vec<Vec<[i64; 2]>> {
    let mut parts: Vec<Vec<[i64; 2]>> = Vec::new();
    let mut at = [0, 0];
    let mut index = 0;
    while index < commands.len() {
        let (command, count) = (commands[index] & 7, commands[index] >> 3);
        index += 1;
        assert!(count > 0);
        if command == 7 {
            continue;
        }
        for _ in 0..count {
            at = [at[0] + unzigzag(commands[index]), at[1] + unzigzag(commands[index + 1])];
            index += 2;
            match command {
                1 => parts.push(vec![at]),
                2 => parts.last_mut().expect("a line begins with a move").push(at),
                other => panic!("command {other}"),
            }
        }
    }
    parts
}

fn feature(bytes: &[u8], keys: &[String], values: &[Value]) -> Feature {
    let mut feature = Feature { id: None, kind: 0, tags: BTreeMap::new(), parts: Vec::new() };
    let mut wire = Wire(bytes);
    while let Some((field, content)) = wire.next() {
        match (field, content) {
            (1, Field::Varint(id)) => feature.id = Some(id),
            (2, Field::Bytes(tags)) => {
                for pair in packed(tags).chunks_exact(2) {
                    let known = feature.tags.insert(keys[pair[0] as usize].clone(), values[pair[1] as usize].clone());
                    assert!(known.is_none(), "a key twice");
                }
            }
            (3, Field::Varint(kind)) => feature.kind = kind,
            (4, Field::Bytes(geometry)) => feature.parts = parts(&packed(geometry)),
            (other, _) => panic!("feature field {other}"),
        }
    }
    feature
}

fn layer(bytes: &[u8]) -> Layer {
    let mut layer = Layer { name: String::new(), version: 0, extent: 4096, features: Vec::new() };
    let (mut keys, mut values, mut features) = (Vec::new(), Vec::new(), Vec::new());
    let mut wire = Wire(bytes);
    while let Some((field, content)) = wire.next() {
        match (field, content) {
            (1, Field::Bytes(name)) => layer.name = String::from_utf8(name.to_vec()).unwrap(),
            (2, Field::Bytes(feature)) => features.push(feature),
            (3, Field::Bytes(key)) => keys.push(String::from_utf8(key.to_vec()).unwrap()),
            (4, Field::Bytes(bytes)) => values.push(value(bytes)),
            (5, Field::Varint(extent)) => layer.extent = extent,
            (15, Field::Varint(version)) => layer.version = version,
            (other, _) => panic!("layer field {other}"),
        }
    }
    layer.features = features.into_iter().map(|bytes| feature(bytes, &keys, &values)).collect();
    layer
}

/// The layers of a tile.
pub fn layers(tile: &[u8]) -> Vec<Layer> {
    let mut wire = Wire(tile);
    let mut layers = Vec::new();
    while let Some((field, content)) = wire.next() {
        match (field, content) {
            (3, Field::Bytes(bytes)) => layers.push(layer(bytes)),
            (other, _) => panic!("tile field {other}"),
        }
    }
    layers
}

/// The features of a layer, none where the tile does not have it.
pub fn features(tile: &[u8], name: &str) -> Vec<Feature> {
    layers(tile).into_iter().filter(|layer| layer.name == name).flat_map(|layer| layer.features).collect()
}
