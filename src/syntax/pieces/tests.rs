use super::*;

fn pieces(text: &str) -> Pieces {
    Pieces::new(&Module::parse(text.to_owned()).unwrap())
}

#[test]
fn functions_are_known_by_what_they_do() {
    let plain = pieces("class A:\n    def f(self, x):\n        return g(x)\n");
    let other = pieces(
        "# moved\nclass A:\n\n    def f(self, x):\n        '''Says.'''\n        return (g(\n            x))\n",
    );
    let (one, two) = (&plain.functions[0], &other.functions[0]);
    assert_eq!((&one.qualname, one.content), (&two.qualname, two.content));
    assert_ne!(one.documented, two.documented);
    assert_eq!((one.lines.first, two.lines.first), (2, 4));
    let inner = |docs: &str| format!("def f():\n    def g():\n        {docs}return 1\n    return g\n");
    let content = |docs: &str| pieces(&inner(docs)).functions[0].content;
    assert_eq!(content(""), content("'''Says.'''\n        "));
    assert_ne!(content(""), content("say()\n        "));
    assert!(one.names.bare.contains("g") && one.names.computed == Computed::default());
    assert_eq!(plain.import, other.import);
    assert_ne!(
        one.content,
        pieces("class A:\n    def f(self, x):\n        return g(y)\n").functions[0].content
    );
}

#[test]
fn a_new_function_is_no_change_of_what_runs_at_import() {
    let before = pieces("A = 1\nif A:\n    def f(): pass\n");
    let after = pieces("A = 1\nif A:\n    def g(): return 2\n    def f(): pass\n\ndef h(): pass\n");
    assert_eq!(before.import, after.import);
    assert_eq!(after.functions.len(), 3);
    let changed = pieces("A = 2\nif A:\n    def f(): pass\n");
    assert_ne!(before.import.plain, changed.import.plain);
    assert_eq!(before.import.effects, changed.import.effects);
    assert_ne!(before.import.effects, pieces("A = 1\nif A and B:\n    def f(): pass\n").import.effects);
}

#[test]
fn what_others_may_find_without_a_name_is_registered() {
    let registered = |text: &str| pieces(text).functions[0].registered;
    assert!(registered("@app.route('/')\ndef f(): pass\n"));
    assert!(registered("@pytest.fixture(autouse=True)\ndef f(): pass\n"));
    assert!(registered("def f(x=load()): pass\n"));
    assert!(!registered("@pytest.fixture\ndef f(x=1): pass\n"));
    assert_eq!(pieces("@pytest.fixture(name='db')\ndef f(): pass\n").functions[0].aliases, ["db"]);
}

#[test]
fn names_in_texts_and_names_that_only_the_run_knows() {
    let names = |text: &str| pieces(text).functions[0].names.clone();
    let found =
        names("def f():\n    patch('a.b.target')\n    say('not a name but words')\n    getattr(x, 'here')\n");
    assert!(found.words.contains("target") && found.words.contains("here") && !found.words.contains("words"));
    let computed = |text: &str| {
        let Computed { members, scope, anywhere } = names(text).computed;
        (members, scope, anywhere)
    };
    assert_eq!(found.computed, Computed::default());
    assert_eq!(computed("def f(x, n):\n    return getattr(x, n, 'none')\n"), (true, false, false));
    assert_eq!(computed("def __getattr__(x, n):\n    return getattr(x.y, n)\n"), (false, false, false));
    assert_eq!(computed("def f(x):\n    return map(getattr, x)\n"), (true, false, false));
    assert_eq!(computed("def f(x):\n    return vars(x), attrgetter('a')\n"), (true, false, false));
    assert_eq!(computed("def f(x):\n    return vars()[x], re.compile(x)\n"), (false, true, false));
    assert_eq!(computed("def f(x):\n    return sys.modules[x]\n"), (false, false, true));
    assert_eq!(computed("def f(x):\n    return import_module(x)\n"), (false, false, true));
}

#[test]
fn values_are_what_is_handed_on() {
    let values = |text: &str| pieces(text).functions[0].names.values.clone();
    let found =
        values("def f():\n    use(a, b.c, d.e.f(), g())\n    import h as i\n    import_module('j.k')\n");
    let found: Vec<String> = found.into_iter().map(|(root, last)| format!("{root} {last}")).collect();
    assert_eq!(found, [" h", " k", "a a", "b c"]);
}

#[test]
fn values_at_import_count_for_who_uses_their_names() {
    let found = pieces("A = f\nb(g)\n\nclass C:\n    d = h\n    e = i()\n");
    assert_eq!(found.import.constants[0].targets, ["A"]);
    assert!(found.import.constants[0].names.bare.contains("f"));
    assert!(found.classes[0].body.bare.contains("h") && !found.classes[0].body.bare.contains("i"));
    let at_import: Vec<&String> = found.import.names.bare.iter().collect();
    assert_eq!(at_import, ["b", "e", "g", "i"]);
}
