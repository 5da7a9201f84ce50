//! The text of files that other programs have made, in whatever encoding.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How much of an XML file its declaration takes at most.
const DECLARATION: usize = 200;

/// As its byte-order mark says, or UTF-16 where that shows, else UTF-8, in which what is none is
/// replaced.  The error is a sentence.
pub fn text(bytes: &[u8]) -> Result<Cow<'_, str>, String> {
    match marked(bytes) {
        Some((encoding, rest)) => strict(encoding, rest),
        None => Ok(String::from_utf8_lossy(bytes)),
    }
}

/// The same of XML, which may declare its encoding.
pub fn xml(bytes: &[u8]) -> Result<Cow<'_, str>, String> {
    if let Some((encoding, rest)) = marked(bytes) {
        return strict(encoding, rest);
    }
    let Some(label) = declared(bytes) else { return text(bytes) };
    let encoding = Encoding::for_label(label.as_bytes())
        .ok_or_else(|| format!("its encoding `{label}` is not known"))?;
    match [UTF_8, UTF_16LE, UTF_16BE].contains(&encoding) {
        true => text(bytes), // it is none of two bytes a character
        false => strict(encoding, bytes),
    }
}

/// The encoding that the first bytes tell of, and what is after its mark.
fn marked(bytes: &[u8]) -> Option<(&'static Encoding, &[u8])> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Some((encoding, &bytes[mark..]));
    }
    match bytes {
        [0, low, ..] if *low != 0 => Some((UTF_16BE, bytes)),
        [low, 0, ..] if *low != 0 => Some((UTF_16LE, bytes)),
        _ => None,
    }
}

fn strict<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Cow<'a, str>, String> {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    match malformed {
        // that does not spoil the lines around it
        true if encoding != UTF_8 => Err(format!("its bytes are not valid {}", encoding.name())),
        _ => Ok(text),
    }
}

/// `latin-1` of `<?xml version="1.0" encoding="latin-1"?>`.
fn declared(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]).into_owned();
    let declaration = start.trim_start().strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|char| ['"', '\''].contains(char))?;
    value[1..].split_once(quote).map(|(label, _)| label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn the_first_bytes_tell_of_the_encoding() {
        let told = |bytes: &[u8]| text(bytes).map(Cow::into_owned);
        assert_eq!(told(b"\xef\xbb\xbfa\xc3\xbc").unwrap(), "aü");
        assert_eq!(told(b"a\xfc").unwrap(), "a\u{fffd}");
        assert_eq!(told(&utf16("\u{feff}aü")).unwrap(), "aü");
        assert_eq!(told(&utf16("aü")).unwrap(), "aü");
        assert_eq!(told(&utf16("aü")[..3]).unwrap_err(), "its bytes are not valid UTF-16LE");
        assert_eq!(told(b"").unwrap(), "");
    }

    #[test]
    fn xml_may_declare_it() {
        let told = |label: &str, rest: &[u8]| {
            let bytes = [format!("<?xml version='1.0' encoding=\"{label}\" ?>").as_bytes(), rest].concat();
            xml(&bytes).map(|text| text.rsplit('>').next().unwrap_or_default().to_owned())
        };
        assert_eq!(told("ISO-8859-1", b"\xfc").unwrap(), "ü");
        assert_eq!(told("utf-8", b"\xc3\xbc").unwrap(), "ü");
        assert_eq!(told("UTF-16", b"\xc3\xbc").unwrap(), "ü");
        assert_eq!(told("klingon", b"").unwrap_err(), "its encoding `klingon` is not known");
        assert_eq!(xml(b"<a/>").unwrap(), "<a/>");
    }
}
