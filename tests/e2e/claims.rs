//! Tests that use what a machine has one of: jobs are not in each other's way.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;

use serde_json::Value;

use crate::run::{Project, shown};
use crate::support;

const LOGIC: &str = r"
import os

PATH = os.environ['CLAIMS_FILE']


def area(w, h):
    if w > 3:
        return w * h + 1
    return w * h


def save(n):
    with open(PATH, 'a') as handle:
        handle.write('%d\n' % (n + 1))
";

const APP: &str = r"
import socketserver
import threading

from logic import PATH, area, save


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        w, h = self.rfile.readline().split()
        self.wfile.write(b'%d\n' % area(int(w), int(h)))


class Server(socketserver.TCPServer):
    allow_reuse_address = True


def serve(port):
    server = Server(('127.0.0.1', port), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


def total():
    with open(PATH) as handle:
        return sum(int(line) for line in handle)
";

const FIXTURES: &str = r"
import os
import socket

import pytest

import app


@pytest.fixture(scope='session')
def server():
    with app.serve(int(os.environ['CLAIMS_PORT'])) as server:
        yield server.server_address
        server.shutdown()


@pytest.fixture
def ask(server):
    def ask(w, h):
        with socket.create_connection(server) as connection:
            connection.sendall(b'%d %d\n' % (w, h))
            return int(connection.makefile().readline())
    return ask


@pytest.fixture
def store():
    if os.path.exists(app.PATH):
        os.remove(app.PATH)
    yield app
    os.remove(app.PATH)
";

const TESTS: &str = r"
import time

import pytest


@pytest.mark.parametrize('w', range(6))
def test_area(ask, w):
    assert ask(w, 2) == w * 2 + (w > 3)


@pytest.mark.parametrize('n', range(6))
def test_store(store, n):
    store.save(n)
    time.sleep(0.005)
    store.save(1)
    assert store.total() == n + 3
";

/// A port that nobody listens at, and of those that are not given by chance.
fn port() -> u16 {
    let first = 20_000 + (std::process::id() % 5_000) as u16;
    (first..30_000).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

fn verdicts(project: &Project, jobs: &str, port: u16, folder: &Path) -> (BTreeMap<String, String>, String) {
    let report = folder.join("report.json");
    let mut command = support::command(&project.path);
    command.args(["run", "--paths", "logic.py", "--no-cache", "-v", "--jobs", jobs]);
    command.arg(format!("--sandbox-write={}", folder.display()));
    command.arg(format!("--report=json={}", report.display()));
    command.env("CLAIMS_PORT", port.to_string()).env("CLAIMS_FILE", folder.join("store.txt"));
    let told = shown(&command.output().unwrap(), &project.path);
    let json: Value =
        serde_json::from_slice(&std::fs::read(&report).unwrap_or_else(|_| panic!("{told}"))).unwrap();
    let mutants = json["files"]["logic.py"]["mutants"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (mutants.iter().map(|mutant| (text(&mutant["id"]), text(&mutant["status"]))).collect(), told)
}

#[test]
fn tests_that_use_a_port_or_a_file_of_the_machine_run_one_at_a_time() {
    let tests: Vec<String> = (0..4).map(|k| format!("tests/test_{k}.py")).collect();
    let mut files = vec![("app.py", APP), ("logic.py", LOGIC), ("tests/conftest.py", FIXTURES)];
    files.push(("pytest.ini", "[pytest]\npythonpath = .\n"));
    files.extend(tests.iter().map(|path| (path.as_str(), TESTS)));
    let project = Project::new(&files);
    let (port, folder) = (port(), tempfile::tempdir().unwrap());
    let (calm, told) = verdicts(&project, "1", port, folder.path());
    let killed = calm.values().filter(|status| *status == "Killed").count();
    assert!(killed > 10 && calm.values().all(|status| status != "RuntimeError"), "{told}");
    assert!(told.contains("48 tests use what this machine has one of"), "{told}");
    let (busy, told) = verdicts(&project, "4", port, folder.path());
    assert!(!told.contains("quarantined") && calm == busy, "{told}\n{calm:?}\n{busy:?}");
}
