//! Images of actors, also one's own, and of groups (SPEC, P-21, SECURITY EX4).
use super::merge::{PAIR, start_with_axel};
use super::*;
use crate::security::TRACES;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, MANAGER_SOUTH};
use keyholder::storage::image::LARGEST;

const CHANGE: &str = "/actors/501/image/change";
const PNG: &[u8] = include_bytes!("../../../docs/users.png");

/// A smaller image, another one for each number.
fn image(number: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = ::image::RgbImage::from_pixel(64, 64, ::image::Rgb([number, 100, 200]));
    let encoder = ::image::codecs::png::PngEncoder::new(&mut bytes);
    pixels.write_with_encoder(encoder).unwrap();
    bytes
}

fn put(client: &Client, path: &str, file: impl AsRef<[u8]>) -> Page {
    client.send_form(path, &[], "photo.png", file)
}

fn files(app: &TestApp) -> i64 {
    app.db.number("SELECT count(*) FROM stored_files")
}

#[test]
fn a2_an_image_is_put_shown_replaced_and_taken_away_with_its_file() {
    let app = start();
    let mona = keeper(&app);
    let page = mona.get("/actors/501").click("#image a");
    assert!(page.says("There is no image."));
    let page = put(&mona, CHANGE, PNG).follow();
    assert_eq!(page.text(".toast p"), "The image has been changed.");
    assert_eq!(page.attr("#image img", "alt"), "Image of Aksel Ahorn");
    assert!(page.has("img.avatar[alt='']"));
    let shown = mona.get("/actors/501/image");
    assert_eq!((shown.status, shown.header("content-type")), (200, "image/jpeg"));
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    put(&mona, CHANGE, image(1));
    assert_eq!(files(&app), 1, "the one before is gone");
    let page = mona.get(CHANGE).form("#take-image").submit().follow();
    assert_eq!(page.text(".toast p"), "The image has been removed.");
    assert_eq!(
        (files(&app), app.db.number("SELECT count(*) FROM stored_pieces")),
        (0, 0)
    );
    assert_eq!(mona.get("/actors/501/image").status, 404);
    let kinds = "SELECT count(*) FROM activity WHERE type = 'actor.image_changed' AND subject_id = 501";
    assert_eq!(app.db.number(kinds), 3);
    put(&mona, CHANGE, image(2));
    assert_eq!(mona.post("/actors/delete?id=501", &[("confirm", "K501")]).status, 303);
    assert_eq!(files(&app), 0, "an image goes with its actor");
}

#[test]
fn ex4_what_is_no_image_is_refused_and_a_large_one_before_it_is_read() {
    let app = start();
    let mona = keeper(&app);
    put(&mona, CHANGE, image(1));
    let before = app.db.fingerprint(TRACES);
    for file in [&b"<svg onload=alert(1)>"[..], b"%PDF-1.7", b"", &image(1)[..60]] {
        let page = put(&mona, CHANGE, file);
        assert_eq!((page.status, page.has("#file-error")), (422, true));
    }
    let announced = mona.request("POST", CHANGE).header("content-length", "2147483648");
    let announced = announced.body("multipart/form-data; boundary=edge", "--edge");
    assert_eq!(announced.try_send().map_or(413, |page| page.status), 413);
    assert_eq!(put(&mona, CHANGE, vec![7; LARGEST + 20_000]).status, 413);
    assert_eq!(
        mona.send_form(CHANGE, &[("image_id", "1")], "a.png", image(1)).status,
        400
    );
    app.db.assert_same(&before);
}

#[test]
fn p12_p26_an_image_is_seen_with_its_actor_and_changed_by_who_may_edit_it() {
    let app = start();
    put(&keeper(&app), CHANGE, image(1));
    app.db
        .allow(CASHIER_NORTH.id, &["actor.customer.archive"], unit::AALBORG);
    let carl = app.log_in(CASHIER_NORTH);
    let page = carl.get("/actors/501");
    assert!(page.has("#image img") && page.has("#image [aria-disabled=true]"));
    assert_eq!(carl.get("/actors/501/image").status, 200);
    app.db.give(MANAGER_SOUTH.id, "actor.customer.edit", unit::TOP, true);
    let sune = app.log_in(MANAGER_SOUTH);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(
        (carl.get(CHANGE).status, put(&carl, CHANGE, image(2)).status),
        (403, 403)
    );
    for page in [
        sune.get("/actors/501/image"),
        sune.get(CHANGE),
        put(&sune, CHANGE, image(2)),
    ] {
        assert_eq!(page.status, 404);
    }
    assert_eq!(put(&app.visitor(), CHANGE, image(2)).status, 401);
    app.db.assert_same(&before);
}

#[test]
fn p21_everybody_changes_the_image_of_their_own_actor_and_no_other() {
    let app = start();
    let carl = app.log_in(CASHIER_NORTH);
    let page = carl.get("/account/actor").click("#image a");
    assert_eq!(page.text("h1"), "Image of Carl Aagaard");
    let page = put(&carl, "/account/actor/image/change", image(1)).follow();
    assert_eq!(page.attr("#image img", "src"), "/account/actor/image");
    assert_eq!(carl.get("/account/actor/image").header("content-type"), "image/jpeg");
    assert_eq!(
        app.db
            .text("SELECT details->>'own' FROM activity WHERE type = 'actor.image_changed'"),
        "true"
    );
    assert_eq!(app.log_in(ADMINISTRATOR).get("/actors/504/image").status, 200);
    let before = app.db.fingerprint(TRACES);
    assert_eq!(
        put(&carl, "/actors/504/image/change", image(2)).status,
        403,
        "no screen of actors"
    );
    app.db.assert_same(&before);
    carl.get("/account/actor/image/change").form("#take-image").submit();
    assert_eq!(files(&app), 0);
    let dora = app.log_in(cast::DENIED);
    assert_eq!(
        (
            dora.get("/account/actor/image").status,
            dora.get("/account/actor/image/change").status
        ),
        (404, 404)
    );
    assert_eq!(put(&dora, "/account/actor/image/change", image(2)).status, 404);
}

#[test]
fn a6_a_group_of_actors_has_an_image() {
    let app = start_with_axel();
    let admin = app.log_in(ADMINISTRATOR);
    let path = "/setup/actors/groups/41/image/change";
    let page = admin.get("/setup/actors/groups/41").click("#image a");
    assert_eq!(page.text("h1"), "Image of Club");
    let page = put(&admin, path, image(1)).follow();
    assert_eq!(page.attr("#image img", "alt"), "Image of Club");
    assert_eq!(
        admin.get("/setup/actors/groups/41/image").header("content-type"),
        "image/jpeg"
    );
    app.db
        .give(MANAGER_NORTH.id, "navigation.access.actors.setup", unit::TOP, true);
    let mona = app.log_in(MANAGER_NORTH);
    assert!(mona.get("/setup/actors/groups/41").has("#image img"));
    let before = app.db.fingerprint(TRACES);
    assert_eq!((mona.get(path).status, put(&mona, path, image(2)).status), (403, 403));
    assert_eq!(put(&admin, path, b"no image").status, 422);
    app.db.assert_same(&before);
    assert_eq!(admin.get(path).form("#take-image").submit().status, 303);
    put(&admin, path, image(3));
    assert_eq!(admin.post("/setup/actors/groups/41/delete", &[]).status, 303);
    assert_eq!(files(&app), 0);
}

#[test]
fn a4_a_merge_takes_the_image_over_and_undoing_it_brings_both_back() {
    let app = start_with_axel();
    let admin = app.log_in(ADMINISTRATOR);
    put(&admin, CHANGE, image(1));
    put(&admin, "/actors/507/image/change", image(2));
    let images = || {
        app.db
            .text("SELECT string_agg(id || ':' || image_id, ',' ORDER BY id) FROM actors WHERE image_id IS NOT NULL")
    };
    let before = images();
    let form = admin.get(&format!("{PAIR}&survivor=501")).form("#merge");
    assert_eq!(form.choose("take-image", "other").submit().status, 303);
    assert_ne!(images(), before);
    assert_eq!((files(&app), admin.get("/actors/501/image").status), (2, 200));
    assert_eq!(admin.post("/actors/501/merged/507", &[]).status, 303);
    assert_eq!((images(), files(&app)), (before, 2));
    let form = admin.get(&format!("{PAIR}&survivor=501")).form("#merge");
    assert_eq!(form.choose("take-image", "other").submit().status, 303);
    put(&admin, CHANGE, image(3));
    assert!(
        admin
            .get("/actors/501/merged/507")
            .says("Image has been changed since.")
    );
}
