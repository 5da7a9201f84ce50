//! One layer of options, from the command line, the environment or a file:
//! the same type for all three, everything optional.

use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::str::FromStr;

use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::{Deserialize, de::Unexpected};

use super::sandbox::SandboxOptions;
use super::values::{Color, Jobs, Limit, Percent, Positive, ReportTarget, Runs, Shard, StrategyChoice};

/// The keys of `[tool.mutate]`.
pub(super) const KEYS: &[&str] = &[
    "paths",
    "python",
    "jobs",
    "tests",
    "pytest-args",
    "operators",
    "only",
    "fail-under",
    "gate",
    "report",
    "no-cache",
    "wait",
    "baseline-runs",
    "strategy",
    "sandbox",
    "timeout-multiplier",
    "quiet",
    "verbose",
    "color",
    "dry-run",
    "max-time",
    "shard",
];

/// The keys of `[[tool.mutate.gate]]`.
pub(super) const GATE_KEYS: &[&str] = &["paths", "fail-under", "coverage"];

/// A layer of options.  What is `None` is left to the layer below.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Options {
    #[serde(deserialize_with = "list")]
    pub paths: Option<Vec<String>>,
    pub python: Option<PathBuf>,
    #[serde(deserialize_with = "value")]
    pub jobs: Option<Jobs>,
    #[serde(deserialize_with = "list")]
    pub tests: Option<Vec<String>>,
    #[serde(deserialize_with = "words")]
    pub pytest_args: Option<Vec<String>>,
    #[serde(deserialize_with = "list")]
    pub operators: Option<Vec<String>>,
    #[serde(deserialize_with = "list")]
    pub only: Option<Vec<String>>,
    #[serde(deserialize_with = "value")]
    pub fail_under: Option<Percent>,
    pub gate: Option<Vec<GateOptions>>,
    #[serde(deserialize_with = "list")]
    pub report: Option<Vec<ReportTarget>>,
    pub no_cache: Option<bool>,
    pub wait: Option<bool>,
    #[serde(deserialize_with = "value")]
    pub baseline_runs: Option<Runs>,
    #[serde(deserialize_with = "value")]
    pub strategy: Option<StrategyChoice>,
    pub sandbox: SandboxOptions,
    #[serde(deserialize_with = "value")]
    pub timeout_multiplier: Option<Positive>,
    pub quiet: Option<bool>,
    pub verbose: Option<bool>,
    #[serde(deserialize_with = "value")]
    pub color: Option<Color>,
    pub dry_run: Option<bool>,
    #[serde(deserialize_with = "value")]
    pub max_time: Option<Limit>,
    #[serde(deserialize_with = "value")]
    pub shard: Option<Shard>,
}

/// A threshold for a part of the tree.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GateOptions {
    #[serde(deserialize_with = "paths")]
    pub paths: Vec<String>,
    /// Of the mutation score.
    #[serde(default, deserialize_with = "value")]
    pub fail_under: Option<Percent>,
    /// Of coverage.
    #[serde(default, deserialize_with = "value")]
    pub coverage: Option<Percent>,
}

impl Options {
    /// This layer, with what it leaves open taken from `below`.
    pub fn or(self, below: Options) -> Options {
        Options {
            paths: self.paths.or(below.paths),
            python: self.python.or(below.python),
            jobs: self.jobs.or(below.jobs),
            tests: self.tests.or(below.tests),
            pytest_args: self.pytest_args.or(below.pytest_args),
            operators: self.operators.or(below.operators),
            only: self.only.or(below.only),
            fail_under: self.fail_under.or(below.fail_under),
            gate: self.gate.or(below.gate),
            report: self.report.or(below.report),
            no_cache: self.no_cache.or(below.no_cache),
            wait: self.wait.or(below.wait),
            baseline_runs: self.baseline_runs.or(below.baseline_runs),
            strategy: self.strategy.or(below.strategy),
            sandbox: self.sandbox.or(below.sandbox),
            timeout_multiplier: self.timeout_multiplier.or(below.timeout_multiplier),
            quiet: self.quiet.or(below.quiet),
            verbose: self.verbose.or(below.verbose),
            color: self.color.or(below.color),
            dry_run: self.dry_run.or(below.dry_run),
            max_time: self.max_time.or(below.max_time),
            shard: self.shard.or(below.shard),
        }
    }
}

/// Splits as a POSIX shell would.
pub(super) fn split_words(text: &str) -> Result<Vec<String>, String> {
    shlex::split(text).ok_or_else(|| format!("`{text}` has a quote that is never closed"))
}

pub(super) fn value<'de, D: Deserializer<'de>, T: FromStr<Err = String>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    from.deserialize_any(Scalar(PhantomData)).map(Some)
}

pub(super) fn list<'de, D: Deserializer<'de>, T: FromStr>(from: D) -> Result<Option<Vec<T>>, D::Error>
where
    T::Err: fmt::Display,
{
    from.deserialize_any(List(PhantomData)).map(Some)
}

fn paths<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    from.deserialize_any(List(PhantomData))
}

fn words<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    from.deserialize_any(Words).map(Some)
}

/// A value written as a string, or as a number where TOML has one for it.
struct Scalar<T>(PhantomData<T>);

impl<'de, T: FromStr<Err = String>> Visitor<'de> for Scalar<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a string or a number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }
}

/// A list of strings; a lone string is a list of one.
struct List<T>(PhantomData<T>);

impl<'de, T: FromStr> Visitor<'de> for List<T>
where
    T::Err: fmt::Display,
{
    type Value = Vec<T>;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a string or a list of strings")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
        text.parse().map(|item| vec![item]).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element::<String>()? {
            items.push(item.parse().map_err(A::Error::custom)?);
        }
        Ok(items)
    }
}

/// A list of strings, or one string that is split as a shell would.
struct Words;

impl<'de> Visitor<'de> for Words {
    type Value = Vec<String>;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a string or a list of strings")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<String>, E> {
        split_words(text)
            .map_err(|_| E::invalid_value(Unexpected::Str(text), &"words as a shell would split them"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Vec<String>, A::Error> {
        List::<String>(PhantomData).visit_seq(seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_of_keys_are_those_that_the_types_accept() {
        let expected = |message: String| -> Vec<String> {
            let list = message.split("expected ").nth(1).unwrap_or_default().to_owned();
            list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
        };
        let options = toml::from_str::<Options>("zzz = 1").unwrap_err().message().to_owned();
        assert_eq!(expected(options), KEYS);
        let gate = toml::from_str::<GateOptions>("zzz = 1").unwrap_err().message().to_owned();
        assert_eq!(expected(gate), GATE_KEYS);
    }

    #[test]
    fn a_layer_wins_over_the_one_below_key_by_key() {
        let top: Options = toml::from_str("jobs = 2").unwrap();
        let below: Options = toml::from_str("jobs = 8\npaths = \"src\"").unwrap();
        let merged = top.or(below);
        assert_eq!(merged.jobs.map(Jobs::count), Some(2));
        assert_eq!(merged.paths, Some(vec!["src".into()]));
    }

    #[test]
    fn every_key_takes_the_shapes_that_people_write() {
        let options: Options = toml::from_str(
            "paths = ['a', 'b']\njobs = 'auto'\npytest-args = \"-k 'x and y' -q\"\nfail-under = 80\n\
             report = ['text', 'json=out.json']\ntimeout-multiplier = 1.5\nmax-time = '1h30m'\nshard = '1/2'\n\
             strategy = 'cold'\ncolor = 'never'\n[[gate]]\npaths = 'a'\nfail-under = '99.5%'",
        )
        .unwrap();
        assert_eq!(options.pytest_args, Some(vec!["-k".into(), "x and y".into(), "-q".into()]));
        assert_eq!(options.fail_under, Some(Percent(80.0)));
        assert_eq!(
            options.gate,
            Some(vec![GateOptions {
                paths: vec!["a".into()],
                fail_under: Some(Percent(99.5)),
                coverage: None
            }])
        );
    }
}
