"""Reading a file in a process of its own: what a server calls.

    shape = inspect_file(path)
    for progress in run_child(ReadOrder(path, shape, mapping, "sales", options, rejected_path), copy.write):
        ...
    summary = progress.summary

The child's death, however it comes about, is a ReadingError with a stable code here.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import digiboost
from digiboost.imports.reading import errors
from digiboost.imports.reading.limits import WALL_SECONDS
from digiboost.imports.reading.types import FileShape, Kind, Mapping, ReadOptions, Summary

_PACKAGES = str(Path(digiboost.__file__).parent.parent)
_PIPE_BYTES = 1024 * 1024
_STDERR_SHOWN = 2_000


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """What to read. `rejected_path` is written (UTF-8 CSV, worded in `language`), always. `set_aside`: rows,
    by number, that somebody else refuses, with the code of the reason."""

    path: Path
    shape: FileShape
    mapping: Mapping
    kind: Kind
    options: ReadOptions
    rejected_path: Path
    language: str = "fr"
    set_aside: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """`share`: of the file, 0 to 1. `summary` comes with the last one only."""

    rows: int
    rejected: int
    share: float
    summary: Summary | None = None


def inspect_file(path: Path, sheet: str | None = None, wall_seconds: float = 30) -> FileShape:
    """`inspection.inspect` in a process of its own. Raises a ReadingError."""
    child = _Child(path, {"action": "inspect", "sheet": sheet}, (), wall_seconds)
    shape: FileShape | None = None
    with child:
        for event in child.events(None):
            shape = FileShape.from_json(event["result"])
    assert shape is not None  # noqa: S101 - events() ends with a result or raises
    return shape


def run_child(
    order: ReadOrder, copy_to: Callable[[bytes], object] | Path | None, wall_seconds: float = WALL_SECONDS
) -> Iterator[Progress]:
    """Read a file; yields progress after each stretch, at last with the summary.

    `copy_to` takes the COPY text: a function that is called with pieces of it (such as psycopg's
    `Copy.write`; pieces do not end at line ends), a file to write, or None for a dry run. Raises a
    ReadingError; an exception of `copy_to`, or closing the generator, ends the child at once.
    """
    work = {
        "action": "read",
        "shape": order.shape.to_json(),
        "mapping": order.mapping,
        "kind": order.kind,
        "options": order.options.to_json(),
        "language": order.language,
        "set_aside": order.set_aside,
    }
    sink = copy_to if callable(copy_to) else None
    with order.rejected_path.open("wb") as rejected:
        copy_file: IO[bytes] | None = None
        if sink is None:
            copy_file = (Path(os.devnull) if copy_to is None else Path(str(copy_to))).open("wb")
        try:
            files = (rejected,) if copy_file is None else (rejected, copy_file)
            child = _Child(order.path, work, files, wall_seconds)
        finally:
            if copy_file is not None:
                copy_file.close()
        with child:
            rows = refused = 0
            for event in child.events(sink):
                if event["event"] == "progress":
                    rows, refused = event["rows"], event["rejected"]
                    yield Progress(rows, refused, event["share"])
                else:
                    summary = Summary.from_json(event["result"])
                    yield Progress(summary.total_rows, summary.rejected_rows, 1.0, summary)


class _Child:
    """One child process and the pipes to it. `files`: open files for rejected rows and, without a pipe, for
    the COPY text."""

    def __init__(self, path: Path, order: dict[str, Any], files: Sequence[IO[bytes]], wall_seconds: float) -> None:
        self._deadline = time.monotonic() + wall_seconds
        self._copy_read = -1
        inherited = [file.fileno() for file in files]
        ours: list[int] = []
        if order["action"] == "read":
            order["rejected"] = inherited[0]
            if len(inherited) == 1:
                self._copy_read, copy_write = os.pipe()
                ours.append(copy_write)
                inherited.append(copy_write)
            order["copy"] = inherited[1]
        order_read, order_write = os.pipe()
        try:
            with path.open("rb") as file:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    [sys.executable, "-m", "digiboost.imports.reading.child", str(order_read)],
                    stdin=file,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    pass_fds=(order_read, *inherited),
                    env={"PYTHONPATH": _PACKAGES, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
                    cwd="/",
                    start_new_session=True,
                )
        except BaseException:
            os.close(order_write)
            if self._copy_read >= 0:
                os.close(self._copy_read)
            raise
        finally:
            for descriptor in (order_read, *ours):
                os.close(descriptor)
        # A mapping of 200 columns exceeds what a pipe holds at once: the child reads it while it is written.
        with suppress(BrokenPipeError), os.fdopen(order_write, "wb") as stream:
            stream.write(json.dumps(order).encode())

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        """No child outlives its reader."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        if self._copy_read >= 0:
            os.close(self._copy_read)
            self._copy_read = -1

    def events(self, sink: Callable[[bytes], object] | None) -> Iterator[dict[str, Any]]:
        """Progress events, then the one that says "done"; raises what the child met or died of."""
        assert self._process.stdout is not None  # noqa: S101 - asked for above
        assert self._process.stderr is not None  # noqa: S101 - asked for above
        out, log = self._process.stdout.fileno(), self._process.stderr.fileno()
        pending, said = b"", b""
        done: dict[str, Any] | None = None
        with selectors.DefaultSelector() as selector:
            for descriptor in (out, log, self._copy_read):
                if descriptor >= 0:
                    selector.register(descriptor, selectors.EVENT_READ)
            while selector.get_map():
                left = self._deadline - time.monotonic()
                if left <= 0:
                    raise errors.FileTooHeavy
                for key, _ in selector.select(left):
                    piece = os.read(key.fd, _PIPE_BYTES)
                    if not piece:
                        selector.unregister(key.fd)
                    elif key.fd == self._copy_read:
                        if sink is not None:
                            sink(piece)
                    elif key.fd == log:
                        said = (said + piece)[-_STDERR_SHOWN:]
                    else:
                        *lines, pending = (pending + piece).split(b"\n")
                        for line in lines:
                            event = json.loads(line)
                            if event["event"] == "error":
                                raise errors.BY_CODE[event["code"]](**event["params"])
                            if event["event"] == "done":
                                done = event
                            else:
                                yield event
        self._judge(said, done is not None)
        if done is not None:
            yield done

    def _judge(self, said: bytes, done: bool) -> None:
        """Raise for a child that ended without a result."""
        left = max(0.1, self._deadline - time.monotonic())
        try:
            code = self._process.wait(left)
        except subprocess.TimeoutExpired as error:
            raise errors.FileTooHeavy from error
        if done and code == 0:
            return
        cause = ChildDied(code, said.decode(errors="replace"))
        # Memory that is refused ends a reader written in Rust by SIGABRT; SIGXCPU is its time.
        if code in (-signal.SIGABRT, -signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ):
            raise errors.FileTooHeavy from cause
        raise errors.FileUnreadable from cause


class ChildDied(Exception):
    """The reader ended without an answer: its exit status (negative: the signal) and last words."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"reader ended with status {status}: {said.strip()}")
        self.status = status
