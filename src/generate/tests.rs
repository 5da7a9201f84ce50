//! Filters, places, units and ids on small sources.

use super::*;
use crate::model::Site;

fn mutants(text: &str) -> (Vec<Unit>, Vec<Mutant>) {
    let text = text.to_owned();
    pool().install(|| {
        let module = Module::parse(text).unwrap();
        mutants_of(&module, "m.py", &Selection::default())
    })
}

/// `line operator` of each mutant, with the filter of those that are ignored.
fn listed(text: &str) -> Vec<String> {
    let line = |m: &Mutant| match &m.ignored {
        Some(ignored) => format!("{} {} {}", m.start.line, m.operator, ignored.filter),
        None => format!("{} {}", m.start.line, m.operator),
    };
    mutants(text).1.iter().map(line).collect()
}

#[test]
fn comments_set_mutants_aside() {
    let text = "a + 1  # pragma: no cover\nb + c\nif d:  # pragma: no mutate\n  e + f\nelse:\n  g + h\n";
    assert_eq!(
        listed(text),
        [
            "1 arithmetic pragma-no-cover",
            "1 number pragma-no-cover",
            "2 arithmetic",
            "3 condition pragma-no-mutate",
            "3 condition pragma-no-mutate",
            "4 arithmetic pragma-no-mutate",
            "6 arithmetic",
        ]
    );
}

#[test]
fn mutate_off_takes_operators_and_ranges() {
    assert_eq!(
        listed("a + 1  # mutate: off[number, not]\n# mutate: off\nb + c\n# mutate: on\nd + e\n"),
        ["1 arithmetic", "1 number mutate-off", "3 arithmetic mutate-off", "5 arithmetic"]
    );
    assert_eq!(
        listed("# pragma: no mutate: start\nb + c\n# pragma: no mutate: end\nd + e\n"),
        ["2 arithmetic pragma-no-mutate", "4 arithmetic"]
    );
    assert_eq!(
        listed("def f():\n  a + b\n  # pragma: no mutate block\n  c + d\ne + f\n"),
        ["2 arithmetic", "4 arithmetic pragma-no-mutate", "5 arithmetic"]
    );
}

#[test]
fn filters_set_mutants_aside() {
    let cases = [
        ("if TYPE_CHECKING:\n  a = 1", "type-checking"),
        ("if __name__ == '__main__':\n  f(1)", "main"),
        ("@overload\ndef f(a=1): return a", "overload"),
        ("def f(a=1):\n  'doc'\n  raise NotImplementedError('x')", "stub"),
        ("class P(Protocol):\n  def f(a=1): ...", "stub"),
        ("__all__ = ['a', 'b']", "metadata"),
        ("__all__ += ['a']", "metadata"),
        ("T = TypeVar('T')", "typing"),
        ("assert a, f'{b + 1}' + 'c'", "assert-message"),
        ("parser.add_argument(help='a')", "help-text"),
        ("logger.info('a %s', b + 1)", "logging"),
        ("x = print('a')", "print-text"),
    ];
    for (text, filter) in cases {
        let listed = listed(text);
        let expected = format!(" {filter}");
        // A call that is a statement can still be dropped.
        let others = listed.iter().filter(|l| !l.ends_with("call-statement"));
        assert!(!listed.is_empty() && others.clone().all(|l| l.ends_with(&expected)), "{text}: {listed:?}");
    }
    let repr = listed("class A:\n  def __repr__(self): return 'a' + b(1)");
    assert_eq!(repr, ["2 string repr-text", "2 return-value", "2 number"]);
}

#[test]
fn lines_are_the_statement_or_its_header() {
    let text = "\
@d(1)
def f(a=2):
    if (a ==
            3):
        return g(
            4)
    elif a < 5:
        pass
";
    let lines = |operator: &str| -> Vec<(u32, u32, u32, u32)> {
        let (_, mutants) = mutants(text);
        let of = mutants.iter().filter(|m| m.operator == operator);
        of.map(|m| (m.lines.first, m.lines.last, m.fallback.first, m.fallback.last)).collect()
    };
    assert_eq!(lines("number"), [(1, 2, 1, 2), (3, 4, 3, 8), (5, 6, 3, 8), (7, 7, 3, 8)]);
    assert_eq!(lines("default-argument"), [(1, 2, 1, 2)]);
    assert_eq!(lines("condition").last(), Some(&(7, 7, 3, 8)));
}

#[test]
fn sites_tell_import_from_call() {
    let text = "\
x = [n + 1 for n in y]
class A:
    z = 2
    @d(3)
    def f(self, a=4):
        def g(b=5): return 6
    h = lambda self, c=7: 8
if a: i = lambda: 9
";
    let (units, mutants) = mutants(text);
    let names: Vec<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(names, ["f", "<lambda>"]);
    assert_eq!((units[0].line, units[0].headers.as_slice()), (4, ["class A:".to_owned()].as_slice()));
    let site = |original: &str| mutants.iter().find(|m| m.original == original).unwrap().site;
    for original in ["1", "2", "3", "4", "7", "9"] {
        assert_eq!(site(original), Site::Import, "{original}");
    }
    assert_eq!([site("5"), site("6")], [Site::Function { unit: 0 }; 2]);
    assert_eq!(site("8"), Site::Function { unit: 1 });
    let qualname = |original: &str| &mutants.iter().find(|m| m.original == original).unwrap().qualname;
    assert_eq!([qualname("1"), qualname("2"), qualname("4"), qualname("6")], ["", "A", "A.f", "A.f.g"]);
}

#[test]
fn ids_survive_edits_elsewhere() {
    let ids = |text: &str| -> Vec<String> { mutants(text).1.into_iter().map(|m| m.id).collect() };
    let before = ids("def f(): return a + b\ndef g(): return c + c + c\n");
    let after = ids("import os\n\ndef g(): return c + c + c\n");
    assert_eq!(before[before.len() - after.len()..], after);
}
