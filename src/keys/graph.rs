//! What code there is, and what each piece of it knows by name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::bases::{CONVENTIONAL, Foreign, is_dunder};
use super::reach::{Marks, Reach};
use crate::model::function_of;
use crate::syntax::{Class, Constant, Function, Names, Pieces};

/// Functions first, file by file, then classes, then constants.
pub(super) struct Graph<'a> {
    pub functions: Vec<(&'a str, &'a Function)>,
    pub classes: Vec<(&'a str, &'a Class)>,
    pub constants: Vec<(&'a str, &'a Constant)>,
    pub nodes: Vec<Node<'a>>,
    by_name: HashMap<&'a str, Vec<usize>>,
    pub files: Vec<File<'a>>,
    /// Files by what their modules are called.
    pub modules: HashMap<&'a str, Vec<usize>>,
    /// What every test may run.
    pub common: Reach,
    /// Functions and classes that no code mentions by name, and that are no tests: somebody else finds them, a
    /// framework, a registry or pytest.
    unnamed: Marks,
    /// By file: the same, and what the tests of a file may run that nobody else imports.
    pub private: BTreeMap<&'a str, Reach>,
    /// What may run while modules are imported.
    pub at_import: Reach,
}

/// A piece of code, and what follows from its use.
pub(super) struct Node<'a> {
    pub names: Vec<&'a Names>,
    /// What the names may mean.
    pub links: Vec<usize>,
    /// Used by whoever uses it, whatever it is called: a method's class; of a class what others call.
    pub brings: Vec<usize>,
    /// What a class has: methods, and classes in it.
    pub members: Vec<usize>,
    /// The class around it: nobody can use it who has not got the class, or an object of it.
    pub class: Option<usize>,
    pub file: usize,
}

pub(super) struct File<'a> {
    pub path: &'a str,
    /// What the module is called where it is imported.
    pub stem: &'a str,
    /// Its nodes that are in no class.
    pub members: Vec<usize>,
    pub imports: &'a BTreeSet<String>,
    first: usize,
}

impl<'a> Graph<'a> {
    /// `tests`: their names.  `measured`: whether it is seen what runs of a file.  `configured`: words of the
    /// configuration that may name fixtures.  `private`: test files that nobody imports.  `import_lines`: lines that
    /// ran while importing, by file.
    pub fn new<'t>(
        files: &'a BTreeMap<String, Pieces>,
        tests: impl Iterator<Item = &'t str>,
        measured: impl Fn(&str) -> bool,
        configured: &BTreeSet<String>,
        private: &BTreeSet<&'a str>,
        import_lines: impl Fn(&str, u32) -> bool,
    ) -> Graph<'a> {
        let mut graph = Graph {
            functions: Vec::new(),
            classes: Vec::new(),
            constants: Vec::new(),
            nodes: Vec::new(),
            by_name: HashMap::new(),
            files: Vec::new(),
            modules: HashMap::new(),
            common: Reach::default(),
            unnamed: Marks::new(),
            private: BTreeMap::new(),
            at_import: Reach::default(),
        };
        let mut first_classes = Vec::new();
        for (path, pieces) in files {
            let first = graph.functions.len();
            graph.files.push(File {
                path,
                stem: stem(path),
                members: Vec::new(),
                first,
                imports: &pieces.import.imports,
            });
            graph.modules.entry(stem(path)).or_default().push(graph.files.len() - 1);
            first_classes.push(graph.classes.len());
            graph.functions.extend(pieces.functions.iter().map(|f| (path.as_str(), f)));
            graph.classes.extend(pieces.classes.iter().map(|c| (path.as_str(), c)));
            graph.constants.extend(pieces.import.constants.iter().map(|c| (path.as_str(), c)));
        }
        graph.index();
        graph.make_nodes(&first_classes);
        graph.unnamed = graph.nobody_names(files, tests, measured);
        graph.link(files);
        graph.start(files, configured, private, import_lines);
        graph
    }

    fn index(&mut self) {
        let mut add = |name: &'a str, node: usize| self.by_name.entry(name).or_default().push(node);
        for (k, (_, function)) in self.functions.iter().enumerate() {
            add(last(&function.qualname), k);
            function.aliases.iter().for_each(|alias| add(alias, k));
        }
        let classes = self.functions.len();
        for (k, (_, class)) in self.classes.iter().enumerate() {
            add(last(&class.qualname), classes + k);
        }
        let constants = classes + self.classes.len();
        for (k, (_, constant)) in self.constants.iter().enumerate() {
            constant.targets.iter().for_each(|target| add(target, constants + k));
        }
    }

    fn make_nodes(&mut self, first_classes: &[usize]) {
        let places: HashMap<&str, usize> = self.files.iter().enumerate().map(|(k, f)| (f.path, k)).collect();
        let node = |path: &str, names: Vec<&'a Names>, class: Option<usize>| Node {
            names,
            links: Vec::new(),
            brings: Vec::new(),
            members: Vec::new(),
            class,
            file: places[path],
        };
        let classes = self.functions.len();
        let functions = self.functions.iter().map(|(path, function)| {
            let class = function.class.map(|class| classes + first_classes[places[path]] + class);
            node(path, vec![&function.names], class)
        });
        let of_classes = self.classes.iter().map(|(path, class)| {
            let outer = class.outer.map(|outer| classes + first_classes[places[path]] + outer);
            node(path, vec![&class.names, &class.body], outer)
        });
        let constants = self.constants.iter().map(|(path, constant)| node(path, vec![&constant.names], None));
        self.nodes = functions.chain(of_classes).chain(constants).collect();
        for k in 0..self.nodes.len() {
            match self.nodes[k].class {
                Some(class) => self.nodes[class].members.push(k),
                None => {
                    let file = self.nodes[k].file;
                    self.files[file].members.push(k);
                }
            }
        }
    }

    fn link(&mut self, files: &BTreeMap<String, Pieces>) {
        for k in 0..self.nodes.len() {
            let links = self.meant(k, files);
            let brings = if self.is_class(k) {
                let foreign = self.foreign(k - self.functions.len(), files, &mut BTreeSet::new());
                let called = |k: &usize| {
                    !self.is_class(*k)
                        && (self.unnamed[*k] || foreign.call(last(&self.functions[*k].1.qualname)))
                };
                self.nodes[k].members.iter().copied().filter(called).collect()
            } else {
                self.nodes[k].class.into_iter().collect()
            };
            self.nodes[k].links = links;
            self.nodes[k].brings = brings;
        }
    }

    /// What the names of a node may mean.
    fn meant(&self, node: usize, files: &BTreeMap<String, Pieces>) -> Vec<usize> {
        let about = &self.nodes[node];
        let function = node < self.functions.len();
        let mut out = Vec::new();
        for names in &about.names {
            for word in &names.words {
                // Python gives such a name another one for each class
                let private = word.starts_with("__") && !is_dunder(word) && function && about.class.is_some();
                let known = self.by_name.get(word.as_str()).into_iter().flatten().copied();
                out.extend(known.filter(|to| !private || self.nodes[*to].class == about.class));
            }
            for word in &names.bare {
                if function {
                    out.extend(self.in_scope(word, about, names, files));
                } else {
                    out.extend(self.by_name.get(word.as_str()).into_iter().flatten());
                }
            }
        }
        out
    }

    /// What a name that stands alone in a function may mean: something of its own file, or what that
    /// takes from another one.
    fn in_scope(
        &self,
        word: &str,
        about: &Node,
        names: &Names,
        files: &BTreeMap<String, Pieces>,
    ) -> Vec<usize> {
        let known: Vec<usize> = self.by_name.get(word).into_iter().flatten().copied().collect();
        if known.is_empty() {
            return known;
        }
        let of_file = &files[self.files[about.file].path].import.taken;
        let from = |taken: &BTreeSet<(String, String)>| -> BTreeSet<String> {
            taken.iter().filter(|(name, _)| name == word).map(|(_, module)| module.clone()).collect()
        };
        let mut modules = from(&names.taken);
        if modules.is_empty() {
            modules = from(of_file);
            modules.extend(of_file.iter().filter(|(name, _)| name == "*").map(|(_, module)| module.clone()));
        }
        let of_module = |node: &usize| self.nodes[*node].class.is_none();
        let mut out: Vec<usize> = known
            .iter()
            .copied()
            .filter(|to| {
                let to = &self.nodes[*to];
                to.file == about.file && to.class.is_none() || to.class.is_some() && to.class == about.class
            })
            .collect();
        for module in modules {
            let stem = |node: &usize| self.files[self.nodes[*node].file].stem;
            let there: Vec<usize> =
                known.iter().copied().filter(|to| of_module(to) && stem(to) == module).collect();
            // else the module has it from another one, and it may have both, one in place of the other
            let taken = |node: &usize| &files[self.files[self.nodes[*node].file].path].import.taken;
            let hands_on = |node: &usize| taken(node).iter().any(|(name, _)| name == word || name == "*");
            let all = known.iter().copied().filter(of_module);
            if there.is_empty() || there.iter().any(hands_on) { out.extend(all) } else { out.extend(there) }
        }
        out
    }

    /// What all code may use, and what import-time code may.
    fn start(
        &mut self,
        files: &'a BTreeMap<String, Pieces>,
        configured: &BTreeSet<String>,
        private: &BTreeSet<&'a str>,
        import_lines: impl Fn(&str, u32) -> bool,
    ) {
        let noticed = self.functions.iter().any(|(_, f)| last(&f.qualname) == "__init_subclass__");
        let add = |reach: &mut Reach, place: usize| {
            let about = &self.files[place];
            reach.mention(self, &files[about.path].import.names, place);
            for (node, function) in self.of_file(about.path) {
                let body = function.body..=function.lines.last;
                let ran = body.into_iter().any(|line| import_lines(about.path, line));
                let hook = function.class.is_none()
                    && (is_dunder(&function.qualname) || function.qualname.starts_with("pytest_"));
                if ran || hook || function.registered {
                    reach.take(self, node);
                }
            }
            let found = about.members.iter().filter(|node| self.unnamed[**node]);
            found.for_each(|node| reach.take(self, *node));
            let classes = self.classes.iter().enumerate().filter(|(_, (path, _))| *path == about.path);
            for (k, (_, class)) in classes {
                if class.registered || noticed {
                    reach.take(self, self.functions.len() + k);
                } else if self.foreign(k, files, &mut BTreeSet::new()).unknown() {
                    reach.mention(self, &class.body, place);
                }
            }
        };
        let mut common = Reach::new(self);
        common.name(self, self.by_words(configured.iter().map(String::as_str)));
        let (own, shared): (Vec<usize>, Vec<usize>) =
            (0..self.files.len()).partition(|place| private.contains(self.files[*place].path));
        shared.into_iter().for_each(|place| add(&mut common, place));
        let mut at_import = common.clone();
        own.iter().for_each(|place| add(&mut at_import, *place));
        // making a class calls nothing, but where its bases are computed
        let computed =
            self.classes.iter().enumerate().filter(|(_, (_, class))| class.bases.iter().any(|b| b == "?"));
        for (k, (_, class)) in computed {
            at_import.mention(self, &class.names, self.nodes[self.functions.len() + k].file);
        }
        let alone = |place: usize| {
            let mut reach = common.clone();
            add(&mut reach, place);
            (self.files[place].path, reach)
        };
        self.private = own.into_iter().map(alone).collect();
        (self.common, self.at_import) = (common, at_import);
    }

    /// What somebody else's code may do with the class.
    fn foreign(&self, class: usize, files: &BTreeMap<String, Pieces>, seen: &mut BTreeSet<usize>) -> Foreign {
        if !seen.insert(class) {
            return Foreign::default();
        }
        let (path, one) = self.classes[class];
        let imports = |module: &str| files[path].import.imports.contains(module);
        one.bases.iter().fold(Foreign::default(), |all, base| {
            let known: Vec<usize> = self.by_name.get(base.as_str()).into_iter().flatten().copied().collect();
            let classes = known.iter().filter_map(|node| node.checked_sub(self.functions.len()));
            let classes: Vec<usize> = classes.filter(|class| *class < self.classes.len()).collect();
            // a name that something else in the project has, too, may be either
            let other = if classes.is_empty() { Foreign::of(base, imports) } else { Foreign::default() };
            classes.into_iter().fold(all.and(other), |all, class| all.and(self.foreign(class, files, seen)))
        })
    }

    /// What the tests of a file may run, whatever they do.
    pub fn for_tests_of(&self, file: &str) -> &Reach {
        self.private.get(file).unwrap_or(&self.common)
    }

    fn is_class(&self, node: usize) -> bool {
        (self.functions.len()..self.functions.len() + self.classes.len()).contains(&node)
    }

    pub fn by_words<'w>(&self, words: impl Iterator<Item = &'w str>) -> Vec<usize> {
        words.filter_map(|word| self.by_name.get(word)).flatten().copied().collect()
    }

    /// The nodes that pytest runs for a test; None where they cannot be told.
    pub fn of_test(&self, nodeid: &str) -> Option<Vec<usize>> {
        let mut parts = function_of(nodeid).split("::");
        let path = parts.next()?;
        let names: Vec<&str> = parts.collect();
        let (name, classes) = names.split_last()?;
        let qualname = names.join(".");
        self.files.iter().find(|file| file.path == path)?;
        let mut nodes: Vec<usize> =
            self.of_file(path).filter(|(_, f)| f.qualname == qualname).map(|(k, _)| k).collect();
        if nodes.is_empty() {
            // inherited from a class elsewhere
            nodes = self
                .by_words(std::iter::once(*name))
                .into_iter()
                .filter(|k| *k < self.functions.len())
                .collect();
        }
        if nodes.is_empty() {
            return None;
        }
        nodes.extend(self.by_words(classes.iter().copied()));
        let module_wide = self.of_file(path).filter(|(_, f)| CONVENTIONAL.contains(&f.qualname.as_str()));
        nodes.extend(module_wide.map(|(k, _)| k));
        Some(nodes)
    }

    /// The functions of a file, with their nodes.
    pub fn of_file(&self, path: &str) -> impl Iterator<Item = (usize, &'a Function)> + '_ {
        let file = self.files.iter().find(|file| file.path == path);
        let first = file.map_or(self.functions.len(), |file| file.first);
        let path = path.to_owned();
        let rest = self.functions[first..].iter().enumerate();
        rest.take_while(move |(_, (file, _))| *file == path).map(move |(k, (_, f))| (first + k, *f))
    }

    /// The names that the marked nodes mention.
    pub fn mentions<'g>(&'g self, marks: &'g Marks) -> impl Iterator<Item = &'a Names> + 'g {
        let marked = self.nodes.iter().zip(marks).filter(|(_, marked)| **marked);
        marked.flat_map(|(node, _)| node.names.iter().copied())
    }
}

pub(super) fn last(qualname: &str) -> &str {
    qualname.rsplit('.').next().unwrap_or_default()
}

/// `pkg/sub/__init__.py` is `sub`, `pkg/one.py` is `one`.
pub(super) fn stem(path: &str) -> &str {
    let path = path.strip_suffix("/__init__.py").unwrap_or(path);
    let name = path.rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".py").unwrap_or(name)
}
