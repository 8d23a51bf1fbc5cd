//! Text of Vietnamese files before Unicode. The bytes were made with glibc: `iconv -f UTF-8 -t TCVN` and `-t CP1258`.

use ngamhoa::formats::{Flaw, KnownBy, ReadOptions, Table, read_bytes};

use super::{dbf, notes, point_record, read, shp, text, zip_of};

/// Text, its TCVN3 bytes, its Windows-1258 bytes.
const NAMES: [(&str, &[u8], &[u8]); 8] = [
    ("Quận Hồng Bàng", b"Qu\xCBn H\xE5ng B\xB5ng", b"Qu\xE2\xF2n H\xF4\xCCng B\xE0ng"),
    ("Huyện Thuỷ Nguyên", b"Huy\xD6n Thu\xFB Nguy\xAAn", b"Huy\xEA\xF2n Thuy\xD2 Nguy\xEAn"),
    (
        "Đường Điện Biên Phủ",
        b"\xA7\xAD\xEAng \xA7i\xD6n Bi\xAAn Ph\xF1",
        b"\xD0\xFD\xF5\xCCng \xD0i\xEA\xF2n Bi\xEAn Phu\xD2",
    ),
    (
        "Cầu Rào, phường Vĩnh Niệm",
        b"C\xC7u R\xB5o, ph\xAD\xEAng V\xDCnh Ni\xD6m",
        b"C\xE2\xCCu R\xE0o, ph\xFD\xF5\xCCng Vi\xDEnh Ni\xEA\xF2m",
    ),
    (
        "ngầm hoá cáp viễn thông dọc phố Lạch Tray",
        b"ng\xC7m ho\xB8 c\xB8p vi\xD4n th\xABng d\xE4c ph\xE8 L\xB9ch Tray",
        b"ng\xE2\xCCm ho\xE1 c\xE1p vi\xEA\xDEn th\xF4ng do\xF2c ph\xF4\xEC La\xF2ch Tray",
    ),
    (
        "Khu công nghiệp Đình Vũ",
        b"Khu c\xABng nghi\xD6p \xA7\xD7nh V\xF2",
        b"Khu c\xF4ng nghi\xEA\xF2p \xD0i\xCCnh Vu\xDE",
    ),
    (
        "tủ phân phối số 12 ngõ 47",
        b"t\xF1 ph\xA9n ph\xE8i s\xE8 12 ng\xE2 47",
        b"tu\xD2 ph\xE2n ph\xF4\xECi s\xF4\xEC 12 ngo\xDE 47",
    ),
    ("Tô Hiệu", b"T\xAB Hi\xD6u", b"T\xF4 Hi\xEA\xF2u"),
];

/// A shapefile of one point for each text.
fn shapefile(ldid: u8, cpg: Option<&str>, texts: &[&[u8]]) -> Vec<u8> {
    let rows: Vec<Vec<&[u8]>> = texts.iter().map(|text| vec![*text]).collect();
    let rows: Vec<&[&[u8]]> = rows.iter().map(Vec::as_slice).collect();
    let dbf = dbf(ldid, &[("ten", b'C', 60)], &rows);
    let shp = shp(1, &vec![point_record(1.0, 2.0); texts.len()]);
    let mut files: Vec<(&str, &[u8])> = vec![("a.shp", &shp), ("a.dbf", &dbf)];
    if let Some(cpg) = cpg {
        files.push(("a.cpg", cpg.as_bytes()));
    }
    zip_of(&files)
}

fn texts(table: &Table) -> Vec<String> {
    table.rows.iter().map(|row| format!("{:?}", row.values[0])).collect()
}

fn expected() -> Vec<String> {
    NAMES.iter().map(|(name, ..)| format!("{:?}", text(name))).collect()
}

#[test]
fn undeclared_text_is_recognised() {
    for (bytes, encoding) in [
        (NAMES.map(|name| name.1), "TCVN3"),
        (NAMES.map(|name| name.2), "windows-1258"),
        (NAMES.map(|name| name.0.as_bytes()), "UTF-8"),
    ] {
        let table = read("a.zip", shapefile(0, None, &bytes)).unwrap();
        assert_eq!(texts(&table), expected(), "{encoding}");
        let known = table.encoding.as_ref().unwrap();
        assert_eq!((known.name.as_str(), known.known_by), (encoding, KnownBy::Guessed));
        assert_eq!(notes(&table).contains(&"encoding"), encoding != "UTF-8");
    }
}

/// One word is enough: a layer may have a single name with an accent.
#[test]
fn a_single_name_is_recognised() {
    for (name, tcvn3, windows) in NAMES {
        for bytes in [tcvn3, windows] {
            let table = read("a.zip", shapefile(0, None, &[bytes])).unwrap();
            assert_eq!(table.rows[0].values, [text(name)], "{:?}", table.encoding);
        }
    }
}

#[test]
fn a_declared_encoding_is_believed_but_for_the_default_of_old_programs() {
    let windows = NAMES.map(|name| name.2);
    let table = read("a.zip", shapefile(0, Some("1258\n"), &windows)).unwrap();
    assert_eq!((texts(&table), table.encoding.unwrap().known_by), (expected(), KnownBy::Cpg));
    // 0x57 and 0x03 say windows-1252, which is what programs write that know no better.
    for (ldid, cpg) in [(0x57, None), (0x03, None), (0, Some("ISO-8859-1")), (0, Some("1252"))] {
        let table = read("a.zip", shapefile(ldid, cpg, &NAMES.map(|name| name.1))).unwrap();
        assert_eq!(texts(&table), expected());
        assert!(notes(&table).contains(&"encoding"));
    }
    // French stays French.
    let table = read("a.zip", shapefile(0x57, None, &[b"C\xE2ble a\xE9rien r\xE9seau", b"for\xEAt"])).unwrap();
    assert_eq!(table.rows[0].values, [text("Câble aérien réseau")]);
    assert_eq!(table.encoding.unwrap().known_by, KnownBy::Ldid);
    let table = read("a.zip", shapefile(0x4E, None, &[b"\xBD\xC5\xBA\xD0\xB4\xE7\xBC\xB1"])).unwrap();
    assert_eq!(table.rows[0].values, [text("신분당선")]);
    // Whoever hands the file over knows best.
    let options = ReadOptions { encoding: Some("ABC"), ..ReadOptions::default() };
    let table = read_bytes("a.zip", &shapefile(0, Some("UTF-8"), &NAMES.map(|name| name.1)), &options).unwrap();
    assert_eq!((texts(&table), table.encoding.unwrap().known_by), (expected(), KnownBy::Asked));
    let options = ReadOptions { encoding: Some("klingon"), ..ReadOptions::default() };
    assert!(read_bytes("a.zip", &shapefile(0, None, &[b"a"]), &options).unwrap_err().to_string().contains("klingon"));
}

/// Every letter of TCVN3 that has a byte of its own, small ones with and without tone and the seven capitals.
#[test]
fn every_letter_of_tcvn3_is_the_one_glibc_gives() {
    let letters = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ ĂÂÊÔƠƯĐ";
    let bytes = b"\xB5\xB8\xB6\xB7\xB9\xA8\xBB\xBE\xBC\xBD\xC6\xA9\xC7\xCA\xC8\xC9\xCB\xAE\xCC\xD0\xCE\xCF\xD1\xAA\xD2\xD5\
        \xD3\xD4\xD6\xD7\xDD\xD8\xDC\xDE\xDF\xE3\xE1\xE2\xE4\xAB\xE5\xE8\xE6\xE7\xE9\xAC\xEA\xED\xEB\xEC\xEE\xEF\xF3\xF1\
        \xF2\xF4\xAD\xF5\xF8\xF6\xF7\xF9\xFA\xFD\xFB\xFC\xFE \xA1\xA2\xA3\xA4\xA5\xA6\xA7";
    let dbf = dbf(0, &[("c", b'C', 120)], &[&[bytes]]);
    let zip = zip_of(&[("a.shp", &shp(1, &[point_record(1.0, 2.0)])), ("a.dbf", &dbf)]);
    let options = ReadOptions { encoding: Some("tcvn3"), ..ReadOptions::default() };
    assert_eq!(read_bytes("a.zip", &zip, &options).unwrap().rows[0].values, [text(letters)]);
}

/// In TCVN3 an accented capital has the small letter's byte and is shown by a capital font.
#[test]
fn a_word_in_capitals_keeps_them() {
    let cases: [(&[u8], &str); 6] = [
        (b"QU\xCBN H\xE5NG B\xB5NG", "QUẬN HỒNG BÀNG"),
        (b"H\xB5 N\xE9I", "HÀ NỘI"),
        (b"H\xB5", "Hà"),
        (b"\xA7\xE5 S\xACn", "Đồ Sơn"),
        (b"UBND x\xB7 H\xB5", "UBND xã Hà"),
        (b"TP. H\xB6i Ph\xDFng", "TP. Hải Phòng"),
    ];
    for (bytes, expected) in cases {
        let table = read("a.zip", shapefile(0, Some("tcvn3"), &[bytes])).unwrap();
        assert_eq!(table.rows[0].values, [text(expected)]);
    }
}

/// The last bytes of letters lost on the way through another program: said for each row, never guessed.
#[test]
fn damaged_utf_8_is_said_and_not_repaired() {
    let names: [&[u8]; 4] =
        [b"Huy\xE1\xBB? Gia B\xC3\xACnh", b"L\xC6\xB0\xC6\xA1ng T\xC3\xA0i", b"Qu\xE1\xBA? V\xC3\xB5", b"Ninh"];
    let table = read("a.zip", shapefile(0, None, &names)).unwrap();
    assert_eq!(table.encoding.as_ref().unwrap().name, "UTF-8");
    assert_eq!(table.rows[0].values, [text("Huy\u{fffd}? Gia Bình")]);
    assert_eq!(table.rows[1].values, [text("Lương Tài")]);
    let damaged: Vec<u64> = table
        .rows
        .iter()
        .filter(|row| row.flaws == [Flaw::TextDamaged { field: "ten".into() }])
        .map(|row| row.number)
        .collect();
    assert_eq!(damaged, [1, 3]);
    let note = table.notes.iter().find(|note| note.code == "text_damaged").unwrap();
    assert_eq!((note.count, note.row), (2, Some(1)));
}

#[test]
fn a_letter_cut_by_the_width_of_its_field_is_left_out_and_said() {
    let dbf = dbf(0, &[("ten", b'C', 5)], &[&["Quận".as_bytes()], &["Tên".as_bytes()]]);
    let zip = zip_of(&[("a.shp", &shp(1, &vec![point_record(1.0, 2.0); 2])), ("a.dbf", &dbf), ("a.cpg", b"UTF-8")]);
    let table = read("a.zip", zip).unwrap();
    // Q u ậ is 1 + 1 + 3 bytes: nothing is cut; the four of "Tên" fit.
    assert_eq!(table.rows[0].values, [text("Quậ")]);
    assert_eq!(table.rows[1].values, [text("Tên")]);
    let dbf = super::dbf(0, &[("ten", b'C', 4)], &[&["Quận".as_bytes()]]);
    let zip = zip_of(&[("a.shp", &shp(1, &[point_record(1.0, 2.0)])), ("a.dbf", &dbf), ("a.cpg", b"UTF-8")]);
    let table = read("a.zip", zip).unwrap();
    assert_eq!(table.rows[0].values, [text("Qu")]);
    assert!(notes(&table).contains(&"text_cut"));
}
