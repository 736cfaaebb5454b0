"""The processes that `benchmarks.reports` measures: a report, the cells of a workbook, the same cells written bare.

Nothing is imported that the part itself does not need: memory is what is measured.
"""

from __future__ import annotations

import json
import pickle
import resource
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def child_report(kind: str, tenant: str, path: str, first: str, last: str) -> dict[str, Any]:
    """Makes one report as a worker does."""
    from datetime import date
    from uuid import UUID

    from digiboost.kernel.auth import system_actor
    from digiboost.kernel.db.tx import Tx
    from digiboost.kernel.jobs import worker_engine
    from digiboost.reports.definitions import DEFINITIONS
    from digiboost.reports.types import Asked, ReportType

    definition = DEFINITIONS[ReportType(kind)]
    asked = Asked(definition.type, definition.formats[0], "fr", date.fromisoformat(first), date.fromisoformat(last))
    began, used = time.perf_counter(), time.process_time()
    with Tx(worker_engine(), system_actor(UUID(tenant))) as tx:
        tx.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        found = definition.make(tx, asked, Path(path), lambda _: None)
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - used,
        "size": found.size,
        "bytes": Path(path).stat().st_size,
    }


def child_cells(path: str, target: str) -> dict[str, Any]:
    """Takes the cells out of a workbook, sheet by sheet and row by row."""
    import openpyxl

    warnings.simplefilter("ignore")
    written, shown = openpyxl.load_workbook(path, read_only=True), openpyxl.load_workbook(path, True, data_only=True)
    count = 0
    with Path(target).open("wb") as out:
        for sheet in written.worksheets:
            pickle.dump(sheet.title, out)
            results = shown[sheet.title].iter_rows(values_only=True)
            for row, values in zip(sheet.iter_rows(), results, strict=True):
                cells = []
                for cell, value in zip(row, values, strict=True):
                    if cell.value is None:
                        continue
                    count += 1
                    text = cell.value if cell.data_type == "f" else None
                    number = value if isinstance(value, int | float | str) else "" if value is None else _number(value)
                    cells.append((cell.row - 1, cell.column - 1, text, number))
                pickle.dump(cells, out)
    return {"cells": count}


def _number(value: Any) -> float:
    from openpyxl.utils.datetime import to_excel

    return float(to_excel(value))


def _rows(path: str) -> Iterator[Any]:
    with Path(path).open("rb") as stream:
        while True:
            try:
                yield pickle.load(stream)
            except EOFError:
                return


def child_bare(source: str, target: str) -> dict[str, Any]:
    """The same cells, by the library alone."""
    import xlsxwriter

    began, used = time.perf_counter(), time.process_time()
    for _ in _rows(source):
        pass
    reading, cpu = time.perf_counter() - began, time.process_time() - used
    began, used = time.perf_counter(), time.process_time()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet: Any = None
    for row in _rows(source):
        if isinstance(row, str):
            sheet = book.add_worksheet(row)
            continue
        for at, column, formula, value in row:
            if formula is not None:
                sheet.write_formula(at, column, formula, None, value)
            elif isinstance(value, str):
                sheet.write_string(at, column, value)
            else:
                sheet.write_number(at, column, value)
    book.close()
    return {"seconds": time.perf_counter() - began - reading, "cpu": time.process_time() - used - cpu}


CHILDREN = {"report": child_report, "cells": child_cells, "bare": child_bare}


def peak_mb() -> float:
    """The greatest resident set of this program. ``ru_maxrss`` would also know that of the one that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    found = CHILDREN[sys.argv[1]](*sys.argv[2:])
    found["mb"] = peak_mb()
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
