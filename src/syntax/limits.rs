//! Refuses, before parsing, what would exhaust a stack here or in Python.

use rustpython_ast::token::TokenKind;
use rustpython_parser::{Mode, lexer::lex};

/// CPython's own bound on nested brackets.
const MAX_BRACKETS: usize = 200;
/// CPython's own bound on nested blocks.
const MAX_INDENTS: usize = 100;
/// Nested operators, attributes, calls and subscripts in one expression.
/// CPython gives up at about a thousand to three thousand.
const MAX_CHAIN: usize = 3000;

/// # Errors
/// One sentence that says what is nested too deeply.
pub(super) fn check(text: &str) -> Result<(), String> {
    let mut lexer = lex(text, Mode::Module);
    // Length of the open chain at each open bracket, the current one last.
    let mut open = vec![0usize];
    let (mut sum, mut indents) = (0usize, 0usize);
    loop {
        let kind = lexer.next_token();
        match kind {
            TokenKind::EndOfFile => return Ok(()),
            TokenKind::Comma | TokenKind::Semi | TokenKind::Newline => {
                sum -= std::mem::take(open.last_mut().expect("never empty"));
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace if open.len() > 1 => {
                sum -= open.pop().expect("never empty");
            }
            TokenKind::Indent => indents += 1,
            TokenKind::Dedent => indents = indents.saturating_sub(1),
            _ if nests(kind) => {
                *open.last_mut().expect("never empty") += 1;
                sum += 1;
            }
            _ => {}
        }
        if matches!(kind, TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace) {
            open.push(0);
        }
        if open.len() > MAX_BRACKETS + 1 {
            return Err(format!("its brackets nest more than {MAX_BRACKETS} deep"));
        }
        if indents > MAX_INDENTS {
            return Err(format!("its blocks nest more than {MAX_INDENTS} deep"));
        }
        if sum > MAX_CHAIN {
            return Err(format!("an expression of it nests more than {MAX_CHAIN} operators deep"));
        }
    }
}

/// Whether a token of this kind makes the syntax tree deeper.
fn nests(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(
        kind,
        T::Plus
            | T::Minus
            | T::Star
            | T::Slash
            | T::DoubleSlash
            | T::Percent
            | T::DoubleStar
            | T::At
            | T::Vbar
            | T::Amper
            | T::CircumFlex
            | T::LeftShift
            | T::RightShift
            | T::Tilde
            | T::Dot
            | T::Not
            | T::And
            | T::Or
            | T::If
            | T::Lambda
            | T::Await
            | T::Yield
            | T::ColonEqual
            | T::Lpar
            | T::Lsqb
            | T::Lbrace
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_source_is_refused_and_long_source_is_not() {
        let deep = [
            "(".repeat(300) + &")".repeat(300),
            format!("x = {}", vec!["a"; 9000].join(" + ")),
            format!("x = {}a", "not ".repeat(9000)),
            format!("x = {}1", "-".repeat(9000)),
            format!("x = a{}", ".b".repeat(9000)),
            format!("x = a{}", "()".repeat(9000)),
            format!("x = {}c", "a if b else ".repeat(9000)),
            format!("x = {}c", "lambda: ".repeat(9000)),
            (0..150).map(|n| " ".repeat(n) + "if x:\n").collect::<String>() + &" ".repeat(150) + "pass\n",
        ];
        deep.iter().for_each(|text| assert!(check(text).is_err(), "{:.40}", text));
        let long = [
            format!("x = [{}]", "a + b.c(), ".repeat(9000)),
            "x = a + b\n".repeat(9000),
            "if x: y\n".to_string() + &"elif a.b: c\n".repeat(9000),
        ];
        long.iter().for_each(|text| assert_eq!(check(text), Ok(())));
    }
}
