//! Which methods of a class somebody else's code may call without naming it here.

/// Bases that call no method of a class but those with underscores on both sides.
const INERT: [&str; 22] = [
    "object",
    "ABC",
    "Generic",
    "Protocol",
    "list",
    "tuple",
    "set",
    "frozenset",
    "str",
    "int",
    "float",
    "bytes",
    "bytearray",
    "Iterator",
    "Iterable",
    "Hashable",
    "Sized",
    "Container",
    "Collection",
    "Callable",
    "Reversible",
    "Awaitable",
];
/// Containers of the standard library, and which methods theirs are made of.
const CONTAINERS: [&str; 14] = [
    "Mapping",
    "MutableMapping",
    "Sequence",
    "MutableSequence",
    "Set",
    "MutableSet",
    "dict",
    "UserDict",
    "UserList",
    "UserString",
    "OrderedDict",
    "defaultdict",
    "Counter",
    "ChainMap",
];
const OF_CONTAINERS: [&str; 22] = [
    "keys",
    "values",
    "items",
    "get",
    "pop",
    "popitem",
    "clear",
    "update",
    "setdefault",
    "copy",
    "fromkeys",
    "append",
    "extend",
    "insert",
    "remove",
    "reverse",
    "index",
    "count",
    "add",
    "discard",
    "isdisjoint",
    "_from_iterable",
];
/// Modules that those names may come from.
const HOMES: [&str; 4] = ["collections", "abc", "typing", "typing_extensions"];
const TEST_CASES: [&str; 2] = ["TestCase", "IsolatedAsyncioTestCase"];
const OF_TEST_CASES: [&str; 13] = [
    "run",
    "debug",
    "id",
    "fail",
    "skipTest",
    "subTest",
    "doCleanups",
    "doClassCleanups",
    "addCleanup",
    "addClassCleanup",
    "shortDescription",
    "countTestCases",
    "defaultTestResult",
];
/// Called by frameworks, by their names,
pub(super) const CONVENTIONAL: [&str; 18] = [
    "setUp",
    "tearDown",
    "setUpClass",
    "tearDownClass",
    "asyncSetUp",
    "asyncTearDown",
    "setUpModule",
    "tearDownModule",
    "setup",
    "teardown",
    "setup_method",
    "teardown_method",
    "setup_class",
    "teardown_class",
    "setup_module",
    "teardown_module",
    "setup_function",
    "teardown_function",
];
/// and by whoever is given something that looks like a mapping, a file, a lock or a generator.
const EXPECTED: [&str; 18] = [
    "keys",
    "read",
    "readline",
    "readlines",
    "write",
    "writelines",
    "flush",
    "close",
    "seek",
    "tell",
    "fileno",
    "isatty",
    "acquire",
    "release",
    "send",
    "throw",
    "put",
    "emit",
];

/// What the bases of a class that are not of the project do with its methods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Foreign {
    containers: bool,
    test_cases: bool,
    unknown: bool,
}

impl Foreign {
    /// `imports`: what the file of the class imports.
    pub fn of(base: &str, imports: impl Fn(&str) -> bool) -> Foreign {
        let exception = ["Exception", "Error", "Warning"].iter().any(|end| base.ends_with(end));
        let containers =
            CONTAINERS.contains(&base) && (base == "dict" || HOMES.iter().any(|home| imports(home)));
        let test_cases = TEST_CASES.contains(&base);
        let unknown = !(containers || test_cases || exception || INERT.contains(&base));
        Foreign { containers, test_cases, unknown }
    }

    pub fn and(self, other: Foreign) -> Foreign {
        Foreign {
            containers: self.containers || other.containers,
            test_cases: self.test_cases || other.test_cases,
            unknown: self.unknown || other.unknown,
        }
    }

    /// Whether a method may be called by somebody who does not know the class.
    pub fn call(self, method: &str) -> bool {
        is_dunder(method)
            || CONVENTIONAL.contains(&method)
            || EXPECTED.contains(&method)
            || self.containers && OF_CONTAINERS.contains(&method)
            || self.test_cases && is_of_test_case(method)
            || self.unknown && !method.starts_with("test")
    }

    /// Making such a class may do more than to make it.
    pub fn unknown(self) -> bool {
        self.unknown
    }
}

fn is_of_test_case(method: &str) -> bool {
    method.starts_with("assert") || OF_TEST_CASES.contains(&method)
}

pub(super) fn is_dunder(name: &str) -> bool {
    name.starts_with("__") && name.ends_with("__")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_call_what_they_are_known_to_call() {
        let of = |base: &str| Foreign::of(base, |module| module == "collections");
        assert!(of("object").call("__eq__") && !of("object").call("pop"));
        assert!(of("MutableMapping").call("pop") && !of("MutableMapping").call("expire"));
        assert!(of("TestCase").call("setUp") && of("TestCase").call("assertEqual"));
        assert!(!of("TestCase").call("make_cache"));
        assert!(of("Thread").call("run") && !of("Thread").call("test_it"));
        assert!(!of("ValueError").call("code"));
        // somebody's own, of that name
        assert!(Foreign::of("Sequence", |_| false).call("on_epoch_end"));
    }
}
