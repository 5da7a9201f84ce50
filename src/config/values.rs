//! Values of options, each parsed from text in one place, whatever layer it
//! came from.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use crate::model::Strategy;

/// `--jobs`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jobs {
    Auto,
    Count(NonZeroUsize),
}

impl FromStr for Jobs {
    type Err = String;

    fn from_str(text: &str) -> Result<Jobs, String> {
        if text == "auto" {
            return Ok(Jobs::Auto);
        }
        text.parse()
            .map(Jobs::Count)
            .map_err(|_| format!("`{text}` is neither a number from 1 up nor `auto`"))
    }
}

impl Jobs {
    /// The number of workers.  `auto` is the cores that this process may
    /// really use: its affinity and its cgroup's quota count.
    pub fn count(self) -> usize {
        match self {
            Jobs::Count(n) => n.get(),
            Jobs::Auto => std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
        }
    }
}

/// `--baseline-runs`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runs(pub NonZeroU32);

impl FromStr for Runs {
    type Err = String;

    fn from_str(text: &str) -> Result<Runs, String> {
        text.parse().map(Runs).map_err(|_| format!("`{text}` is not a number from 1 up"))
    }
}

/// A threshold from 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Percent(pub f64);

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Percent, String> {
        let number = text.strip_suffix('%').unwrap_or(text).trim();
        match number.parse::<f64>() {
            Ok(value) if (0.0..=100.0).contains(&value) => Ok(Percent(value)),
            _ => Err(format!("`{text}` is not a percentage from 0 to 100")),
        }
    }
}

/// A finite number above zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Positive(pub f64);

impl FromStr for Positive {
    type Err = String;

    fn from_str(text: &str) -> Result<Positive, String> {
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() && value > 0.0 => Ok(Positive(value)),
            _ => Err(format!("`{text}` is not a number above 0")),
        }
    }
}

/// A span of time: `90s`, `10m`, `1h30m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(pub Duration);

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Limit, String> {
        let seconds = seconds(text).filter(|s| *s > 0);
        let seconds =
            seconds.ok_or_else(|| format!("`{text}` is not a duration such as 90s, 10m or 1h30m"))?;
        Ok(Limit(Duration::from_secs(seconds)))
    }
}

/// Numbers with a unit each, in falling order of unit.
fn seconds(text: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut smallest = u64::MAX;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        let unit = match rest.as_bytes()[digits] {
            b'h' => 3600,
            b'm' => 60,
            b's' => 1,
            _ => return None,
        };
        if unit >= smallest {
            return None;
        }
        smallest = unit;
        total = total.checked_add(number.checked_mul(unit)?)?;
        rest = &rest[digits + 1..];
    }
    Some(total)
}

/// Part `index` of `count`; both from 1 up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    pub index: usize,
    pub count: usize,
}

impl Shard {
    /// Whether the mutant with this id, hexadecimal digits, is this shard's.
    pub fn holds(self, id: &str) -> bool {
        let number = u64::from_str_radix(id.get(..12).unwrap_or(id), 16).unwrap_or(0);
        number % self.count as u64 == self.index as u64 - 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let parsed = text.split_once('/').and_then(|(index, count)| {
            Some(Shard { index: index.parse().ok()?, count: count.parse().ok()? })
        });
        match parsed {
            Some(shard) if (1..=shard.count).contains(&shard.index) => Ok(shard),
            _ => Err(format!("`{text}` is not a shard I/N with I from 1 to N, such as 2/4")),
        }
    }
}

/// `--strategy`; `None` is `auto`: chosen for each mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StrategyChoice(pub Option<Strategy>);

impl FromStr for StrategyChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<StrategyChoice, String> {
        if text == "auto" {
            return Ok(StrategyChoice(None));
        }
        let strategy = Strategy::parse(text);
        let strategy =
            strategy.ok_or_else(|| format!("`{text}` is none of `auto`, `swap`, `reimport` and `cold`"))?;
        Ok(StrategyChoice(Some(strategy)))
    }
}

/// Whether mutants are kept from writing outside the workers' folders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SandboxMode {
    /// Where the kernel can; where the unmutated suite writes, they may, too.
    #[default]
    On,
    /// So, or there is no run.
    Required,
    /// Or there is no run, and where the suite writes is no excuse.
    Strict,
    Off,
}

impl SandboxMode {
    const ALL: [(&'static str, SandboxMode); 4] = [
        ("on", SandboxMode::On),
        ("required", SandboxMode::Required),
        ("strict", SandboxMode::Strict),
        ("off", SandboxMode::Off),
    ];

    pub fn name(self) -> &'static str {
        SandboxMode::ALL.iter().find(|(_, mode)| *mode == self).map_or("", |(name, _)| name)
    }
}

impl FromStr for SandboxMode {
    type Err = String;

    fn from_str(text: &str) -> Result<SandboxMode, String> {
        let found = SandboxMode::ALL.iter().find(|(name, _)| *name == text);
        found
            .map(|(_, mode)| *mode)
            .ok_or_else(|| format!("`{text}` is none of `on`, `required`, `strict` and `off`"))
    }
}

/// What a worker's tree is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TreeChoice {
    /// An overlay where the project is large, the machine can, and the suite passes on it.
    #[default]
    Auto,
    Copy,
    /// Or there is no run.
    Overlay,
}

impl TreeChoice {
    const ALL: [(&'static str, TreeChoice); 3] =
        [("auto", TreeChoice::Auto), ("copy", TreeChoice::Copy), ("overlay", TreeChoice::Overlay)];

    pub fn name(self) -> &'static str {
        TreeChoice::ALL.iter().find(|(_, choice)| *choice == self).map_or("", |(name, _)| name)
    }
}

impl FromStr for TreeChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<TreeChoice, String> {
        let found = TreeChoice::ALL.iter().find(|(name, _)| *name == text);
        found
            .map(|(_, choice)| *choice)
            .ok_or_else(|| format!("`{text}` is none of `auto`, `copy` and `overlay`"))
    }
}

/// When to colour what is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    Always,
    Never,
}

impl FromStr for Color {
    type Err = String;

    fn from_str(text: &str) -> Result<Color, String> {
        match text {
            "auto" => Ok(Color::Auto),
            "always" => Ok(Color::Always),
            "never" => Ok(Color::Never),
            _ => Err(format!("`{text}` is none of `auto`, `always` and `never`")),
        }
    }
}

/// `FORMAT[=PATH]`; without a path the report goes to standard output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportTarget {
    pub format: String,
    pub path: Option<PathBuf>,
}

impl FromStr for ReportTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<ReportTarget, String> {
        let (format, path) = match text.split_once('=') {
            Some((_, "")) => return Err(format!("`{text}` names no file after `=`")),
            Some((format, "-")) => (format, None),
            Some((format, path)) => (format, Some(PathBuf::from(path))),
            None => (text, None),
        };
        Ok(ReportTarget { format: format.to_owned(), path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_numbers_with_falling_units() {
        let parse = |text: &str| text.parse::<Limit>().ok().map(|limit| limit.0.as_secs());
        assert_eq!(parse("90s"), Some(90));
        assert_eq!(parse("10m"), Some(600));
        assert_eq!(parse("1h30m"), Some(5400));
        for bad in ["", "10", "m", "5m1h", "1m1m", "0s", "1d", "-5s", "99999999999999999999h", "1é"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn shards_count_from_one_to_their_number() {
        assert_eq!("2/4".parse(), Ok(Shard { index: 2, count: 4 }));
        for bad in ["0/4", "5/4", "1/0", "1", "a/b", "1/2/3"] {
            assert!(bad.parse::<Shard>().is_err(), "{bad}");
        }
    }

    #[test]
    fn thresholds_outside_of_0_to_100_are_refused() {
        assert_eq!("80".parse(), Ok(Percent(80.0)));
        assert_eq!("99.5%".parse(), Ok(Percent(99.5)));
        for bad in ["-1", "100.1", "nan", "inf", "high"] {
            assert!(bad.parse::<Percent>().is_err(), "{bad}");
        }
    }

    #[test]
    fn jobs_are_a_number_from_one_up_or_auto() {
        assert_eq!("auto".parse(), Ok(Jobs::Auto));
        assert_eq!("3".parse::<Jobs>().map(Jobs::count), Ok(3));
        for bad in ["0", "-1", "two", ""] {
            assert!(bad.parse::<Jobs>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_report_without_a_path_goes_to_standard_output() {
        let target = |format: &str, path: Option<&str>| ReportTarget {
            format: format.into(),
            path: path.map(PathBuf::from),
        };
        assert_eq!("json".parse(), Ok(target("json", None)));
        assert_eq!("json=-".parse(), Ok(target("json", None)));
        assert_eq!("json=out/a=b.json".parse(), Ok(target("json", Some("out/a=b.json"))));
        assert!("json=".parse::<ReportTarget>().is_err());
    }
}
