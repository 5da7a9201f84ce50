//! Options from environment variables, `MUTATE_<OPTION>`.

use std::fmt::Display;
use std::str::FromStr;

use super::ConfigError;
use super::options::{Options, split_words};
use super::sandbox::SandboxOptions;

/// Reads the layer through `lookup`, which gives a variable's value.  Lists
/// are separated by commas; an empty variable counts as unset.
pub fn from_env(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Options, ConfigError> {
    let env = Env { lookup };
    Ok(Options {
        paths: env.list("PATHS")?,
        python: env.value("PYTHON")?,
        jobs: env.value("JOBS")?,
        tests: env.list("TESTS")?,
        pytest_args: env.words("PYTEST_ARGS")?,
        operators: env.list("OPERATORS")?,
        only: env.list("ONLY")?,
        fail_under: env.value("FAIL_UNDER")?,
        gate: None,
        report: env.list("REPORT")?,
        no_cache: env.flag("NO_CACHE")?,
        wait: env.flag("WAIT")?,
        baseline_runs: env.value("BASELINE_RUNS")?,
        strategy: env.value("STRATEGY")?,
        sandbox: SandboxOptions {
            mode: env.value("SANDBOX")?,
            write: env.list("SANDBOX_WRITE")?,
            tree: env.value("SANDBOX_TREE")?,
            leave_out: env.list("SANDBOX_LEAVE_OUT")?,
        },
        timeout_multiplier: env.value("TIMEOUT_MULTIPLIER")?,
        quiet: env.flag("QUIET")?,
        verbose: env.flag("VERBOSE")?,
        color: env.value("COLOR")?,
        dry_run: env.flag("DRY_RUN")?,
        max_time: env.value("MAX_TIME")?,
        shard: env.value("SHARD")?,
    })
}

struct Env<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
}

impl Env<'_> {
    fn parse<T>(
        &self,
        option: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        let name = format!("MUTATE_{option}");
        let Some(text) = (self.lookup)(&name).filter(|text| !text.trim().is_empty()) else {
            return Ok(None);
        };
        let parsed = parse(text.trim());
        parsed.map(Some).map_err(|message| ConfigError::Value {
            place: format!("the environment variable {name}"),
            message,
        })
    }

    fn value<T: FromStr>(&self, option: &str) -> Result<Option<T>, ConfigError>
    where
        T::Err: Display,
    {
        self.parse(option, |text| text.parse().map_err(|error: T::Err| error.to_string()))
    }

    fn list<T: FromStr>(&self, option: &str) -> Result<Option<Vec<T>>, ConfigError>
    where
        T::Err: Display,
    {
        self.parse(option, |text| {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            items.map(|item| item.parse().map_err(|error: T::Err| error.to_string())).collect()
        })
    }

    fn words(&self, option: &str) -> Result<Option<Vec<String>>, ConfigError> {
        self.parse(option, split_words)
    }

    fn flag(&self, option: &str) -> Result<Option<bool>, ConfigError> {
        self.parse(option, |text| match text.to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" => Ok(true),
            "0" | "false" | "no" | "off" => Ok(false),
            _ => Err(format!("`{text}` is neither `1` nor `0`")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &'static [(&str, &str)]) -> Result<Options, String> {
        let lookup =
            |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string());
        from_env(&lookup).map_err(|error| error.to_string())
    }

    #[test]
    fn lists_are_separated_by_commas_and_empty_variables_are_unset() {
        let options =
            read(&[("MUTATE_PATHS", "a, b"), ("MUTATE_JOBS", ""), ("MUTATE_NO_CACHE", "1")]).unwrap();
        assert_eq!(options.paths, Some(vec!["a".into(), "b".into()]));
        assert_eq!(options.jobs, None);
        assert_eq!(options.no_cache, Some(true));
    }

    #[test]
    fn an_error_names_the_variable() {
        let error = read(&[("MUTATE_SHARD", "5/4")]).unwrap_err();
        assert!(error.contains("the environment variable MUTATE_SHARD"), "{error}");
    }
}
