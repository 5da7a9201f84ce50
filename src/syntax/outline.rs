//! What each offset of a file belongs to: statement, function, unit.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustpython_ast::visitor::source_order::{
    SourceOrderVisitor, TraversalSignal, walk_expr, walk_parameters,
};
use rustpython_ast::{Expr, Stmt};
use rustpython_text_size::{Ranged, TextSize};

use super::statements::{dotted, is_compound, is_literal, is_plain, same};
use super::{Kind, Module, TokenKind, imports, span_of};
use crate::model::{LineRange, Site, Span, Unit};

/// The surroundings of a piece of code; see the fields of
/// [`crate::model::Mutant`] that bear the same names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub qualname: Rc<str>,
    pub lines: LineRange,
    pub fallback: LineRange,
    pub site: Site,
    pub straight: bool,
}

/// A simple statement, or one clause (`if`, `elif`, `else`, `def` …) of a
/// compound one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// A simple statement's lines, a clause's without its body.
    pub header: LineRange,
    /// All of it, the body included.
    pub span: Span,
    /// False for a simple statement.
    pub compound: bool,
}

/// The outline of a whole file.
pub struct Outline {
    pub units: Vec<Unit>,
    /// In source order.
    pub blocks: Vec<Block>,
    places: Vec<Place>,
    /// From each offset on, the place that holds; in order of offset.
    marks: Vec<(u32, usize)>,
}

impl Outline {
    pub fn new(module: &Module) -> Outline {
        let import = Frame {
            qualname: Rc::from(""),
            lines: LineRange { first: 1, last: 1 },
            body: None,
            site: Site::Import,
            straight: true,
            statement: None,
        };
        let mut outline =
            Outline { units: Vec::new(), blocks: Vec::new(), places: Vec::new(), marks: Vec::new() };
        let mut builder =
            Builder { module, out: &mut outline, frames: Vec::new(), nest: Vec::new(), in_lambda: false };
        builder.enter(TextSize::new(0), import);
        module.body().iter().for_each(|stmt| builder.visit_stmt(stmt));
        name_imports(module, &mut outline.units);
        outline
    }

    /// The place of the code at `offset`.
    pub fn place(&self, offset: u32) -> &Place {
        let at = self.marks.partition_point(|&(start, _)| start <= offset);
        &self.places[self.marks[at.max(1) - 1].1]
    }
}

#[derive(Clone)]
struct Frame<'a> {
    qualname: Rc<str>,
    lines: LineRange,
    /// Lines of the innermost function's body.
    body: Option<LineRange>,
    site: Site,
    straight: bool,
    /// The innermost statement, where a lambda in it can be a unit.
    statement: Option<&'a Stmt>,
}

struct Builder<'a, 'o> {
    module: &'a Module,
    out: &'o mut Outline,
    frames: Vec<(Frame<'a>, usize)>,
    /// The compound statements around, outermost first.
    nest: Vec<&'a Stmt>,
    /// Among the parameters of a lambda.
    in_lambda: bool,
}

impl<'a> Builder<'a, '_> {
    fn top(&self) -> Frame<'a> {
        self.frames.last().expect("the module's own frame").0.clone()
    }

    /// From `offset` on, `frame` holds, until the matching [`Self::leave`].
    fn enter(&mut self, offset: TextSize, frame: Frame<'a>) {
        let place = Place {
            qualname: frame.qualname.clone(),
            lines: frame.lines,
            fallback: frame.body.unwrap_or(frame.lines),
            site: frame.site,
            straight: frame.straight,
        };
        let index = match self.out.places.last() {
            Some(last) if *last == place => self.out.places.len() - 1,
            _ => {
                self.out.places.push(place);
                self.out.places.len() - 1
            }
        };
        self.mark(offset, index);
        self.frames.push((frame, index));
    }

    fn leave(&mut self, offset: TextSize) {
        self.frames.pop();
        let index = self.frames.last().expect("the module's own frame").1;
        self.mark(offset, index);
    }

    fn mark(&mut self, offset: TextSize, index: usize) {
        let offset = offset.to_u32();
        match self.out.marks.last_mut() {
            Some(last) if last.0 == offset => last.1 = index,
            _ => self.out.marks.push((offset, index)),
        }
    }

    /// Lines from `start` to the colon before a body.
    fn header(&self, start: TextSize, body: &[Stmt]) -> LineRange {
        let end = body
            .first()
            .and_then(|first| self.module.tokens_between(start, first.start()).next_back())
            .map_or(start, |colon| colon.end());
        self.module.lines().range(start.to_u32(), end.to_u32())
    }

    fn block(&mut self, start: TextSize, body: &[Stmt]) -> LineRange {
        let header = self.header(start, body);
        let end = body.last().map_or(start, Ranged::end);
        let span = Span { start: start.to_u32(), end: end.to_u32() };
        self.out.blocks.push(Block { header, span, compound: true });
        header
    }

    /// The blocks of `else:` and `finally:`, which are no nodes.
    fn keyword_block(&mut self, body: &[Stmt]) {
        let Some(first) = body.first() else { return };
        let tokens = self.module.tokens_between(TextSize::new(0), first.start());
        let keyword = tokens.rev().take(2).find(|t| matches!(t.kind(), TokenKind::Else | TokenKind::Finally));
        if let Some(start) = keyword.map(|t| t.start()) {
            self.block(start, body);
        }
    }

    /// A clause of a compound statement that is a node of its own.
    fn clause(&mut self, start: TextSize, body: &'a [Stmt]) {
        let lines = self.block(start, body);
        let frame = Frame { lines, statement: None, ..self.top() };
        self.enter(start, frame);
    }

    fn statement(&mut self, stmt: &'a Stmt) {
        let mut frame = self.top();
        let lines = match stmt {
            Stmt::FunctionDef(def) => {
                frame.qualname = dotted(&frame.qualname, &def.name);
                self.block(stmt.start(), &def.body)
            }
            Stmt::ClassDef(def) => {
                frame.qualname = dotted(&frame.qualname, &def.name);
                self.block(stmt.start(), &def.body)
            }
            Stmt::For(s) => self.block(stmt.start(), &s.body),
            Stmt::While(s) => self.block(stmt.start(), &s.body),
            Stmt::If(s) => self.block(stmt.start(), &s.body),
            Stmt::With(s) => self.block(stmt.start(), &s.body),
            Stmt::Try(s) => self.block(stmt.start(), &s.body),
            Stmt::Match(s) => self.match_header(stmt, s),
            _ => self.simple(stmt),
        };
        let block = is_compound(stmt) && !matches!(stmt, Stmt::FunctionDef(_) | Stmt::ClassDef(_));
        frame.straight &= !block;
        let holds_unit = !is_compound(stmt) || matches!(stmt, Stmt::FunctionDef(_));
        frame.lines = lines;
        frame.statement = holds_unit.then_some(stmt);
        self.enter(stmt.start(), frame);
    }

    fn simple(&mut self, stmt: &Stmt) -> LineRange {
        let span = span_of(stmt);
        let header = self.module.lines().range(span.start, span.end);
        self.out.blocks.push(Block { header, span, compound: false });
        header
    }

    fn match_header(&mut self, stmt: &Stmt, s: &rustpython_ast::StmtMatch) -> LineRange {
        let end = s.cases.first().and_then(|case| {
            self.module.tokens_between(stmt.start(), case.start()).next_back().map(|colon| colon.end())
        });
        let end = end.unwrap_or(s.subject.end());
        let header = self.module.lines().range(stmt.start().to_u32(), end.to_u32());
        self.out.blocks.push(Block { header, span: span_of(stmt), compound: true });
        header
    }

    fn function_body(&mut self, def: &'a rustpython_ast::StmtFunctionDef, body: &'a [Stmt]) {
        let (Some(first), Some(last)) = (body.first(), body.last()) else { return };
        let mut frame = self.top();
        if frame.site == Site::Import {
            let stmt = self.nest.last().copied().expect("the def itself");
            frame.site = self.unit(&def.name, stmt, self.nest.len() - 1);
        }
        frame.body = Some(self.module.lines().range(first.start().to_u32(), last.end().to_u32()));
        frame.straight = false;
        self.enter(first.start(), frame);
        body.iter().for_each(|stmt| self.visit_stmt(stmt));
        self.leave(last.end());
    }

    fn lambda(&mut self, lambda: &'a rustpython_ast::ExprLambda) {
        let mut frame = self.top();
        if frame.site == Site::Import
            && let Some(stmt) = frame.statement
        {
            let depth = self.nest.len() - usize::from(is_compound(stmt));
            frame.site = self.unit("<lambda>", stmt, depth);
        }
        let span = span_of(&*lambda.body);
        frame.body = Some(self.module.lines().range(span.start, span.end));
        self.enter(lambda.body.start(), frame);
        self.visit_expr(&lambda.body);
        self.leave(lambda.body.end());
    }

    /// Where a default value lives: with its function's calls, if nothing else can see it.
    fn default_frame(&mut self, default: &Expr) -> Option<Frame<'a>> {
        let frame = self.top();
        let (Site::Import, Some(Stmt::FunctionDef(def))) = (frame.site, self.nest.last().copied()) else {
            return None;
        };
        let plain =
            !self.in_lambda && def.decorator_list.is_empty() && self.nest.iter().all(|stmt| is_plain(stmt));
        if !plain || !is_literal(default) {
            return None;
        }
        let (first, last) = (def.body.first()?, def.body.last()?);
        let stmt = self.nest.last().copied()?;
        let Site::Function { unit } = self.unit(&def.name, stmt, self.nest.len() - 1) else { return None };
        let body = self.module.lines().range(first.start().to_u32(), last.end().to_u32());
        Some(Frame { lines: body, body: Some(body), site: Site::Default { unit }, statement: None, ..frame })
    }

    /// The unit that `stmt`, inside the first `depth` statements of the nest,
    /// makes; or `Import` where it cannot be compiled on its own.
    fn unit(&mut self, name: &str, stmt: &Stmt, depth: usize) -> Site {
        if !self.module.starts_line(stmt.start()) {
            return Site::Import;
        }
        let start = self.module.lines().line_start(stmt.start().to_u32());
        let line = self.module.lines().line(start);
        let headers: Vec<String> = self.nest[..depth].iter().map(|s| self.nest_header(s)).collect();
        if headers.len() >= line as usize {
            return Site::Import;
        }
        let span = Span { start, end: stmt.end().to_u32() };
        // Lambdas of one statement share a unit.
        let last = self.out.units.iter().rposition(|u| u.name == name || u.span.end <= start);
        if let Some(unit) = last.filter(|&at| self.out.units[at].span == span) {
            return Site::Function { unit };
        }
        self.out.units.push(Unit { name: name.to_owned(), line, span, headers, imports: Vec::new() });
        Site::Function { unit: self.out.units.len() - 1 }
    }

    fn nest_header(&self, stmt: &Stmt) -> String {
        let indent = self.module.indentation(stmt.start());
        let Stmt::ClassDef(def) = stmt else { return format!("{indent}if 1:") };
        let params = def.type_params.as_ref().map_or(String::new(), |params| {
            let tokens = self.module.tokens_between(params.start(), params.end());
            tokens.map(|t| self.module.slice(t)).collect::<Vec<_>>().join(" ")
        });
        format!("{indent}class {}{params}:", def.name)
    }
}

fn name_imports(module: &Module, units: &mut [Unit]) {
    let imported = imports::names(module);
    if imported.is_empty() {
        return;
    }
    for unit in units {
        let tokens = module.tokens_between(unit.span.start.into(), unit.span.end.into());
        let names = tokens.filter(|t| t.kind() == TokenKind::Name).map(|t| module.slice(t));
        let used: BTreeSet<&str> = names.filter(|name| imported.contains(name)).collect();
        unit.imports = used.into_iter().map(str::to_owned).collect();
    }
}

impl<'a> SourceOrderVisitor<'a> for Builder<'a, '_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.statement(stmt);
        let compound = is_compound(stmt);
        if compound {
            self.nest.push(stmt);
        }
        rustpython_ast::visitor::source_order::walk_stmt(self, stmt);
        if compound {
            self.nest.pop();
        }
        self.leave(stmt.end());
    }

    fn visit_body(&mut self, body: &'a [Stmt]) {
        let owner = self.nest.last().copied();
        match owner {
            Some(Stmt::FunctionDef(def)) => return self.function_body(def, body),
            Some(Stmt::For(s)) if same(body, &s.orelse) => self.keyword_block(body),
            Some(Stmt::While(s)) if same(body, &s.orelse) => self.keyword_block(body),
            Some(Stmt::Try(s)) if same(body, &s.orelse) || same(body, &s.finalbody) => {
                self.keyword_block(body);
            }
            _ => {}
        }
        body.iter().for_each(|stmt| self.visit_stmt(stmt));
    }

    fn enter_node(&mut self, kind: Kind<'a>) -> TraversalSignal {
        match kind {
            Kind::ElifElseClause(clause) => self.clause(clause.start(), &clause.body),
            Kind::ExceptHandlerExceptHandler(clause) => self.clause(clause.start(), &clause.body),
            Kind::MatchCase(clause) => self.clause(clause.start(), &clause.body),
            _ => {}
        }
        TraversalSignal::Traverse
    }

    fn leave_node(&mut self, kind: Kind<'a>) {
        if matches!(kind, Kind::ElifElseClause(_) | Kind::ExceptHandlerExceptHandler(_) | Kind::MatchCase(_))
        {
            self.leave(kind.end());
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        let Expr::Lambda(lambda) = expr else { return walk_expr(self, expr) };
        if let Some(parameters) = &lambda.parameters {
            let outer = std::mem::replace(&mut self.in_lambda, true);
            walk_parameters(self, parameters);
            self.in_lambda = outer;
        }
        self.lambda(lambda);
    }

    fn visit_parameter_with_default(&mut self, parameter: &'a rustpython_ast::ParameterWithDefault) {
        let Some(default) = parameter.default.as_deref() else { return };
        match self.default_frame(default) {
            Some(frame) => {
                self.enter(default.start(), frame);
                self.visit_expr(default);
                self.leave(default.end());
            }
            None => self.visit_expr(default),
        }
    }

    fn visit_annotation(&mut self, _expr: &'a Expr) {}

    fn visit_type_params(&mut self, _params: &'a rustpython_ast::TypeParams) {}
}
