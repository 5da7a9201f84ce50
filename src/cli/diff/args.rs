//! What can be typed after `mutate diff`: what diff-cover takes, by the same names.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::SelectArgs;
use crate::cli::suite::MeasureArgs;
use crate::config::{DiffFormat, DiffFormats, DiffOptions, Notation, Options, Percent};

#[derive(Debug, Args)]
#[command(infer_long_args = true, args_override_self = true)]
pub struct DiffArgs {
    /// Coverage reports: Cobertura, Clover or JaCoCo XML, or lcov [default: the suite is run]
    #[arg(value_name = "COVERAGE_FILE")]
    pub coverage_files: Vec<PathBuf>,
    /// The branch, tag or commit to compare with [default: origin/main]
    #[arg(long, value_name = "BRANCH")]
    pub compare_branch: Option<String>,
    /// `...`: what changed since HEAD left the branch; `..`: all that differs [default: ...]
    #[arg(long, value_name = "NOTATION")]
    pub diff_range_notation: Option<Notation>,
    /// Take the changes from this diff, and do not ask git
    #[arg(long, value_name = "FILE")]
    pub diff_file: Option<PathBuf>,
    /// Leave out what is staged and not committed
    #[arg(long)]
    pub ignore_staged: bool,
    /// Leave out what is changed and not staged
    #[arg(long)]
    pub ignore_unstaged: bool,
    /// Take files in that git does not know
    #[arg(long)]
    pub include_untracked: bool,
    /// Changes of white space are none
    #[arg(long)]
    pub ignore_whitespace: bool,
    /// Only files that one of these globs names, relative to the repository
    #[arg(long, num_args = 1.., value_name = "GLOB")]
    pub include: Option<Vec<String>>,
    /// No files whose name, path or absolute path matches one of these wildcards
    #[arg(long, num_args = 1.., value_name = "PATTERN")]
    pub exclude: Option<Vec<String>>,
    /// Where sources are, for JaCoCo [default: src/main/java src/test/java]
    #[arg(long, num_args = 1.., value_name = "DIR")]
    pub src_roots: Option<Vec<String>>,
    /// Exit with 1 where less than this percentage of the changed lines is covered [default: 0]
    #[arg(long, value_name = "SCORE", allow_negative_numbers = true)]
    pub fail_under: Option<f64>,
    /// Pass whatever the coverage where fewer changed lines than these are measured [default: 0]
    #[arg(long, value_name = "LINES", allow_negative_numbers = true)]
    pub minimum_change: Option<i64>,
    /// A line from which a way was not taken is not covered (Cobertura)
    #[arg(long)]
    pub branch_coverage: bool,
    /// Lines of which an XML report says nothing are as the line above them
    #[arg(long)]
    pub expand_coverage_report: bool,
    /// Show the lines that are not covered
    #[arg(long)]
    pub show_uncovered: bool,
    /// Mark the lines that are covered in the HTML report, too
    #[arg(long)]
    pub show_covered: bool,
    /// The total with two decimals; it is cut to a whole number otherwise, for --fail-under, too
    #[arg(long)]
    pub total_percent_float: bool,
    /// What to write: html:PATH,json:PATH,markdown:PATH,github-annotations:notice|warning|error
    #[arg(long, value_name = "FORMAT:PATH,…")]
    pub format: Option<DiffFormats>,
    /// Write the style of the HTML report to a file of its own
    #[arg(long, value_name = "FILE")]
    pub external_css_file: Option<PathBuf>,
    /// Print errors and failures only
    #[arg(short, long)]
    pub quiet: bool,
    /// A TOML file with a table [tool.diff_cover]; what is typed here wins over it
    #[arg(short, long, value_name = "FILE")]
    pub config_file: Option<PathBuf>,
    /// Judge the mutants of the changed lines, too, and those of other lines whose tests the diff
    /// changes or deletes
    #[arg(long)]
    pub mutants: bool,
    /// Exit with 1 where the mutation score of those is below this percentage
    #[arg(long, value_name = "PCT", requires = "mutants")]
    pub fail_under_mutants: Option<Percent>,
    /// Pass whatever the score where fewer mutants than these are judged
    #[arg(long, value_name = "N", requires = "mutants")]
    pub minimum_mutants: Option<usize>,
    #[command(flatten)]
    pub select: SelectArgs,
    /// Keep no verdict, use none of earlier runs
    #[arg(long, requires = "mutants")]
    pub no_cache: bool,
    /// Wait where another mutate works on this project
    #[arg(long, requires = "mutants")]
    pub wait: bool,
    /// As --format html:PATH
    #[arg(long, hide = true, value_name = "PATH")]
    pub html_report: Option<String>,
    /// As --format json:PATH
    #[arg(long, hide = true, value_name = "PATH")]
    pub json_report: Option<String>,
    /// As --format markdown:PATH
    #[arg(long, hide = true, value_name = "PATH")]
    pub markdown_report: Option<String>,
    #[command(flatten)]
    pub suite: MeasureArgs,
}

impl DiffArgs {
    /// How the suite is run, as a layer of options; the error is that of `--pytest-args`.
    pub fn running(&self) -> Result<Options, String> {
        let set = |flag: bool| flag.then_some(true);
        if !self.mutants && self.select != SelectArgs::default() {
            return Err("--paths, --operators and --only choose among mutants: add --mutants".to_owned());
        }
        let Options { paths, operators, only, .. } = self.select.clone().options();
        let suite = self.suite.options()?;
        Ok(Options { paths, operators, only, no_cache: set(self.no_cache), wait: set(self.wait), ..suite })
    }

    /// What to write: as --format has it, and as diff-cover's older options do.
    fn formats(&self) -> Option<DiffFormats> {
        let older = [
            (DiffFormat::Html, &self.html_report),
            (DiffFormat::Json, &self.json_report),
            (DiffFormat::Markdown, &self.markdown_report),
        ];
        let older = older.into_iter().filter_map(|(format, path)| Some((format, path.clone()?)));
        let all: Vec<_> = self.format.iter().flat_map(|formats| formats.0.clone()).chain(older).collect();
        (self.format.is_some() || !all.is_empty()).then_some(DiffFormats(all))
    }

    /// As a layer of options.
    pub fn options(self) -> DiffOptions {
        let format = self.formats();
        let set = |flag: bool| flag.then_some(true);
        DiffOptions {
            compare_branch: self.compare_branch,
            diff_range_notation: self.diff_range_notation,
            diff_file: self.diff_file,
            ignore_staged: set(self.ignore_staged),
            ignore_unstaged: set(self.ignore_unstaged),
            include_untracked: set(self.include_untracked),
            ignore_whitespace: set(self.ignore_whitespace),
            include: self.include,
            exclude: self.exclude,
            src_roots: self.src_roots,
            fail_under: self.fail_under,
            minimum_change: self.minimum_change,
            branch_coverage: set(self.branch_coverage),
            expand_coverage_report: set(self.expand_coverage_report),
            show_uncovered: set(self.show_uncovered),
            show_covered: set(self.show_covered),
            total_percent_float: set(self.total_percent_float),
            format,
            external_css_file: self.external_css_file,
            quiet: set(self.quiet),
        }
    }
}
