//! `mutate init`

use std::path::Path;

use clap::{Args, ValueEnum};

use super::args::Global;
use super::exit::{CliError, ExitCode};
use super::{output, setup};
use crate::config::{self, Packaging};
use crate::discover;

const GITHUB: &str = include_str!("github.yml");
const GITLAB: &str = include_str!("gitlab.yml");
const PYTHON: &str = "3.13";

#[derive(Debug, Args)]
pub struct InitArgs {
    /// What runs the project's jobs [default: gitlab where there is a .gitlab-ci.yml, else github]
    #[arg(long, value_name = "SERVICE")]
    pub ci: Option<Service>,
    /// Write files anew that are there already
    #[arg(long)]
    pub force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Service {
    Github,
    Gitlab,
    None,
}

pub(super) fn run(global: &Global, args: &InitArgs) -> Result<ExitCode, CliError> {
    let project = setup::project(global)?;
    let packaging = config::packaging(&project)?;
    configure(&project, &packaging)?;
    let guess = if project.join(".gitlab-ci.yml").exists() { Service::Gitlab } else { Service::Github };
    match args.ci.unwrap_or(guess) {
        Service::Github => {
            let file = ".github/workflows/mutate.yml";
            write(&project, file, &filled(GITHUB, &project, &packaging), args.force)?;
        }
        Service::Gitlab => {
            let file = ".gitlab/mutate.yml";
            write(&project, file, &filled(GITLAB, &project, &packaging), args.force)?;
            include(&project, file)?;
        }
        Service::None => {}
    }
    Ok(ExitCode::Ok)
}

/// `[tool.mutate]`, where nothing configures mutate yet.
fn configure(project: &Path, packaging: &Packaging) -> Result<(), CliError> {
    if packaging.configured || project.join("mutate.toml").exists() {
        return say("mutate is configured already");
    }
    let read = config::read(project)?;
    let paths = discover::default_paths(project, &read.coverage.source);
    let paths: Vec<String> = paths.iter().map(|path| format!("\"{path}\"")).collect();
    let table = format!("paths = [{}]\n", paths.join(", "));
    let file = project.join("pyproject.toml");
    match std::fs::read_to_string(&file) {
        Ok(text) => {
            let gap = if text.ends_with('\n') { "\n" } else { "\n\n" };
            save(&file, &format!("{text}{gap}[tool.mutate]\n{table}"))?;
            say("pyproject.toml: [tool.mutate] added")
        }
        Err(_) => {
            save(&project.join("mutate.toml"), &table)?;
            say("mutate.toml: written")
        }
    }
}

/// The template for this project.
fn filled(template: &str, project: &Path, packaging: &Packaging) -> String {
    let pythons = match packaging.pythons.is_empty() {
        true => vec![PYTHON.to_owned()],
        false => packaging.pythons.clone(),
    };
    let quoted: Vec<String> = pythons.iter().map(|version| format!("\"{version}\"")).collect();
    template
        .replace("@PYTHONS@", &quoted.join(", "))
        .replace("@NEWEST@", quoted.last().map_or("", String::as_str))
        .replace("@INSTALL@", &install(project, packaging))
}

/// How the project and what its tests need is installed, as far as its files tell.
fn install(project: &Path, packaging: &Packaging) -> String {
    let extras = match packaging.extras.is_empty() {
        true => String::new(),
        false => format!("[{}]", packaging.extras.join(",")),
    };
    let mut words = vec!["python -m pip install".to_owned(), "mutate-engine".to_owned()];
    if packaging.installable {
        words.push(format!("-e \".{extras}\""));
    }
    let files = ["requirements.txt", "requirements-dev.txt", "requirements-test.txt", "requirements_dev.txt"];
    let bare = words.len();
    words.extend(files.iter().filter(|file| project.join(file).is_file()).map(|file| format!("-r {file}")));
    words.extend(packaging.groups.iter().map(|group| format!("--group {group}")));
    if words.len() == bare && packaging.extras.is_empty() {
        words.push("pytest".to_owned());
    }
    words.join(" ")
}

fn write(project: &Path, file: &str, text: &str, force: bool) -> Result<(), CliError> {
    let path = project.join(file);
    if path.exists() && !force {
        return say(&format!("{file}: it is there already; --force writes it anew"));
    }
    save(&path, text)?;
    say(&format!("{file}: written"))
}

/// GitLab reads one file, which has to name the other.
fn include(project: &Path, file: &str) -> Result<(), CliError> {
    let main = project.join(".gitlab-ci.yml");
    let line = format!("include:\n  - local: {file}\n");
    match std::fs::read_to_string(&main) {
        Ok(text) if text.contains(file) => Ok(()),
        Ok(_) => say(&format!(".gitlab-ci.yml: add to it\n\n{line}")),
        Err(_) => {
            save(&main, &line)?;
            say(".gitlab-ci.yml: written")
        }
    }
}

fn save(path: &Path, text: &str) -> Result<(), CliError> {
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::write(path, text))
        .map_err(|error| CliError::usage(format!("failed to write {}: {error}", path.display())))
}

fn say(text: &str) -> Result<(), CliError> {
    output::print(format!("{text}\n").as_bytes())
}
