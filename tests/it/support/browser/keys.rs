//! Keys as a keyboard sends them.
use serde_json::{Value, json};

/// Down and up of a key with its modifiers: `x`, `Enter`, `Shift+Tab`.
pub fn events(key: &str) -> Vec<Value> {
    let (modifiers, key) = match key.split_once('+') {
        Some(("Shift", key)) => (8, key),
        Some(("Control", key)) => (2, key),
        Some(("Alt", key)) => (1, key),
        _ => (0, key),
    };
    let (name, code, number, text) = named(key);
    let mut down =
        json!({"type": "keyDown", "key": name, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers});
    if !text.is_empty() && modifiers & 3 == 0 {
        down["text"] = json!(text);
    } else {
        down["type"] = json!("rawKeyDown");
    }
    let up =
        json!({"type": "keyUp", "key": name, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers});
    vec![down, up]
}

/// What the key is called, where it is, its number, and what it writes.
fn named(key: &str) -> (String, String, u32, String) {
    let plain = |number, text: &str| (key.to_owned(), key.to_owned(), number, text.to_owned());
    match key {
        "Enter" => plain(13, "\r"),
        "Tab" => plain(9, ""),
        "Escape" => plain(27, ""),
        "Backspace" => plain(8, ""),
        "Delete" => plain(46, ""),
        "Home" => plain(36, ""),
        "End" => plain(35, ""),
        "PageDown" => plain(34, ""),
        "PageUp" => plain(33, ""),
        "ArrowLeft" => plain(37, ""),
        "ArrowUp" => plain(38, ""),
        "ArrowRight" => plain(39, ""),
        "ArrowDown" => plain(40, ""),
        "Space" => (" ".into(), "Space".into(), 32, " ".into()),
        one => {
            let upper = one.to_uppercase();
            let letter = upper.len() == 1 && upper.chars().all(|c| c.is_ascii_alphanumeric());
            let number = if letter { u32::from(upper.as_bytes()[0]) } else { 0 };
            let code = if letter { format!("Key{upper}") } else { String::new() };
            (one.to_owned(), code, number, one.to_owned())
        }
    }
}
