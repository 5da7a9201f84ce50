//! The clean run: after an edit only those tests run again of which it may have changed what they do.

use std::fs;

use crate::run::{Project, edit};

/// One test for each function.  `state`: they count in a variable of the project.
fn shop(state: bool) -> Project {
    let (head, body) = if state { ("SOLD = []\n\n\n", "    SOLD.append(n)\n") } else { ("", "") };
    Project::new(&[
        ("pyproject.toml", "[project]\nname = 'shop'\nversion = '1'\n"),
        (
            "shop.py",
            &format!(
                "{head}def take(n):\n{body}    return n + 1\n\n\ndef price(n):\n    return n * 3\n\n\n\
                 def tax(n):\n    return n - 1\n"
            ),
        ),
        (
            "test_shop.py",
            "import shop\n\n\ndef test_take():\n    assert shop.take(1) == 2\n\n\n\
             def test_price():\n    assert shop.price(2) == 6\n",
        ),
        (
            "test_tax.py",
            "import os\n\nimport shop\n\n\ndef test_tax():\n    assert shop.tax(2) == 1\n\n\n\
             def test_rate():\n    assert not os.path.exists('rate.txt') or open('rate.txt').read()\n",
        ),
    ])
}

/// How many tests ran again, of how many.
fn again(project: &Project) -> String {
    let text = project.run(&["run", "--paths", "shop.py"]);
    let line = text.lines().find(|line| line.contains("tests pass")).unwrap_or_else(|| panic!("{text}"));
    let count = line.rsplit_once(" (").map_or("all", |(_, rest)| rest.trim_end_matches(" ran again)"));
    let tests = line.split(' ').next().unwrap();
    let score = |text: &str| text.lines().find(|line| line.contains("mutation score")).map(str::to_owned);
    let scratch = project.run(&["run", "--paths", "shop.py", "--no-cache"]);
    assert_eq!(score(&text), score(&scratch), "{text}{scratch}");
    format!("{count} of {tests}")
}

#[test]
fn tests_run_again_where_what_they_run_has_changed() {
    let project = shop(false);
    assert_eq!(again(&project), "all of 4");
    edit(&project, "shop.py", "n * 3", "3 * n");
    assert_eq!(again(&project), "1 of 4");
    // lines move: what the others ran is where it is now
    edit(&project, "shop.py", "def take", "# the first\n\n\ndef take");
    assert_eq!(again(&project), "0 of 4");
    edit(&project, "shop.py", "    return n + 1", "    # one more\n    return n + 1");
    assert_eq!(again(&project), "1 of 4");
    edit(&project, "test_tax.py", "shop.tax(2) == 1", "shop.tax(3) == 2");
    assert_eq!(again(&project), "1 of 4");
    // a new test, and one that is gone
    edit(
        &project,
        "test_tax.py",
        "def test_rate",
        "def test_more():\n    assert shop.tax(4) == 3\n\n\ndef test_rate",
    );
    assert_eq!(again(&project), "1 of 5");
    edit(&project, "test_tax.py", "def test_more():\n    assert shop.tax(4) == 3\n\n\n", "");
    assert_eq!(again(&project), "0 of 4");
    // a file that one looks for
    fs::write(project.path.join("rate.txt"), "1").unwrap();
    assert_eq!(again(&project), "1 of 4");
    fs::write(project.path.join("rate.txt"), "2").unwrap();
    assert_eq!(again(&project), "1 of 4");
    // what may be imported in place of something else, and what every test may notice
    fs::write(project.path.join("extra.py"), "").unwrap();
    assert_eq!(again(&project), "all of 4");
    edit(&project, "pyproject.toml", "version = '1'", "version = '2'");
    assert_eq!(again(&project), "all of 4");
}

#[test]
fn a_test_that_fails_after_an_edit_is_seen() {
    let project = shop(false);
    assert_eq!(again(&project), "all of 4");
    edit(&project, "shop.py", "n * 3", "n * 4");
    let text = project.run(&["run", "--paths", "shop.py"]);
    assert!(text.starts_with("exit: 3") && text.contains("test_shop.py::test_price"), "{text}");
}

/// What one test leaves another may read: those of a process run together, in their order.
#[test]
fn tests_that_leave_something_run_with_their_neighbours() {
    let project = shop(true);
    assert_eq!(again(&project), "all of 4");
    edit(&project, "shop.py", "n * 3", "3 * n");
    assert_eq!(again(&project), "all of 4");
    edit(&project, "shop.py", "def take", "# the first\n\n\ndef take");
    assert_eq!(again(&project), "0 of 4");
}

#[test]
fn what_only_the_suite_has_counts_for_the_tests_that_may_run_it() {
    let project = Project::new(&[
        ("pyproject.toml", "[project]\nname = 'shop'\nversion = '1'\n"),
        ("shop.py", "def take(n):\n    return n + 1\n\n\ndef price(n):\n    return n * 3\n"),
        ("helpers.py", "def near(a, b):\n    return abs(a - b) < 1\n"),
        (
            "test_shop.py",
            "import shop\nfrom helpers import near\n\n\ndef same(a, b):\n    assert a == b\n\n\n\
             def test_take():\n    same(shop.take(1), 2)\n\n\n\
             def test_price():\n    assert near(shop.price(2), 6)\n\n\n\
             def test_both():\n    assert shop.price(shop.take(1)) == 6\n",
        ),
    ]);
    assert_eq!(again(&project), "all of 3");
    edit(&project, "test_shop.py", "assert a == b", "assert a == b or not a");
    assert_eq!(again(&project), "1 of 3");
    edit(&project, "helpers.py", "< 1", "< 0.5");
    assert_eq!(again(&project), "1 of 3");
    // a helper that makes the suite red is noticed
    edit(&project, "test_shop.py", "assert a == b or not a", "assert a != b");
    let out = project.run(&["run", "--paths", "shop.py"]);
    assert!(out.starts_with("exit: 3") && out.contains("test_shop.py::test_take"), "{out}");
}

/// Which of them meets the one number that is treated otherwise is a matter of those that draw before it.
#[test]
fn tests_that_draw_random_numbers_run_again_with_each_other() {
    let project = shop(false);
    let draws = |name: &str| format!("\n\ndef {name}():\n    assert shop.take(random.randrange(9)) < 11\n");
    let source = |tests: &[&str]| {
        let tests: String = tests.iter().map(|name| draws(name)).collect();
        format!("import random\n\nimport shop\n{tests}")
    };
    fs::write(project.path.join("test_draws.py"), source(&["test_one", "test_other"])).unwrap();
    assert_eq!(again(&project), "all of 6");
    fs::write(project.path.join("test_draws.py"), source(&["test_other"])).unwrap();
    assert_eq!(again(&project), "all of 5");
    edit(&project, "test_draws.py", "shop.take(", "shop.take(0 + ");
    assert_eq!(again(&project), "all of 5");
}

#[test]
fn what_a_helper_keeps_is_made_by_whoever_comes_first() {
    let helper = "import functools\n\nimport shop\n\n\n@functools.lru_cache(maxsize=None)\ndef price():\n    return shop.price(2)\n";
    let test = |first: &str| {
        format!(
            "import shop\nfrom helper import price\n\n\ndef test_first():\n    assert {first}\n\n\n\
             def test_second():\n    assert price() == 6\n"
        )
    };
    let project = Project::new(&[
        ("pyproject.toml", "[project]\nname = 'shop'\nversion = '1'\n"),
        ("shop.py", "def price(n):\n    return n * 3\n\n\ndef tax(n):\n    return n - 1\n"),
        ("helper.py", helper),
        ("test_shop.py", &test("price() == 6")),
    ]);
    assert_eq!(again(&project), "all of 2");
    fs::write(project.path.join("test_shop.py"), test("shop.tax(2) == 1")).unwrap();
    assert_eq!(again(&project), "all of 2");
}
