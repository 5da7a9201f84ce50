//! `mutate init`

use crate::harness::Project;

const PYPROJECT: &str = "[build-system]\nrequires = ['hatchling']\n\n[project]\nname = 'shop'\nversion = '1'\n\
    classifiers = ['Programming Language :: Python :: 3', 'Programming Language :: Python :: 3.12', \
    'Programming Language :: Python :: 3.9', 'Programming Language :: Python :: 3.10']\n\n\
    [project.optional-dependencies]\ntest = ['pytest']\ndocs = ['sphinx']\n";

/// The lines of a file that have one of these words in them.
fn lines(project: &Project, file: &str, words: &[&str]) -> String {
    let text = project.read(file);
    let found = text.lines().filter(|line| words.iter().any(|word| line.contains(word)));
    found.map(|line| line.trim().to_owned() + "\n").collect()
}

#[test]
fn a_workflow_and_a_configuration_are_written_once() {
    let project = Project::new(&[("pyproject.toml", PYPROJECT), ("shop/__init__.py", "")]);
    insta::assert_snapshot!(project.mutate(&["init"]), @r"
exit: 0
----- stdout
pyproject.toml: [tool.mutate] added
.github/workflows/mutate.yml: written
----- stderr
");
    assert!(project.read("pyproject.toml").ends_with("\n\n[tool.mutate]\npaths = [\"shop\"]\n"));
    let workflow = ".github/workflows/mutate.yml";
    insta::assert_snapshot!(lines(&project, workflow, &["run:", "python:", "fetch-depth", "key:", "cron"]), @r#"
- cron: "17 3 * * *"
python: ["3.9", "3.10", "3.12"]
fetch-depth: 0 # the comparison needs the history
- run: python -m pip install mutate-engine -e ".[test]"
key: mutate-${{ matrix.python }}-${{ github.sha }}
- run: mutate ci --fail-under-diff 80 --fail-under-mutants 60 --minimum-mutants 10
python: ["3.12"]
- run: python -m pip install mutate-engine -e ".[test]"
key: mutate-${{ matrix.python }}-${{ github.sha }}
- run: mutate run --shard ${{ matrix.part }}/4 --fail-under 0 --report text --report json=mutation.json
- run: mutate cache export verdicts
- run: python -m pip install mutate-engine
key: mutate-${{ env.PYTHON }}-${{ github.sha }}
- run: for part in parts/*/verdicts; do mutate cache import "$part"; done
- run: mutate merge parts --fail-under 60 --history .mutate/history.jsonl --report text --report markdown=mutation.md --report json=mutation.json
key: mutate-${{ env.PYTHON }}-${{ github.sha }}-${{ github.run_id }}
- run: cat mutation.md >> "$GITHUB_STEP_SUMMARY"
"#);
    insta::assert_snapshot!(project.mutate(&["init"]), @r"
exit: 0
----- stdout
mutate is configured already
.github/workflows/mutate.yml: it is there already; --force writes it anew
----- stderr
");
    assert!(project.mutate(&["init", "--force"]).contains("mutate.yml: written"));
    assert!(project.mutate(&["list", "--count"]).starts_with("exit: 4\n"), "the configuration is one");
}

#[test]
fn gitlab_reads_a_file_that_its_own_includes() {
    let files = [("requirements-dev.txt", "pytest\n"), ("shop/__init__.py", ""), ("README.md", "")];
    let project = Project::new(&files);
    insta::assert_snapshot!(project.mutate(&["init", "--ci", "gitlab"]), @r"
exit: 0
----- stdout
mutate.toml: written
.gitlab/mutate.yml: written
.gitlab-ci.yml: written
----- stderr
");
    assert_eq!(project.read(".gitlab-ci.yml"), "include:\n  - local: .gitlab/mutate.yml\n");
    let told = lines(
        &project,
        ".gitlab/mutate.yml",
        &["pip", " mutate ", "GIT_DEPTH", "PYTHON:", "policy", "unprotect", "fetch"],
    );
    // `extends` merges: what the gate does not say of the cache it has from the others
    insta::assert_snapshot!(told, @r#"
GIT_DEPTH: 0 # the comparison needs the history
- python -m pip install mutate-engine -r requirements-dev.txt
policy: pull
unprotect: true # merge requests get what the default branch has found
- PYTHON: ["3.13"]
- git fetch origin "+refs/heads/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME:refs/remotes/origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
- mutate ci --fail-under-diff 80 --fail-under-mutants 60 --minimum-mutants 10
PYTHON: "3.13"
- mutate run --shard $CI_NODE_INDEX/$CI_NODE_TOTAL --fail-under 0 --report text --report json=parts/$CI_NODE_INDEX.json
- mutate cache export parts/$CI_NODE_INDEX.verdicts
PYTHON: "3.13"
- python -m pip install mutate-engine
policy: pull-push
- for part in parts/*.verdicts; do mutate cache import "$part"; done
- mutate merge parts --fail-under 60 --history .mutate/history.jsonl --report text --report markdown=mutation.md --report json=mutation.json
"#);
    let other = Project::new(&[(".gitlab-ci.yml", "test:\n  script: [pytest]\n"), ("shop/__init__.py", "")]);
    let output = other.mutate(&["init"]);
    assert!(
        output.contains(".gitlab-ci.yml: add to it\n\ninclude:\n  - local: .gitlab/mutate.yml\n"),
        "{output}"
    );
    assert_eq!(other.read(".gitlab-ci.yml"), "test:\n  script: [pytest]\n");
}

#[test]
fn versions_of_python_that_nobody_names_follow_from_what_is_required() {
    let pyproject = "[project]\nname = 'shop'\nversion = '1'\nrequires-python = '>=3.10, <3.14'\n";
    let project = Project::new(&[("pyproject.toml", pyproject), ("shop/__init__.py", "")]);
    project.mutate(&["init"]);
    insta::assert_snapshot!(lines(&project, ".github/workflows/mutate.yml", &["python:", "PYTHON:"]), @r#"
python: ["3.10", "3.13"]
python: ["3.13"]
PYTHON: "3.13"
"#);
}

#[test]
fn no_service_needs_no_workflow() {
    let project = Project::new(&[("mutate.toml", "paths = ['a']\n")]);
    insta::assert_snapshot!(project.mutate(&["init", "--ci", "none"]), @r"
exit: 0
----- stdout
mutate is configured already
----- stderr
");
}
