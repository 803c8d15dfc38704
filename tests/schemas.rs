//! The schemas in `assets/schema/` are those of the types, and no older.

#[path = "common/renew.rs"]
mod renew;

use std::path::Path;

use overrule::export::schema::Schema;

#[test]
fn the_published_schemas_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/schema");
    let renew = renew::is_asked();
    let mut stale = Vec::new();
    for schema in Schema::ALL {
        let path = folder.join(schema.file());
        let text = schema.text().unwrap();
        if renew {
            std::fs::write(&path, text).unwrap();
        } else if std::fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
            stale.push(schema.file());
        }
    }
    assert!(
        stale.is_empty(),
        "stale in assets/schema: {}; renew with `OVERRULE_RENEW=1 cargo test --test schemas` and look at the diff",
        stale.join(", ")
    );
}
