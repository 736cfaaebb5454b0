"""The process in which a file is read: `python -m digiboost.imports.reading.child`.

Started by `parent.run_child` with the file on standard input and an environment that knows no database. The
order of work comes as JSON on the descriptor that the argument names, events go out as lines of JSON on
standard output, COPY text and rejected rows go to the descriptors that the order names.

Before it looks at the file it gives up memory and time beyond a cap, writing beyond a cap, core dumps,
starting processes, and opening anything: no new descriptor can be made, so neither a file nor a socket.
"""

from __future__ import annotations

import codecs
import gc
import json
import os
import resource
import sys
from contextlib import suppress
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from digiboost.imports.reading import errors
from digiboost.imports.reading.copying import write_copy_source
from digiboost.imports.reading.inspection import inspect_source
from digiboost.imports.reading.limits import (
    INSPECT_CPU_SECONDS,
    INSPECT_MEMORY_BYTES,
    OUTPUT_FILE_BYTES,
    READ_CPU_SECONDS,
    READ_MEMORY_BYTES,
)
from digiboost.imports.reading.source import Source
from digiboost.imports.reading.types import FileShape, ReadOptions

STDIN = 0


def main(order_descriptor: int) -> int:
    with os.fdopen(order_descriptor, "rb") as stream:
        order = json.loads(stream.read())
    inspecting = order["action"] == "inspect"
    options = None if inspecting else ReadOptions.from_json(order["options"])
    outputs: list[BinaryIO] = [] if inspecting else [os.fdopen(order["copy"], "wb"), os.fdopen(order["rejected"], "wb")]
    _preload(None if options is None else options.time_zone)
    lock_down(inspecting)
    try:
        result = _inspect(order) if options is None else _read(order, options, outputs)
    except errors.ReadingError as error:
        _send({"event": "error", "code": error.code, "params": error.params})
    except MemoryError:
        _send({"event": "error", "code": errors.FileTooHeavy.code, "params": {}})
    else:
        _send({"event": "done", "result": result})
    sys.stdout.flush()
    return 0


def _inspect(order: dict[str, Any]) -> dict[str, Any]:
    return inspect_source(Source(STDIN), order["sheet"]).to_json()


def _read(order: dict[str, Any], options: ReadOptions, outputs: list[BinaryIO]) -> dict[str, Any]:
    # Rows live for one stretch and hold no cycles: counting references is enough, and a third faster.
    gc.disable()

    def progress(rows: int, rejected: int, share: float) -> None:
        _send({"event": "progress", "rows": rows, "rejected": rejected, "share": round(share, 4)})

    summary = write_copy_source(
        Source(STDIN),
        FileShape.from_json(order["shape"]),
        order["mapping"],
        order["kind"],
        options,
        outputs[0],
        outputs[1],
        order["language"],
        progress,
        {int(row): code for row, code in order["set_aside"].items()},
    )
    for output in outputs:
        output.close()
    return summary.to_json()


def lock_down(inspecting: bool) -> None:
    """Irreversible for this process."""
    memory = INSPECT_MEMORY_BYTES if inspecting else READ_MEMORY_BYTES
    seconds = INSPECT_CPU_SECONDS if inspecting else READ_CPU_SECONDS
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, OUTPUT_FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        capped = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (capped, capped))


def _preload(time_zone: str | None) -> None:
    """Whatever would be opened later: codecs (names in archives are in code page 437) and the time zone."""
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp437"):
        codecs.lookup(encoding)
    if time_zone is not None:
        with suppress(KeyError, ValueError, OSError):  # an unknown zone is reported with the other options
            ZoneInfo(time_zone)


def _send(event: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
