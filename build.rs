//! Texts and assets are embedded by a macro, which the compiler runs again only
//! when the crate is built again: a new file in these folders has to cause that.
fn main() {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=static");
}
