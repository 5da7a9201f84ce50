import subprocess
import sys


def run(*arguments):
    return subprocess.run([sys.executable, "-m", "journal", *arguments]).returncode


def test_program_cleans_up():
    assert run("made.txt", "clean") == 0


def test_program_runs_again():
    assert run("more.txt", "clean") == 0
