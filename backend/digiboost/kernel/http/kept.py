"""Answers as they were last made, for whoever asks again before anything changed.

An answer is kept under a tag that is made of the versions of all that it says. The tag is read first, in one row: a
caller who knows it hears so, another gets what this process made for it. Nothing is ever older than its tag, since that
is read before what it names, and losing an answer costs the time to make it again alone.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from uuid import UUID

MOST_BYTES = 32 * 1024 * 1024
"""Of all companies' answers of one kind in one process."""


def tag_of(tenant_id: UUID, *parts: object) -> str:
    """An ETag of one company."""
    said = "/".join(map(str, parts)).encode()
    return f'"{hashlib.blake2b(said, digest_size=9, key=tenant_id.bytes).hexdigest()}"'


class Kept:
    """One answer for each key (a company and what was asked of it); those that nobody asked for longest go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._bytes, self._lock = most_bytes, 0, Lock()
        self._answers: OrderedDict[Hashable, tuple[str, bytes]] = OrderedDict()

    def get(self, key: Hashable, tag: str) -> bytes | None:
        with self._lock:
            known, answer = self._answers.get(key, ("", b""))
            if known != tag:
                return None
            self._answers.move_to_end(key)
            return answer

    def put(self, key: Hashable, tag: str, answer: bytes) -> None:
        with self._lock:
            _, before = self._answers.pop(key, ("", b""))
            self._bytes += len(answer) - len(before)
            self._answers[key] = tag, answer
            while self._bytes > self._most:
                _, (_, gone) = self._answers.popitem(last=False)
                self._bytes -= len(gone)
