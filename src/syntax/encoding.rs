//! The encoding of a source file (PEP 263).

/// How a file's text was encoded; turns text back into bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    bom: bool,
    codec: Codec,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Codec {
    Utf8,
    /// Each byte is the code point of its value; US-ASCII is a part of it.
    Latin1,
    Other(&'static encoding_rs::Encoding),
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The text of a source file, its byte-order mark left out.
///
/// # Errors
/// One sentence: the declared encoding is unknown, or the bytes do not belong
/// to it.
pub fn decode(bytes: &[u8]) -> Result<(String, Encoding), String> {
    let (bom, rest) = match bytes.strip_prefix(BOM) {
        Some(rest) => (true, rest),
        None => (false, bytes),
    };
    let name = cookie(rest).unwrap_or_else(|| "utf-8".into());
    let codec = Codec::named(&name).ok_or_else(|| format!("its encoding `{name}` is not supported"))?;
    if bom && codec != Codec::Utf8 {
        return Err(format!("it starts with a UTF-8 byte-order mark but declares `{name}`"));
    }
    let text = codec.decode(rest).ok_or_else(|| format!("its bytes are not valid {name}"))?;
    if text.contains('\0') {
        return Err("it contains a NUL character".into());
    }
    let encoding = Encoding { bom, codec };
    match encoding.encode(&text) == bytes {
        true => Ok((text, encoding)),
        false => Err(format!("its bytes do not survive a round trip through {name}")),
    }
}

impl Encoding {
    /// The bytes of a file with this text: the inverse of [`decode`].
    pub fn encode(&self, text: &str) -> Vec<u8> {
        let mut out = if self.bom { BOM.to_vec() } else { Vec::new() };
        match self.codec {
            Codec::Utf8 => out.extend_from_slice(text.as_bytes()),
            Codec::Latin1 => out.extend(text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))),
            Codec::Other(codec) => out.extend_from_slice(&codec.encode(text).0),
        }
        out
    }
}

impl Codec {
    fn named(name: &str) -> Option<Codec> {
        let name = name.to_ascii_lowercase().replace('_', "-");
        match name.as_str() {
            "utf-8" | "utf8" | "u8" | "utf" | "utf-8-sig" | "cp65001" => return Some(Codec::Utf8),
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "iso-latin-1" | "l1" | "8859" | "cp819"
            | "ascii" | "us-ascii" | "646" => return Some(Codec::Latin1),
            _ => {}
        }
        // As Python: `utf-8-unix`, `latin-1-dos` and the like.
        if name.starts_with("utf-8-") {
            return Some(Codec::Utf8);
        }
        if ["latin-1-", "iso-8859-1-", "iso-latin-1-"].iter().any(|p| name.starts_with(p)) {
            return Some(Codec::Latin1);
        }
        let codec = encoding_rs::Encoding::for_label(name.as_bytes())?;
        let usable = codec.is_ascii_compatible() && codec != encoding_rs::REPLACEMENT;
        usable.then_some(Codec::Other(codec))
    }

    fn decode(&self, bytes: &[u8]) -> Option<String> {
        match self {
            Codec::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
            Codec::Latin1 => Some(bytes.iter().copied().map(char::from).collect()),
            Codec::Other(codec) => {
                codec.decode_without_bom_handling_and_without_replacement(bytes).map(|text| text.into_owned())
            }
        }
    }
}

/// The encoding that a comment in the first two lines declares.
fn cookie(bytes: &[u8]) -> Option<String> {
    let mut lines = bytes.split(|&b| b == b'\n' || b == b'\r').filter({
        // `\r\n` yields one empty piece more; empty lines are blank anyway.
        let mut seen = 0;
        move |line: &&[u8]| {
            seen += 1;
            !line.is_empty() || seen == 1
        }
    });
    let first = lines.next()?;
    if let Some(name) = cookie_of_line(first) {
        return Some(name);
    }
    let blank = first.iter().copied().find(|b| !b" \t\x0c".contains(b)).is_none_or(|b| b == b'#');
    if blank { lines.next().and_then(cookie_of_line) } else { None }
}

fn cookie_of_line(line: &[u8]) -> Option<String> {
    let start = line.iter().position(|b| !b" \t\x0c".contains(b))?;
    if line[start] != b'#' {
        return None;
    }
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    let comment = &line[start..];
    (0..comment.len()).filter(|&at| comment[at..].starts_with(b"coding")).find_map(|at| {
        let rest = comment[at + 6..].strip_prefix(b":").or_else(|| comment[at + 6..].strip_prefix(b"="))?;
        let from = rest.iter().position(|b| !b" \t".contains(b))?;
        let name: Vec<u8> = rest[from..].iter().copied().take_while(|&b| is_name(b)).collect();
        (!name.is_empty()).then(|| String::from_utf8_lossy(&name).into_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(bytes: &[u8]) -> String {
        let (text, encoding) = decode(bytes).unwrap();
        assert_eq!(encoding.encode(&text), bytes);
        text
    }

    #[test]
    fn every_latin_1_byte_round_trips() {
        let mut bytes = b"#!x\n# -*- coding: latin-1 -*-\n".to_vec();
        bytes.extend(1..=255u8);
        assert!(round_trip(&bytes).contains('\u{e9}'));
    }

    #[test]
    fn cookies_and_marks() {
        assert_eq!(round_trip(b"\xef\xbb\xbfx = 1\r\n"), "x = 1\r\n");
        assert!(round_trip(b"# vim: set fileencoding=cp1251 :\nx = '\xe0'\n").contains('а'));
        assert!(round_trip(b"# coding: euc_jp\nx = '\xa4\xa2'\n").contains('あ'));
        assert!(decode(b"# coding: no-such\n").unwrap_err().contains("no-such"));
        assert!(decode(b"x = '\xff'\n").unwrap_err().contains("utf-8"));
        assert!(decode(b"x = 1\n# coding: latin-1\ny = '\xff'\n").is_err());
        assert!(decode(b"\xef\xbb\xbf# coding: latin-1\n").is_err());
        assert!(decode(b"a\0b").is_err());
    }
}
