"""`make test`: pytest, the frontend's unit tests, the journeys in a browser; one sum on the last line.

    tools.suite [backend] [frontend] [journeys]     runs only those named

A runner that breaks off (a test file that does not load, a server that does not start) counts as one failed
test at least, so that the last line is never green when something is not.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools import browser, services
from tools.console import BACKEND, CACHE, FRONTEND, ROOT, VENV, Failed, bold, red, say
from tools.stack import Stack

_RESULTS = CACHE / "test"
ORDINARY = "not heavy and not chaos"


@dataclass(frozen=True)
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"

    def or_failed(self, status: int) -> Tally:
        """This tally, with at least one failure when the runner did not end with 0."""
        return self if status == 0 or self.failed else self + Tally(failed=1)


def backend(extra: list[str], markers: str) -> Tally:
    """pytest over backend/tests. The ordinary tests are shared by two processes, file by file, each with servers of
    its own; those that start programs and wait for them run after them, one by one, as do all others."""
    if markers != ORDINARY:
        return _pytest("pytest", markers, extra)
    shared = _pytest("pytest-shared", f"{markers} and not alone", ["-n", "2", "--dist", "loadfile", *extra])
    return shared + _pytest("pytest-alone", f"{markers} and alone", extra)


NOTHING_CHOSEN = 5
"""pytest's status when no test is left: -k named some of one run and none of the other."""


def _pytest(name: str, markers: str, extra: list[str]) -> Tally:
    report = _RESULTS / f"{name}.xml"
    command = [str(VENV / "bin" / "python"), "-m", "pytest", "-m", markers, f"--junitxml={report}", *extra]
    env = {**os.environ, "CHROMIUM_PATH": browser.find() or ""}
    status = subprocess.run(command, cwd=BACKEND, env=env, stdin=subprocess.DEVNULL, check=False).returncode
    return _from_junit(report).or_failed(0 if status == NOTHING_CHOSEN else status)


def frontend(extra: list[str]) -> Tally:
    """The frontend's unit tests (vitest)."""
    return _vitest("test", dict(os.environ), extra)


def journeys(extra: list[str]) -> Tally:
    """The journeys in a real browser, against the built frontend and every service, over fresh data."""
    data = ROOT / ".data" / "journeys"
    logs = data / "logs"
    chromium = browser.path()
    services.build_frontend(logs)
    port = services.choose_port(8100)
    with Stack(data, durable=False, keep=False) as stack:
        env = {
            **services.environment(stack.environment(), port),
            # Every journey opens a company of its own, and all come from one address.
            "DIGIBOOST_SIGNUP_ATTEMPTS_PER_HOUR": "10000",
            "DIGIBOOST_LOGIN_ATTEMPTS_PER_MINUTE": "1000",
        }
        services.job("migrate", [services.program(), "migrate"], env=env, logs=logs)
        said = services.job("demo-data", [services.program(), "demo-data"], env=env, logs=logs)
        running = services.Services(env, port, logs)
        try:
            running.start()
            running.wait_ready()
            logins = services.demo_logins(said)
            wanted = {
                "E2E_BASE_URL": running.url,  # vitest overwrites BASE_URL
                "CHROMIUM_PATH": chromium,
                "DEMO_LOGINS": json.dumps(logins),
                "DEMO_EMAIL": logins[0]["email"] if logins else "",
                "DEMO_PASSWORD": logins[0]["password"] if logins else "",
            }
            return _vitest("e2e", {**os.environ, **wanted}, extra)
        finally:
            running.stop()


def _vitest(script: str, env: dict[str, str], extra: list[str]) -> Tally:
    npm = shutil.which("npm")
    if npm is None:
        raise Failed("the frontend needs Node.js 20 or newer with npm")
    report = _RESULTS / f"{script}.json"
    command = [npm, "run", "--silent", script, "--", "--reporter=default", "--reporter=json",
               f"--outputFile.json={report}", *extra]  # fmt: skip
    status = subprocess.run(command, cwd=FRONTEND, env=env, stdin=subprocess.DEVNULL, check=False).returncode
    for name in _second_tries(report):
        say(red(f"  passed at the second try only: {name}"))
    return _from_vitest(report).or_failed(status)


def _from_junit(report: Path) -> Tally:
    if not report.exists():
        return Tally()
    total = Tally()
    for suite in ET.parse(report).getroot().iter("testsuite"):
        count = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")}
        failed = count["failures"] + count["errors"]
        total += Tally(max(0, count["tests"] - failed - count["skipped"]), failed, count["skipped"])
    return total


def _from_vitest(report: Path) -> Tally:
    if not report.exists():
        return Tally()
    found = json.loads(report.read_text())
    skipped = found.get("numPendingTests", 0) + found.get("numTodoTests", 0)
    return Tally(found["numPassedTests"], found["numFailedTests"], skipped)


def _second_tries(report: Path) -> list[str]:
    """The full names of tests that failed first and passed when they were run again."""
    if not report.exists():
        return []
    tests = [test for file in json.loads(report.read_text())["testResults"] for test in file["assertionResults"]]
    return [test["fullName"] for test in tests if test["status"] == "passed" and test["failureMessages"]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.suite", description=__doc__.split("\n")[0])
    parser.add_argument("runners", nargs="*", default=[], help="backend, frontend, journeys")
    parser.add_argument("--markers", default=ORDINARY, help="which pytest tests")
    options, extra = parser.parse_known_args()
    known: dict[str, Callable[[], Tally]] = {
        "backend": lambda: backend(extra, options.markers),
        "frontend": lambda: frontend(extra),
        "journeys": lambda: journeys(extra),
    }
    unknown = set(options.runners) - set(known)
    if unknown:
        parser.error(f"no such runner: {', '.join(sorted(unknown))}")
    shutil.rmtree(_RESULTS, ignore_errors=True)
    _RESULTS.mkdir(parents=True)
    total = Tally()
    lines = []
    for name in options.runners or known:
        say(bold(f"\n=== {name} ==="))
        started = time.monotonic()
        try:
            tally = known[name]()
        except Failed as error:
            say(red(f"{name} could not run: {error}"))
            tally = Tally(failed=1)
        except KeyboardInterrupt:
            return 130
        lines.append(f"  {name:<10} {tally}  ({time.monotonic() - started:.1f} s)")
        total += tally
    say("\n" + "\n".join(lines))
    (_RESULTS / "summary").write_text(f"{total}\n")
    say(str(total))
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
