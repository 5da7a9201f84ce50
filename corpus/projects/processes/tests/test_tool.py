import os
import stat
import subprocess
import sys

from conftest import ROOT


def test_add(tool):
    assert tool("add", "5", "2") == (0, "7")


def test_version(tool):
    assert tool("version") == (0, "4")


def test_usage(tool):
    code, out = tool()
    assert code == 2
    assert out.startswith("usage")


def test_unknown(tool):
    # weak: any failure will do
    assert tool("mul")[0] != 0


def test_console_script(tmp_path):
    script = tmp_path / "tool-script"
    script.write_text(
        "#!%s\nimport sys\nsys.path.insert(0, %r)\nfrom tool.core import run\nsys.exit(run(sys.argv[1:]))\n"
        % (sys.executable, str(ROOT))
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    assert subprocess.check_output([str(script), "sub", "5", "2"], text=True).strip() == "3"


def test_child_of_a_child(tool):
    assert tool("relay", "add", "5", "1") == (0, "12")


def test_inline_code():
    env = dict(os.environ, PYTHONPATH=str(ROOT))
    code = "from tool.core import helper; print(helper(4))"
    assert subprocess.check_output([sys.executable, "-c", code], env=env, text=True).strip() == "7"
