"""Python processes that tests start are measured, too."""
import os

from . import hearing
from .patch import wrap

# Read by site/sitecustomize.py in processes that tests start.
VARIABLE = "MUTATE_SUBPROCESS"


class Processes:
    """Hands the measurement on to Python processes, however they are started."""

    def __init__(self, measure):
        import _posixsubprocess
        import subprocess
        fork_exec = _posixsubprocess.fork_exec

        def measured_fork_exec(*args):
            args = list(args)
            env = args[5]
            pairs = os.environb.items() if env is None else (e.partition(b"=")[::2] for e in env)
            text = {os.fsdecode(k): os.fsdecode(v) for k, v in pairs}
            args[5] = [os.fsencode(k) + b"=" + os.fsencode(v) for k, v in measure.environment(text).items()]
            return fork_exec(*args)
        _posixsubprocess.fork_exec = measured_fork_exec
        if hasattr(subprocess, "_fork_exec"):
            subprocess._fork_exec = measured_fork_exec
        for name in ("posix_spawn", "posix_spawnp", "execve"):
            wrap(os, name, lambda original, path, argv, env, *rest, **more: original(path, argv, measure.environment(env), *rest, **more))
        wrap(os, "execv", lambda original, path, argv: os.execve(path, argv, dict(os.environ)))
        wrap(os, "system", self._system)
        hearing.listen(["os.fork", "os.forkpty"], lambda *_: measure.spawned())
        self.measure = measure

    def _system(self, original, command):
        before = {k: os.environ.get(k) for k in ("PYTHONPATH", VARIABLE)}
        os.environ.update(self.measure.environment(os.environ))
        try:
            return original(command)
        finally:
            for key, value in before.items():
                os.environ.pop(key, None)
                if value is not None:
                    os.environ[key] = value
