//! A project in a temporary folder, and the binary run in it.

use std::path::Path;
use std::process::Command;

/// A project whose files are given; nothing else is in its folder.
pub struct Project {
    dir: tempfile::TempDir,
}

impl Project {
    pub fn new(files: &[(&str, &str)]) -> Project {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Project { dir }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// Runs `mutate` with these arguments; exit status, standard output and
    /// standard error in one text.
    pub fn mutate(&self, args: &[&str]) -> String {
        self.mutate_with(args, &[])
    }

    pub fn mutate_with(&self, args: &[&str], env: &[(&str, &str)]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mutate"));
        command.args(args).current_dir(self.path());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("MUTATE_") || name == "NO_COLOR" || name == "VIRTUAL_ENV" {
                command.env_remove(name);
            }
        }
        let output = command.envs(env.iter().copied()).output().unwrap();
        let here = self.path().canonicalize().unwrap();
        let text = format!(
            "exit: {}\n----- stdout\n{}----- stderr\n{}",
            output.status.code().map_or("signal".to_owned(), |code| code.to_string()),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        text.replace(here.to_str().unwrap(), "[PROJECT]").replace(self.path().to_str().unwrap(), "[PROJECT]")
    }
}
