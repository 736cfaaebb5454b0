"""How many cores the linear algebra takes."""

from __future__ import annotations

import os


def use_one_core() -> None:
    """To be called before numpy is loaded: threads cost more than they bring with matrices of the size of a shop, and
    those of two processes wait for one another. What the environment says already stands."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
