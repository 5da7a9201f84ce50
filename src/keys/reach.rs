//! Which code may run: what did run unmutated, and what a mutant may lead it to.
//!
//! A mutant can make a test take a way that it never took.  Whatever the code on that way does
//! decides the verdict, too; so all counts that the code which may run knows by name.  A method
//! needs more than its name: somebody must have got its class, which has a name as well, or an
//! object of it, which somebody has made.  Names that only the run knows may be those of all
//! members of such classes, and of the modules that are handed on as values.

use super::graph::Graph;
use crate::syntax::Names;

/// A set of nodes.
pub(super) type Marks = Vec<bool>;

/// What may be used, by node.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    /// It may run; of a class: there may be objects of it.
    pub marks: Marks,
    /// Somebody mentions its name.
    named: Marks,
    /// By file: its module is at hand.
    modules: Vec<bool>,
    /// Names are computed, of whatever is at hand.
    computed: bool,
    /// Anything may run.
    anything: bool,
}

impl Reach {
    pub fn new(graph: &Graph) -> Reach {
        let nothing = vec![false; graph.nodes.len()];
        Reach {
            marks: nothing.clone(),
            named: nothing,
            modules: vec![false; graph.files.len()],
            ..Reach::default()
        }
    }

    /// Whether it may get at code by ways that no name tells.
    pub fn anything(&self) -> bool {
        self.anything
    }

    /// The node is used, and whatever follows from that.
    pub fn take(&mut self, graph: &Graph, node: usize) {
        let mut queue = vec![node];
        self.follow(graph, &mut queue);
    }

    /// Somebody mentions them.
    pub fn name(&mut self, graph: &Graph, nodes: Vec<usize>) {
        let mut queue = Vec::new();
        self.named(graph, &nodes, &mut queue);
        self.follow(graph, &mut queue);
    }

    /// Code that is no node, of a file, uses these names.
    pub fn mention(&mut self, graph: &Graph, names: &Names, file: usize) {
        let mut queue = Vec::new();
        self.named(graph, &graph.by_words(names.all().map(String::as_str)), &mut queue);
        self.ask(graph, names, file, &mut queue);
        self.follow(graph, &mut queue);
    }

    fn follow(&mut self, graph: &Graph, queue: &mut Vec<usize>) {
        while let Some(node) = queue.pop() {
            if std::mem::replace(&mut self.marks[node], true) {
                continue;
            }
            let about = &graph.nodes[node];
            queue.extend(about.brings.iter().filter(|k| !self.marks[**k]));
            let named = &self.named;
            queue.extend(about.members.iter().filter(|k| self.computed || named[**k]));
            self.named(graph, &about.links, queue);
            about.names.iter().for_each(|names| self.ask(graph, names, about.file, queue));
        }
    }

    fn named(&mut self, graph: &Graph, nodes: &[usize], queue: &mut Vec<usize>) {
        for node in nodes {
            if !std::mem::replace(&mut self.named[*node], true)
                && graph.nodes[*node].class.is_none_or(|class| self.marks[class])
            {
                queue.push(*node);
            }
        }
    }

    /// What is looked up otherwise.
    fn ask(&mut self, graph: &Graph, names: &Names, file: usize, queue: &mut Vec<usize>) {
        let imported = |root: &str| root.is_empty() || graph.files[file].imports.contains(root);
        for (_, last) in names.values.iter().filter(|(root, _)| imported(root)) {
            for place in graph.modules.get(last.as_str()).into_iter().flatten() {
                if !std::mem::replace(&mut self.modules[*place], true) && self.computed {
                    queue.extend(&graph.files[*place].members);
                }
            }
        }
        if names.computed.scope {
            queue.extend(&graph.files[file].members);
        }
        if names.computed.members && !std::mem::replace(&mut self.computed, true) {
            let at_hand = graph.files.iter().zip(&self.modules).filter(|(_, known)| **known);
            queue.extend(at_hand.flat_map(|(about, _)| &about.members));
            let objects = graph.nodes.iter().zip(&self.marks).filter(|(_, marked)| **marked);
            queue.extend(objects.flat_map(|(about, _)| &about.members));
        }
        if names.computed.anywhere && !std::mem::replace(&mut self.anything, true) {
            queue.extend(0..graph.nodes.len());
        }
    }
}
