//! `mutate verify`: a sample of the last run judged again in fresh interpreters.

use std::fs;

use crate::run::Project;
use crate::snapshot;

#[test]
fn what_was_judged_truthfully_agrees() {
    let project = Project::scales();
    project.run(&["run", "--paths", "scales.py", "-q"]);
    snapshot!(project.run(&["verify", "--seed", "1", "-q"]), @r"
exit: 0
----- stdout
4 of 4 verdicts judged again in fresh interpreters (seed 1): 4 agree, 0 disagree
disagreement rate 0.0%, 95% interval 0.0% to 49.0%
----- stderr
");
}

#[test]
fn a_verdict_that_no_longer_holds_is_1_with_both_histories() {
    let project = Project::scales();
    project.run(&["run", "--paths", "scales.py", "-q"]);
    fs::write(project.path.join("test_scales.py"), "def test_nothing():\n    pass\n").unwrap();
    snapshot!(project.run(&["verify", "--seed", "1", "-q"]), @r"
exit: 1
----- stdout
scales.py:2:12 return `None` in weigh (0f073cc88b01)
  last run: Killed by test_scales.py::test_weigh; swap, 1 tests completed
  verified: Survived; cold, 1 tests completed
scales.py:2:14 replace `+` with `-` in weigh (5db7f2cbdaf9)
  last run: Killed by test_scales.py::test_weigh; swap, 1 tests completed
  verified: Survived; cold, 1 tests completed
4 of 4 verdicts judged again in fresh interpreters (seed 1): 2 agree, 2 disagree
disagreement rate 50.0%, 95% interval 15.0% to 85.0%
----- stderr
verification failed: disagreement rate 50.0% is above 0%
");
    snapshot!(project.run(&["verify", "--seed", "1", "-q", "--max-disagreement", "50"]), @r"
exit: 0
----- stdout
scales.py:2:12 return `None` in weigh (0f073cc88b01)
  last run: Killed by test_scales.py::test_weigh; swap, 1 tests completed
  verified: Survived; cold, 1 tests completed
scales.py:2:14 replace `+` with `-` in weigh (5db7f2cbdaf9)
  last run: Killed by test_scales.py::test_weigh; swap, 1 tests completed
  verified: Survived; cold, 1 tests completed
4 of 4 verdicts judged again in fresh interpreters (seed 1): 2 agree, 2 disagree
disagreement rate 50.0%, 95% interval 15.0% to 85.0%
----- stderr
");
}

#[test]
fn without_a_last_run_or_with_other_sources_it_is_2() {
    let project = Project::scales();
    snapshot!(project.run(&["verify"]), @r"
exit: 2
----- stdout
----- stderr
error: there is no last run of [PROJECT]; `mutate run` makes one
");
    project.run(&["run", "--paths", "scales.py", "-q"]);
    let path = project.path.join("scales.py");
    fs::write(&path, fs::read_to_string(&path).unwrap() + "\n# more\n").unwrap();
    snapshot!(project.run(&["verify"]), @r"
exit: 2
----- stdout
----- stderr
error: scales.py has changed since the last run, whose verdicts are of the old text; run `mutate` again
");
}
