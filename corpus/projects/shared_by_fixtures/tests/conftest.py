import os

import pytest


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    os.environ["STATE_HOME"] = str(folder)
    yield folder
    del os.environ["STATE_HOME"]
