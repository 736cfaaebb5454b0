"""A Chromium for the browser tests: one that is installed, or else one that is fetched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.console import CACHE, FRONTEND, Failed, run

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_FETCHED = CACHE / "browsers"


def works(path: str) -> bool:
    """Whether the program starts: Ubuntu's `chromium-browser` may be an empty promise of a snap."""
    try:
        done = subprocess.run(
            [path, "--version"], capture_output=True, stdin=subprocess.DEVNULL, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def find() -> str | None:
    """The path of a Chromium that starts, or None. `CHROMIUM_PATH` goes before all others."""
    asked = os.environ.get("CHROMIUM_PATH")
    if asked:
        if not works(asked):
            raise Failed(f"CHROMIUM_PATH is {asked}, which does not start")
        return asked
    candidates = [found for found in map(shutil.which, _NAMES) if found]
    candidates += [place for place in _PLACES if Path(place).exists()]
    for folder in (_FETCHED, Path.home() / ".cache" / "ms-playwright"):
        for pattern in ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"):
            candidates += [str(path) for path in sorted(folder.glob(pattern), reverse=True)]
    return next((path for path in candidates if works(path)), None)


def fetch() -> str:
    """Install a Chromium (Debian's package for root, else Playwright's build) and return its path."""
    said = ""
    if is_debian_root():
        try:
            apt_install("chromium")
        except Failed as error:
            said = str(error)
        found = find()
        if found:
            return found
    npx = shutil.which("npx")
    if npx is None:
        raise Failed(f"no Chromium found; install chromium or Google Chrome\n{said}".rstrip())
    run(
        [npx, "--yes", "playwright-core", "install", "chromium"],
        cwd=FRONTEND if FRONTEND.is_dir() else CACHE.parent,
        env={**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(_FETCHED)},
    )
    found = find()
    if found is None:
        raise Failed("Chromium was fetched but does not start; install chromium or Google Chrome")
    return found


def is_debian_root() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


_apt_updated = False


def apt_install(*packages: str) -> None:
    """Install Debian packages, without questions. Raises `Failed`."""
    global _apt_updated
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if not _apt_updated:
        run(["apt-get", "update", "-q"], env=env)
        _apt_updated = True
    run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], env=env)


def path() -> str:
    """The Chromium that `make setup` found. Raises `Failed` when there is none."""
    found = find()
    if found is None:
        raise Failed("no Chromium found; run `make setup`, or set CHROMIUM_PATH")
    return found
