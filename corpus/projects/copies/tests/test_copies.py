import gc
import importlib.util
import pathlib
import shutil
import subprocess
import sys
import zipapp

import shop
from shop import imported

HERE = pathlib.Path(shop.__file__).parent


def test_archive(tmp_path):
    (tmp_path / "source").mkdir()
    shutil.copytree(HERE, tmp_path / "source" / "shop", ignore=shutil.ignore_patterns("__pycache__"))
    zipapp.create_archive(tmp_path / "source", tmp_path / "shop.pyz", main="shop.archived:main")
    done = subprocess.run([sys.executable, tmp_path / "shop.pyz"], capture_output=True, text=True)
    assert done.stdout == "price 13\n"


def test_copy(tmp_path):
    shutil.copy(HERE / "copied.py", tmp_path / "other.py")
    spec = importlib.util.spec_from_file_location("other", tmp_path / "other.py")
    other = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(other)
    assert (other.clip(11), other.clip(9)) == (10, 9)


def test_collector():
    assert sum(one is imported.Member for one in gc.get_objects()) == 1
    assert any(one is vars(imported) for one in gc.get_referrers(imported.Member))


def test_traced():
    assert imported.run_traced() == 1
