//! The tests of a file.

use std::collections::{BTreeMap, BTreeSet};

use super::naming::Naming;
use super::reading::Step;
use super::scope::{Item, Scope};
use super::strength::Strength;
use crate::syntax::Module;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Test {
    /// All of it, decorators included.
    pub text: String,
    pub skipped: bool,
    /// Text and strength of each assertion, those of helpers and fixtures of the same file among them.
    pub asserts: Vec<(String, Strength)>,
    /// Into how many cases it is parametrized; None where that cannot be told.
    pub cases: Option<usize>,
    /// How many tests of its name stand before it, which are not run for it.
    pub hides: usize,
    /// What else in the file it uses, by name.
    uses: BTreeMap<String, String>,
    /// All names in that.
    pub words: BTreeSet<String>,
}

/// By name, classes before it: `TestCart::test_add`.
pub(super) type Tests = BTreeMap<String, Test>;

/// None of a file that cannot be parsed.
pub(super) fn scope(text: &str) -> Option<Scope> {
    let text = text.to_owned();
    crate::syntax::pool().install(|| Module::parse(text).ok().map(|module| Scope::of(&module)))
}

pub(super) fn tests(scope: &Scope, naming: &Naming) -> Tests {
    let mut found = Tests::new();
    if !scope.left_out {
        of_scope(&Around { scopes: vec![scope] }, "", naming, &mut found);
    }
    found
}

/// What the names in a scope can stand for.
#[derive(Clone)]
struct Around<'a> {
    /// The innermost first: a class, its bases, what it is in, the module.
    scopes: Vec<&'a Scope>,
}

fn of_scope<'a>(around: &Around<'a>, prefix: &str, naming: &Naming, found: &mut Tests) {
    let scope = around.scopes[0];
    let of_class = !prefix.is_empty();
    let own = if of_class { around.bases() } else { vec![scope] };
    for (name, item) in own.iter().rev().flat_map(|scope| &scope.items) {
        if item.function && !item.fixture && naming.function(name, of_class) {
            found.insert(format!("{prefix}{name}"), around.test(item));
        }
    }
    for (name, class) in &scope.classes {
        if !class.left_out && (naming.class(name) || !class.bases.is_empty()) {
            of_scope(&around.inside(class), &format!("{prefix}{name}::"), naming, found);
        }
    }
}

impl<'a> Around<'a> {
    fn inside(&self, class: &'a Scope) -> Around<'a> {
        let mut scopes = vec![class];
        let mut at = 0;
        while at < scopes.len() {
            // those that are defined where the class is
            let bases = scopes[at]
                .bases
                .iter()
                .filter_map(|name| self.scopes.iter().find_map(|s| s.classes.get(name)));
            let new: Vec<&Scope> =
                bases.filter(|base| !scopes.iter().any(|known| std::ptr::eq(*known, *base))).collect();
            scopes.extend(new);
            at += 1;
        }
        scopes.extend(&self.scopes);
        Around { scopes }
    }

    /// The class itself and those it inherits from.
    fn bases(&self) -> Vec<&'a Scope> {
        let mut names: Vec<&String> = Vec::new();
        let mut own = vec![self.scopes[0]];
        names.extend(&self.scopes[0].bases);
        for scope in &self.scopes[1..] {
            let is_base = self.scopes.iter().any(|around| {
                around
                    .classes
                    .iter()
                    .any(|(name, class)| names.contains(&name) && std::ptr::eq(class, *scope))
            });
            if is_base {
                names.extend(&scope.bases);
                own.push(scope);
            }
        }
        own
    }

    fn item(&self, name: &str) -> Option<&'a Item> {
        self.scopes.iter().find_map(|scope| scope.items.get(name))
    }

    fn test(&self, item: &'a Item) -> Test {
        let mut user =
            User { around: self, uses: BTreeMap::new(), words: BTreeSet::new(), order: Vec::new() };
        user.words(item);
        for scope in &self.scopes {
            user.words(&scope.general);
            for (name, item) in scope.items.iter().filter(|(_, item)| item.unasked) {
                user.name(name, item);
            }
        }
        let mut run = Run { around: self, asserts: Vec::new(), skips: false, done: Vec::new() };
        run.item(item, &mut Vec::new());
        // what is not called is run by pytest, or handed on to somebody who calls it
        for other in user.order.iter().filter(|other| other.function) {
            if !run.done.iter().any(|done| std::ptr::eq(*done, *other)) {
                run.item(other, &mut Vec::new());
            }
        }
        let marked = self.scopes.iter().map(|scope| &scope.general).chain([item]);
        let skipped = marked.clone().any(|marked| self.skips(marked)) || run.skips;
        let fixtures = user.order.iter().copied().filter(|other| other.fixture);
        let cases = marked.chain(fixtures).flat_map(|marked| self.cases(marked));
        let mut uses = user.uses;
        for (at, scope) in self.scopes.iter().enumerate() {
            uses.insert(format!("{at}"), scope.general.text.clone());
        }
        Test {
            text: item.text.clone(),
            skipped,
            asserts: run.asserts,
            cases: cases.product(),
            hides: item.hides,
            uses,
            words: user.words,
        }
    }

    /// By itself, or by a mark that has got a name.
    fn skips(&self, item: &Item) -> bool {
        let named = || item.marks.words.iter().filter_map(|name| self.item(name));
        item.skips || named().any(|named| !named.function && named.skips)
    }

    fn cases(&self, item: &'a Item) -> Vec<Option<usize>> {
        let values = item.marks.words.iter().filter_map(|name| self.item(name)).filter(|item| !item.function);
        let mut values = values.filter_map(|item| item.cases.first().copied().flatten());
        // a list that has a name: where there is one alone, it is that
        let named = values.next().filter(|_| values.next().is_none());
        item.cases.iter().map(|cases| cases.or(named)).collect()
    }
}

/// Follows names through the file.
struct User<'a, 'b> {
    around: &'b Around<'a>,
    uses: BTreeMap<String, String>,
    words: BTreeSet<String>,
    order: Vec<&'a Item>,
}

impl<'a> User<'a, '_> {
    fn words(&mut self, item: &'a Item) {
        for word in item.reading.words.iter().chain(&item.marks.words) {
            if self.words.insert(word.clone())
                && let Some(item) = self.around.item(word)
            {
                self.name(word, item);
            }
        }
    }

    fn name(&mut self, name: &str, item: &'a Item) {
        if self.uses.insert(name.to_owned(), item.text.clone()).is_none() {
            self.order.push(item);
            self.words(item);
        }
    }
}

/// Follows calls, in their order.
struct Run<'a, 'b> {
    around: &'b Around<'a>,
    asserts: Vec<(String, Strength)>,
    skips: bool,
    done: Vec<&'a Item>,
}

/// More assertions than anybody writes: calls of calls of calls.
const MOST: usize = 5_000;

impl<'a> Run<'a, '_> {
    fn item(&mut self, item: &'a Item, open: &mut Vec<&'a Item>) {
        if self.asserts.len() > MOST || open.iter().any(|around| std::ptr::eq(*around, item)) {
            return;
        }
        self.done.push(item);
        self.skips |= item.reading.skips;
        open.push(item);
        for step in &item.reading.steps {
            match step {
                Step::Assert(text, strength) => self.asserts.push((text.clone(), *strength)),
                Step::Call(name, assertion) => {
                    match self.around.item(name).filter(|helper| helper.function) {
                        Some(helper) => self.item(helper, open),
                        None => self.asserts.extend(assertion.clone()),
                    }
                }
            }
        }
        open.pop();
    }
}
