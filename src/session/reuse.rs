//! Verdicts of earlier runs: which still hold, and which of this run's will.

use std::collections::{BTreeMap, BTreeSet};

use super::{judge::Outcome, recall::Setting};
use crate::{
    cache::{Cache, CacheError, Clean, Kept},
    config::Config,
    keys::{Changes, Ingredients, Key, Keys, Kills, Snapshot, Standing, Steps, Table, Trails},
    model::{Baseline, Ran, Status, Strategy, TestId, Trail, Verdict},
    plan::{MutantRef, Planned, Route},
};

/// Where a verdict is kept.
pub(super) struct Place {
    pub key: [u8; 32],
    /// The mutant, where it is to be known who kills it.
    pub mutant: Option<[u8; 32]>,
    pub trail: Option<Trail>,
}

/// What a run knows of earlier ones.
pub(super) struct Reuse {
    snapshot: Snapshot,
    pub project: [u8; 32],
    keys: BTreeMap<MutantRef, Key>,
    kills: Kills,
    trails: Trails,
    table: Table,
    standing: Standing,
    /// What the next clean run may rely on.
    clean: Option<Clean>,
    /// By mutant's id: what has changed since the last run of those that are judged.
    reasons: BTreeMap<String, Vec<String>>,
    /// Tests that were seen to pass alone, unmutated, as they are now.
    pub confirmed: BTreeSet<TestId>,
}

impl Reuse {
    /// Fills verdicts that still hold into `planned`.  None where nothing is to be kept, or what
    /// the suite depends on is not known.
    pub fn new(
        setting: &Setting,
        baseline: &Baseline,
        planned: &mut [Planned],
    ) -> Result<Option<Reuse>, CacheError> {
        let Setting { config, snapshot, files, confinement, .. } = *setting;
        let confined = confinement.is_some();
        let variable = |name: &str| std::env::var_os(name);
        let about = Ingredients { config, snapshot, files, baseline, confined, variable: &variable };
        let Some(Keys { mutants, kills, trails, table, runs, .. }) = about.keys(planned) else {
            return Ok(None);
        };
        let tests = by_name(baseline);
        let standing = Standing::new(&about, &table);
        let cache = Cache::open(&config.project)?;
        let changes = cache.table()?.map(|before| table.changes(&before));
        let confirmed = BTreeSet::new();
        let mut reuse = Reuse {
            snapshot: snapshot.clone(),
            project: snapshot.digest(),
            clean: setting.remember(baseline, &runs),
            standing,
            keys: BTreeMap::new(),
            kills,
            trails,
            table,
            reasons: BTreeMap::new(),
            confirmed,
        };
        for (planned, key) in planned.iter_mut().zip(mutants) {
            let Some(key) = key else { continue };
            let mut places = reuse.places_of_kills(&cache, &key, &tests)?;
            places.extend([key.narrow, key.widened, key.wide]);
            for under in [key.narrow_exact, key.widened_exact, Some(key.narrow), Some(key.widened)]
                .into_iter()
                .flatten()
            {
                places.extend(reuse.places_of_trails(&cache, &under)?);
            }
            if let Some(kept) = cache.verdict(&places)?
                && let Some((verdict, confirmed)) = known(kept, &tests)
            {
                reuse.confirmed.extend(verdict.killed_by.filter(|_| confirmed));
                planned.route = Route::Known(verdict);
            } else {
                let id = files[planned.at.file].mutants[planned.at.mutant].id.clone();
                reuse.reasons.insert(id, reasons(changes.as_ref(), &key, baseline));
            }
            reuse.keys.insert(planned.at, key);
        }
        Ok(Some(reuse))
    }

    /// Where a kill of the mutant may be: what has killed it before may do so again.
    fn places_of_kills(
        &self,
        cache: &Cache,
        key: &Key,
        tests: &BTreeMap<&str, TestId>,
    ) -> Result<Vec<[u8; 32]>, CacheError> {
        let known = cache.killers(&key.mutant)?;
        let known = known.iter().filter_map(|nodeid| tests.get(nodeid.as_str()).copied());
        let asked = |test: &TestId| key.asked.as_ref().is_none_or(|asked| asked.contains(test));
        let mut out = Vec::new();
        for test in known {
            if asked(&test) {
                let plain = self.kills.key(key, test, false);
                out.push(plain);
                for under in [plain, self.kills.exact(key, test)] {
                    out.extend(self.places_of_trails(cache, &under)?);
                }
            }
            out.push(self.kills.key(key, test, true));
        }
        Ok(out)
    }

    /// Where a verdict may be that depends on what ran, besides what `under` says.
    fn places_of_trails(&self, cache: &Cache, under: &[u8; 32]) -> Result<Vec<[u8; 32]>, CacheError> {
        let known = cache.trails(under)?;
        Ok(known.iter().filter_map(|names| self.trails.key(under, names)).collect())
    }

    /// What ran, as parts of keys; None where that is not known of all.
    pub fn trail(&self, ran: &Ran) -> Option<Steps> {
        self.trails.of(ran)
    }

    /// The place of a verdict by what ran, and by whichever is the same of what `under` says besides.
    fn exact(
        &self,
        under: impl IntoIterator<Item = [u8; 32]>,
        trail: &BTreeSet<usize>,
        tests: &BTreeSet<TestId>,
        mutant: Option<[u8; 32]>,
    ) -> Option<Place> {
        let names = self.trails.names(trail, tests.iter().copied());
        let keyed = |under| Some((under, self.trails.key(&under, &names)?));
        let under: Vec<_> = under.into_iter().map(keyed).collect::<Option<_>>()?;
        let (_, key) = *under.first()?;
        Some(Place { key, mutant, trail: Some(Trail { names, under }) })
    }

    /// Under which key a verdict holds; None where it is not to be kept.
    /// `widened`: the tests that may see what the mutant leaves were asked, too.
    pub fn place(
        &self,
        at: MutantRef,
        verdict: &Verdict,
        widened: bool,
        baseline: &Baseline,
        trail: Option<&Steps>,
    ) -> Option<Place> {
        let key = self.keys.get(&at)?;
        let certain = match verdict.status {
            Status::Killed
            | Status::Survived
            | Status::Timeout
            | Status::NoCoverage
            | Status::CompileError => true,
            Status::Ignored => verdict.strategy.is_some(),
            Status::RuntimeError | Status::Pending => false,
        };
        if !certain || verdict.cached {
            return None;
        }
        let spawns = |test: &TestId| baseline.tests[test.0 as usize].spawns;
        let spawning = || key.asked.as_ref().is_none_or(|asked| asked.iter().any(spawns));
        if trail.is_some_and(|steps| steps.forked) && !spawning() {
            return None; // the mutant alone had a process started, which may have looked at anything
        }
        let trail = trail.filter(|steps| !steps.forked);
        let doubtful = |test: TestId| baseline.tests[test.0 as usize].quarantined.is_some();
        let swapped = verdict.strategy.is_none_or(|strategy| strategy == Strategy::Swap);
        let asked = |test: &TestId| key.asked.as_ref().is_some_and(|asked| asked.contains(test));
        if verdict.status == Status::Killed
            && !verdict.whole
            && let Some(killer) = verdict.killed_by.filter(|test| !swapped || asked(test))
        {
            let mutant = Some(key.mutant);
            let found = self.kills.key(key, killer, !swapped);
            let under = [self.kills.exact(key, killer), found];
            let of_killer = |trail| {
                let own = self.table.tests.get(&baseline.tests[killer.0 as usize].nodeid)?;
                Some(Trails::of_killer(trail, &(own | &self.table.common)))
            };
            let trail = trail.filter(|_| swapped).and_then(of_killer);
            let exact = trail.and_then(|trail| self.exact(under, &trail, &BTreeSet::from([killer]), mutant));
            let plain = Place { key: found, mutant, trail: None };
            return (!doubtful(killer)).then(|| exact.unwrap_or(plain));
        }
        let (found, doubted, exact) = match &key.asked {
            Some(asked) if swapped && !verdict.whole => {
                let all = asked | &key.wider;
                // that tests would run the statement again was found without the mutant: no trail tells that
                let once = verdict.status == Status::Survived && !key.wider.is_empty();
                let (tests, found, under) = match (widened, once) {
                    (true, _) => (&all, key.widened, key.widened_exact),
                    (false, true) => (asked, key.narrow, None),
                    (false, false) => (asked, key.narrow, key.narrow_exact),
                };
                let under: Vec<_> = under.into_iter().chain([found]).collect();
                let doubted = tests.iter().any(|test| doubtful(*test));
                (found, doubted, trail.and_then(|trail| self.exact(under, &trail.all(), tests, None)))
            }
            _ => (key.wide, baseline.tests.iter().any(|test| test.quarantined.is_some()), None),
        };
        let plain = Place { key: found, mutant: None, trail: None };
        (!doubted).then(|| exact.unwrap_or(plain))
    }

    /// What of the project has changed since the run began.
    pub fn disturbed(&self, config: &Config) -> Option<String> {
        match Snapshot::of(config, Some(&self.snapshot)) {
            Ok(now) => now.difference(&self.snapshot).map(str::to_owned),
            Err(error) => Some(error.to_string()),
        }
    }

    /// Keeps nothing of this run, nor that nothing has changed since the last one.
    pub fn forget(&self, config: &Config) -> Result<(), CacheError> {
        Cache::open(&config.project)?.forget_standing()
    }

    /// Keeps what was found out, in a project that is undisturbed.
    pub fn keep(&self, config: &Config, judged: &Outcome) -> Result<(), CacheError> {
        let mut verdicts = Vec::new();
        for at in &judged.settled {
            let verdict = &judged.verdicts[at.file][at.mutant];
            let widened = judged.widened.contains(at);
            let trail = judged.trails.get(at);
            let Some(place) = self.place(*at, verdict, widened, &judged.baseline, trail) else { continue };
            let killer = verdict.killed_by.map(|test| judged.baseline.tests[test.0 as usize].nodeid.clone());
            let confirmed = verdict.killed_by.is_none_or(|test| judged.confirmed.contains(&test));
            let Place { key, mutant, trail } = place;
            let kept = Kept { verdict: verdict.clone(), killed_by: killer, confirmed, mutant, trail };
            verdicts.push((key, kept));
        }
        let cache = Cache::open(&config.project)?;
        let steady = judged.baseline.tests.iter().all(|test| test.quarantined.is_none());
        cache.save_clean(self.clean.clone().filter(|_| steady))?;
        cache.save_table(&self.table)?;
        cache.save_reasons(self.reasons.clone())?;
        cache.keep_verdicts(&verdicts)?;
        let uncertain = |verdict: &Verdict| matches!(verdict.status, Status::Pending | Status::RuntimeError);
        let certain = steady && !judged.verdicts.iter().flatten().any(uncertain);
        if certain { cache.save_standing(&self.standing) } else { cache.forget_standing() }
    }
}

/// So many changes are named of each mutant.
const NAMED: usize = 5;

/// Why a mutant is judged, in words.
fn reasons(changes: Option<&Changes>, key: &Key, baseline: &Baseline) -> Vec<String> {
    let nodeid = |test: &TestId| baseline.tests[test.0 as usize].nodeid.as_str();
    let asked: Option<BTreeSet<&str>> = key.asked.as_ref().map(|tests| tests.iter().map(nodeid).collect());
    changes.map(|changes| changes.for_tests(asked.as_ref(), NAMED)).unwrap_or_default()
}

pub(super) fn by_name(baseline: &Baseline) -> BTreeMap<&str, TestId> {
    baseline.tests.iter().enumerate().map(|(k, t)| (t.nodeid.as_str(), TestId(k as u32))).collect()
}

/// The verdict in terms of this run's tests, and whether its killer is beyond doubt.
pub(super) fn known(kept: Kept, tests: &BTreeMap<&str, TestId>) -> Option<(Verdict, bool)> {
    let killed_by = match &kept.killed_by {
        Some(nodeid) => Some(*tests.get(nodeid.as_str())?),
        None => None,
    };
    Some((Verdict { killed_by, ..kept.verdict }, kept.confirmed))
}
