"""Starts a private instance by the launcher, as a user would, and stops it again."""

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
READY_WITHIN_SECONDS = 120


def read_environment(file):
    """The variables that env.sh exports."""
    return dict(re.findall(r"^export (\w+)='?([^'\n]*)'?$", file.read_text(), re.MULTILINE))


@contextlib.contextmanager
def running(workers="none"):
    """An instance on a free port, with data in a temporary folder; yields the variables of its env.sh."""
    with tempfile.TemporaryDirectory(prefix="spotcluster-compat-") as folder:
        data = pathlib.Path(folder) / "data"
        log = pathlib.Path(folder) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [ROOT / "spotcluster", "local", "--port", "0", "--data", data, "--workers", workers],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            deadline = time.monotonic() + READY_WITHIN_SECONDS
            while not (data / "env.sh").exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"the instance did not become ready:\n{log.read_text()}")
                time.sleep(0.05)
            environment = read_environment(data / "env.sh")
            os.environ.update(environment)
            yield environment
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise RuntimeError("the instance did not end on SIGTERM") from None
