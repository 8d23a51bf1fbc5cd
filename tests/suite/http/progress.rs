//! Progress over the wire.

use super::{City, HALF_M, STREET_M, near};

#[tokio::test]
async fn metres_stand_in_the_zone_and_outside_on_any_day() {
    let city = City::new().await;
    let before = city.json("/progress?at=2020-06-30").await;
    assert_eq!((before["at"].as_str(), before["revision"].as_i64()), (Some("2020-06-30"), Some(1)));
    let zone = &before["zones"][0];
    near(&zone["overhead_m"], HALF_M, 0.001);
    assert_eq!((zone["share"].as_f64(), zone["status"].as_str()), (Some(0.0), Some("not_started")));
    near(&before["outside"]["overhead_m"], STREET_M - HALF_M, 0.001);
    near(&before["total"]["overhead_m"], HALF_M, 0.001);
    assert_eq!(before["zones_by_status"], serde_json::json!({"not_started": 1}));

    let after = city.json("/progress?at=2020-07-01").await;
    let zone = &after["zones"][0];
    near(&zone["underground_m"], HALF_M, 0.001);
    assert_eq!((zone["share"].as_f64(), zone["status"].as_str()), (Some(1.0), Some("cables_done")));
    near(&zone["by_operator"][0]["underground_m"], HALF_M, 0.001);
    assert_eq!(zone["by_operator"][0]["operator"], "VNPT");
    let none = city.json("/progress?at=2014-01-01").await;
    assert_eq!(none["total"]["share"], serde_json::Value::Null);
    assert_eq!(none["zones"].as_array().unwrap().len(), 0, "it is no zone yet");
}

#[tokio::test]
async fn a_kind_narrows_zones_and_total() {
    let city = City::new().await;
    let streets = city.json("/progress?at=2021-01-01&kind=street").await;
    assert_eq!(streets["zones"].as_array().unwrap().len(), 0);
    near(&streets["outside"]["underground_m"], STREET_M, 0.001);
}

#[tokio::test]
async fn the_series_says_at_each_step_what_progress_says_of_that_day() {
    let city = City::new().await;
    let series = city.json("/progress/series?from=2020-05-15&to=2020-08-10&step=month").await;
    assert_eq!(series["at"], serde_json::json!(["2020-05-31", "2020-06-30", "2020-07-31", "2020-08-10"]));
    assert_eq!(
        series["zones"][0]["status"],
        serde_json::json!(["not_started", "not_started", "cables_done", "cables_done"])
    );
    for (step, at) in series["at"].as_array().unwrap().iter().enumerate() {
        let day = city.json(&format!("/progress?at={}", at.as_str().unwrap())).await;
        for metres in ["underground_m", "overhead_m"] {
            assert_eq!(series["total"][metres][step], day["total"][metres], "{metres} on {at}");
            assert_eq!(series["zones"][0][metres][step], day["zones"][0][metres], "{metres} on {at}");
            let of_firm = &series["total"]["by_operator"]["VNPT"][metres][step];
            assert_eq!(*of_firm, day["total"]["by_operator"][0][metres], "{metres} on {at}");
        }
    }
    let zone = city.json("/zones/1/progress?from=2014-01-01&to=2020-12-31&step=year").await;
    assert_eq!(
        (zone["series"][0]["share"].clone(), zone["series"][0]["status"].clone()),
        (serde_json::Value::Null, serde_json::Value::Null)
    );
    near(&zone["series"][6]["underground_m"], HALF_M, 0.001);
}

#[tokio::test]
async fn the_cables_of_a_zone_add_up_to_its_figures() {
    let city = City::new().await;
    let cables = city.json("/zones/1/cables?at=2020-06-30").await;
    let listed = cables["cables"].as_array().unwrap();
    assert_eq!((listed.len(), listed[0]["code"].as_str()), (1, Some("A-1")));
    near(&listed[0]["in_zone_m"], HALF_M, 0.001);
    assert_eq!(city.get("/zones/99/cables").await.status.as_u16(), 404);
    assert_eq!(city.get("/zones/abc/cables").await.status.as_u16(), 404);
}
