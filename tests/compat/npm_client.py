#!/usr/bin/env python3
"""Runs the tests of the official JavaScript client against a private instance.

  npm_client.py FOLDER REPORT   FOLDER has node_modules as package-lock.json says; REPORT gets JUnit's XML
"""

import os
import pathlib
import shutil
import subprocess
import sys

from instance import ROOT, running

TESTS = "auth.test.js"


def main():
    folder, report = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    # Beside node_modules: an ES module finds its packages no other way.
    shutil.copy(ROOT / "tests" / "compat" / "npm" / TESTS, folder / TESTS)
    with running() as environment:
        return subprocess.run(
            [
                "node",
                "--test",
                "--test-reporter=spec",
                "--test-reporter-destination=stdout",
                "--test-reporter=junit",
                f"--test-reporter-destination={report}",
                TESTS,
            ],
            cwd=folder,
            env={**os.environ, **environment},
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
