//! The picture in the README is what the program draws today.

#[path = "../examples/picture/draw.rs"]
mod draw;

#[test]
fn the_picture_is_fresh() {
    let screen = draw::screen().unwrap();
    for (file, drawn) in [
        ("picture.txt", draw::text(&screen)),
        ("picture.svg", draw::svg(&screen)),
    ] {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/").to_owned() + file;
        let stored = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            stored == drawn,
            "assets/{file} is stale; renew it with `cargo run --example picture` and look at the diff"
        );
    }
}

#[test]
fn the_readme_shows_the_picture_and_its_text() {
    let readme = include_str!("../README.md");
    assert!(readme.contains("](assets/picture.svg)"));
    assert!(readme.contains("](assets/picture.txt)"));
}
