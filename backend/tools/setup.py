"""`make setup`: everything the project needs, installed into the project's own folders.

Runs with the machine's Python before anything is installed, so it uses only the standard library. Each
part leaves a stamp, a hash of what it was made from, and is skipped while the stamp still fits.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import browser
from tools.console import BACKEND, CACHE, FRONTEND, ROOT, VENV, Failed, red, run, say, step

if os.name == "posix":
    import fcntl

_OLDEST_PYTHON = (3, 11)
_OLDEST_NODE = 20
_LOCK = BACKEND / "requirements.lock"
_INSTALLER_LOCK = BACKEND / "tools" / "installer.lock"
# What WeasyPrint draws PDF reports with, and a font to draw them in.
_DEBIAN_LIBRARIES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")


def digest(*parts: str | Path) -> str:
    """One hash over texts and the contents of files; a missing file counts as empty."""
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part.read_bytes() if part.exists() else b""
        sha.update(hashlib.sha256(data).digest())
    return sha.hexdigest()


def fits(stamp: Path, value: str) -> bool:
    return stamp.exists() and stamp.read_text().strip() == value


def newer_python() -> str | None:
    for name in ("python3.13", "python3.12", "python3.11", "python3.14"):
        found = shutil.which(name)
        if found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0:
            return found
    return None


def check_machine() -> None:
    """Raise `Failed` when Python or Node is too old, or Node is missing."""
    if sys.version_info < _OLDEST_PYTHON:
        found = newer_python()
        if found is None:
            raise Failed("Digiboost needs Python 3.11 or newer; `make PYTHON=/path/to/python3.12 setup`")
        os.execv(found, [found, "-m", "tools.setup", *sys.argv[1:]])
    if FRONTEND.joinpath("package-lock.json").exists():
        node = shutil.which("node")
        if node is None or shutil.which("npm") is None:
            raise Failed("Digiboost needs Node.js 20 or newer with npm")
        version = run([node, "--version"]).strip().lstrip("v")
        if int(version.split(".")[0]) < _OLDEST_NODE:
            raise Failed(f"Digiboost needs Node.js 20 or newer; this is {version}")


def index_settings(python: Path) -> dict[str, str]:
    """The environment in which uv uses the package index and certificates that pip is told to use."""
    env = {key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONPATH")}
    known = dict(
        part.split("=", 1) for part in run([python, "-m", "pip", "config", "list"]).splitlines() if "=" in part
    )
    index = os.environ.get("PIP_INDEX_URL") or known.get("global.index-url", "").strip("'")
    certificates = os.environ.get("PIP_CERT") or known.get("global.cert", "").strip("'")
    if index:
        env.setdefault("UV_DEFAULT_INDEX", index)
    if certificates:
        env.setdefault("SSL_CERT_FILE", certificates)
    return env


def make_venv() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    command = [sys.executable, "-m", "venv", str(VENV)]
    try:
        run(command)
    except Failed:
        # Debian ships venv apart from Python.
        if not browser.is_debian_root():
            raise
        browser.apt_install("python3-venv")
        shutil.rmtree(VENV, ignore_errors=True)
        run(command)


def install_backend() -> None:
    """The virtual environment with exactly the locked packages, and `digiboost` itself, editable."""
    stamp = VENV / ".digiboost-setup"
    # The path counts: scripts in a virtual environment name it, so a moved clone needs a new one.
    place = digest(str(VENV), sys.version)
    wanted = digest(place, _LOCK, _INSTALLER_LOCK, BACKEND / "pyproject.toml")
    python = VENV / "bin" / "python"
    if fits(stamp, wanted) and (VENV / "bin" / "digiboost").exists():
        return
    place_stamp = VENV / ".digiboost-place"
    if not (python.exists() and fits(place_stamp, place)):
        with step("Python environment"):
            make_venv()
            place_stamp.write_text(place)
    with step("installer"):
        run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes",
             "-r", _INSTALLER_LOCK])  # fmt: skip
    with step("backend packages"):
        env = index_settings(python)
        uv = [str(VENV / "bin" / "uv"), "pip", "install", "-q", "--python", str(python)]
        try:
            run([*uv, "--require-hashes", "-r", str(_LOCK)], env=env)
        except Failed as error:
            # uv knows fewer ways to reach an index than pip (keyrings, netrc, proxies by policy).
            say(f"  uv could not install the packages, pip tries\n{error}")
            run([python, "-m", "pip", "install", "-q", "--require-hashes", "-r", _LOCK])
    with step("digiboost command"):
        run([*uv, "--no-deps", "--no-build-isolation", "-e", "."], cwd=BACKEND, env=env)
        run([python, "-c", "import digiboost"], cwd=CACHE)
    stamp.write_text(wanted)


def install_libraries() -> None:
    """The shared libraries WeasyPrint loads; where they cannot be installed, say so and go on."""
    stamp = CACHE / "libraries"
    if fits(stamp, "ok"):
        return
    probe = [str(VENV / "bin" / "python"), "-c", "import weasyprint"]
    with step("libraries for PDF reports"):
        try:
            run(probe)
        except Failed:
            if not browser.is_debian_root():
                say(red("  PDF reports need Pango: `apt-get install " + " ".join(_DEBIAN_LIBRARIES)
                        + "`, or on a Mac `brew install pango`"))  # fmt: skip
                return
            browser.apt_install(*_DEBIAN_LIBRARIES)
            run(probe)
    stamp.write_text("ok")


def install_frontend() -> None:
    lock = FRONTEND / "package-lock.json"
    if not lock.exists():
        return
    stamp = FRONTEND / "node_modules" / ".digiboost-setup"
    wanted = digest(str(FRONTEND), lock)
    if fits(stamp, wanted):
        return
    with step("frontend packages"):
        # Chromium is found or fetched once, below, and not by a package's install script.
        env = {**os.environ, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"}
        quiet = ["--no-audit", "--no-fund"]
        try:
            run(["npm", "ci", *quiet], cwd=FRONTEND, env=env)
        except Failed as error:
            if "EUSAGE" not in error.output:
                raise
            # A registry that lacked another platform's optional package when the lock was made leaves it out
            # of the lock, and `npm ci` then refuses all of it. `npm install` takes what the lock has, at the
            # versions and with the hashes it has, and writes nothing back.
            run(["npm", "install", "--no-save", *quiet], cwd=FRONTEND, env=env)
    stamp.write_text(wanted)


def install_browser() -> None:
    """Find a Chromium or fetch one. Without one only the browser tests cannot run, so setup goes on."""
    stamp = CACHE / "chromium"
    if stamp.exists() and Path(stamp.read_text().strip()).exists():
        return
    with step("Chromium"):
        try:
            found = browser.find() or browser.fetch()
        except Failed as error:
            say(red(f"  Browser tests cannot run: {error}"))
            return
    stamp.write_text(found)


@contextmanager
def alone() -> Iterator[None]:
    """Two `make` at once would install into one folder: the second waits for the first."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "setup.lock").open("w") as lock:
        if os.name == "posix":
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-browser", action="store_true", help="the demo needs no Chromium of its own")
    options = parser.parse_args()
    started = time.monotonic()
    try:
        check_machine()
        with alone(), concurrent.futures.ThreadPoolExecutor(1) as beside:
            # Both mostly wait for the network.
            frontend = beside.submit(install_frontend)
            install_backend()
            install_libraries()
            frontend.result()
            if not options.no_browser:
                install_browser()
    except Failed as error:
        say(red(f"setup failed: {error}"))
        return 1
    except KeyboardInterrupt:
        return 130
    say(json.dumps({"setup": "ready", "seconds": round(time.monotonic() - started, 1)})
        if os.environ.get("CI") else f"  setup is ready ({time.monotonic() - started:.1f} s)")  # fmt: skip
    return 0


if __name__ == "__main__":
    os.chdir(ROOT)
    raise SystemExit(main())
