//! Cobertura (coverage.py's XML), Clover and JaCoCo.

use roxmltree::{Document, Node, ParsingOptions};

use super::place::{joined, normal};
use super::{Entry, Kind, Line, times};

pub(super) fn parse(text: &str, src_roots: &[String]) -> Result<(Kind, Vec<Entry>), String> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| error.to_string())?;
    let root = document.root_element();
    let kind = kind(root);
    let entries = match kind {
        Kind::Clover => clover(root)?,
        Kind::Jacoco => jacoco(root, src_roots)?,
        _ => cobertura(root)?,
    };
    if entries.is_empty() && !root.has_tag_name("coverage") && kind == Kind::Cobertura {
        return Err(format!("<{}> is none of Cobertura, Clover and JaCoCo", root.tag_name().name()));
    }
    Ok((kind, entries))
}

/// Clover's root bears a `clover`, unless PHPUnit wrote it; JaCoCo's has a name.
fn kind(root: Node) -> Kind {
    let counted =
        |node: &Node| node.has_tag_name("line") && node.has_attribute("num") && node.has_attribute("count");
    let in_file = |node: &Node| node.parent().is_some_and(|parent| parent.has_tag_name("file"));
    if root.has_attribute("clover") || root.descendants().any(|node| counted(&node) && in_file(&node)) {
        Kind::Clover
    } else if root.has_attribute("name") {
        Kind::Jacoco
    } else {
        Kind::Cobertura
    }
}

fn cobertura(root: Node) -> Result<Vec<Entry>, String> {
    let sources = children(root, "sources").flat_map(|sources| children(sources, "source"));
    let sources: Vec<&str> = sources.filter_map(|source| source.text()).map(str::trim).collect();
    let classes = root.descendants().filter(|node| node.has_tag_name("class"));
    let mut entries = Vec::new();
    for class in classes {
        let Some(name) = class.attribute("filename").filter(|name| !name.is_empty()) else { continue };
        let mut names: Vec<String> = sources.iter().map(|source| joined(source, name)).collect();
        names.push(normal(name));
        let lines = children(class, "lines").flat_map(|lines| children(lines, "line"));
        let line = |line: Node| {
            let told =
                line.attribute("condition-coverage").filter(|_| line.attribute("branch") == Some("true"));
            let (taken, ways) = told.and_then(ways).unwrap_or_default();
            Ok(Line { taken, ways, ..counted(line, "number", "hits")? })
        };
        entries.push(Entry { names, lines: lines.map(line).collect::<Result<_, String>>()? });
    }
    Ok(entries)
}

/// 1 and 2 of "50% (1/2)".
fn ways(text: &str) -> Option<(u32, u32)> {
    let (inside, _) = text.split_once('(')?.1.split_once(')')?;
    let (taken, all) = inside.split_once('/')?;
    Some((taken.parse().ok()?, all.parse().ok()?))
}

fn clover(root: Node) -> Result<Vec<Entry>, String> {
    let files = root.descendants().filter(|node| node.has_tag_name("file"));
    let mut entries = Vec::new();
    for file in files {
        let name =
            ["path", "name"].iter().find_map(|key| file.attribute(*key).filter(|name| !name.is_empty()));
        let Some(name) = name else { continue };
        let of_code = |line: &Node| matches!(line.attribute("type"), Some("method" | "stmt" | "cond"));
        let lines = children(file, "line").filter(of_code).map(|line| counted(line, "num", "count"));
        entries.push(Entry { names: vec![normal(name)], lines: lines.collect::<Result<_, _>>()? });
    }
    Ok(entries)
}

fn jacoco(root: Node, src_roots: &[String]) -> Result<Vec<Entry>, String> {
    let packages = root.descendants().filter(|node| node.has_tag_name("package"));
    let mut entries = Vec::new();
    for package in packages {
        let folder = package.attribute("name").unwrap_or_default();
        for file in children(package, "sourcefile") {
            let name = file.attribute("name").unwrap_or_default();
            let place = |root: &String| normal(&format!("{root}/{folder}/{name}"));
            let lines = children(file, "line").map(|line| counted(line, "nr", "ci"));
            entries.push(Entry {
                names: src_roots.iter().map(place).collect(),
                lines: lines.collect::<Result<_, _>>()?,
            });
        }
    }
    Ok(entries)
}

fn children<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.has_tag_name(name))
}

/// The number of a line, and whether it was run; no count is none.
fn counted(line: Node, number: &str, count: &str) -> Result<Line, String> {
    let not = |name: &str, text: &str| wrong(line, &format!("{name}=\"{text}\" is no number"));
    let text = line.attribute(number).ok_or_else(|| wrong(line, &format!("it has no `{number}`")))?;
    let given: i64 = text.trim().parse().map_err(|_| not(number, text))?;
    let number = u32::try_from(given).map_err(|_| wrong(line, &format!("{given} is no line")))?;
    let read = |text: &str| times(text.trim_start_matches(['-', '+'])).ok_or_else(|| not(count, text));
    // what is below zero has run out of its bounds
    let hit = line.attribute(count).map(read).transpose()?.is_some_and(|times| times != 0);
    Ok(Line { number, hit, ways: 0, taken: 0 })
}

fn wrong(node: Node, why: &str) -> String {
    let place = node.document().text_pos_at(node.range().start);
    format!("line {}, <{}>: {why}", place.row, node.tag_name().name())
}
