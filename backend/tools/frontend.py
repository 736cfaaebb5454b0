"""Builds the PWA, and only when something that goes into it has changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.console import CACHE, FRONTEND
from tools.setup import digest, fits

DIST = FRONTEND / "dist"
_STAMP = CACHE / "frontend-build"
_OUTPUTS = {"node_modules", "dist", "coverage", "test-results", "e2e"}


def inputs() -> Iterator[Path]:
    """Every file a build may read, in a stable order."""
    for entry in sorted(FRONTEND.iterdir()):
        if entry.name in _OUTPUTS or entry.suffix == ".tsbuildinfo":
            continue
        if entry.is_file():
            yield entry
        else:
            yield from (path for path in sorted(entry.rglob("*")) if path.is_file())


def fingerprint() -> str:
    return digest(*(part for path in inputs() for part in (str(path.relative_to(FRONTEND)), path)))


def is_built() -> bool:
    return (DIST / "index.html").exists() and fits(_STAMP, fingerprint())


def remember_build(made_from: str) -> None:
    """Note what the present `dist` was made from: the fingerprint taken before the build began."""
    CACHE.mkdir(exist_ok=True)
    _STAMP.write_text(made_from)
