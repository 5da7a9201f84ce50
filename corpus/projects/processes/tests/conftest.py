import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


@pytest.fixture
def tool():
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def call(*args):
        done = subprocess.run(
            [sys.executable, "-m", "tool", *args], cwd=str(ROOT), env=env, stdout=subprocess.PIPE, text=True
        )
        return done.returncode, done.stdout.strip()

    return call
