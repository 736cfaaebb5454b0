r"""The whole file as text for `COPY ... FROM STDIN` (format text: tabs, \N for null), with a report.

`COPY_COLUMNS[kind]` is the order of the columns; they are the fields of the row types in `types`.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from digiboost.imports.reading import source
from digiboost.imports.reading.copy_text import copy_values
from digiboost.imports.reading.rows import Reading
from digiboost.imports.reading.safe_csv import RejectedFile
from digiboost.imports.reading.sales import Line, to_row
from digiboost.imports.reading.source import Source
from digiboost.imports.reading.types import (
    ROW_TYPES,
    FileShape,
    Kind,
    Mapping,
    Problem,
    ProblemCount,
    ReadOptions,
    Rejected,
    Row,
    Summary,
)

COPY_COLUMNS: Final[dict[Kind, tuple[str, ...]]] = {kind: row._fields for kind, row in ROW_TYPES.items()}
"""Types: `row` integer; `line_key`, `sale_key` uuid; `*_given` boolean; `*_milli`, `*_minor` bigint;
`lead_time_days` integer; `occurred_at` timestamptz; all others text."""

SAMPLE_ROWS = 20
Progress = Callable[[int, int, float], None]
"""Called after each stretch with rows seen, rows rejected, share of the file (0 to 1)."""


def write_copy(
    path: Path,
    shape: FileShape,
    mapping: Mapping,
    kind: Kind,
    options: ReadOptions,
    out: BinaryIO,
    rejected: BinaryIO,
    language: str = "fr",
    progress: Progress | None = None,
) -> Summary:
    """Write accepted rows to `out` as COPY text and the others to `rejected` as CSV; say what was found.

    Raises a ReadingError; what was written until then is to be thrown away.
    """
    with source.opened(path) as origin:
        return write_copy_source(origin, shape, mapping, kind, options, out, rejected, language, progress)


def write_copy_source(
    origin: Source,
    shape: FileShape,
    mapping: Mapping,
    kind: Kind,
    options: ReadOptions,
    out: BinaryIO,
    rejected: BinaryIO,
    language: str,
    progress: Progress | None,
    set_aside: dict[int, str] | None = None,
) -> Summary:
    reading = Reading(origin, shape, mapping, kind, options, set_aside)
    tally = Tally(reading)
    rejected_text = io.TextIOWrapper(rejected, encoding="utf-8-sig", newline="", write_through=False)
    rejected_file = RejectedFile(rejected_text, [column.name for column in shape.columns], language)
    for accepted, refused in reading.stretches():
        if kind == "sales":
            out.write(_sales_text(accepted).encode())
            tally.add_sales(accepted)
        else:
            out.write(_list_text(accepted).encode())
            tally.add_list(accepted)
        tally.add_rejected(refused)
        rejected_file.write(refused)
        if progress is not None:
            progress(tally.summary.total_rows, tally.summary.rejected_rows, reading.table.share)
    rejected_text.flush()
    rejected_text.detach()
    out.flush()
    return tally.finish()


def _sales_text(lines: list[Line]) -> str:
    """The rows `to_row(line)`, from parts that are made once per invoice, product and price."""
    return "".join(
        [
            f"{number}\t{line_key}\t{sale_key}\t{head.copied}\t{product.copied}\t{money.copied}\n"
            for number, line_key, sale_key, head, product, money in lines
        ]
    )


def _list_text(rows: list[Row]) -> str:
    return "".join([copy_values(*row) + "\n" for row in rows])


class Tally:
    """Adds up a reading into a `Summary`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._codes: set[str] = set()
        self._problems: dict[tuple[str, str], ProblemCount] = {}
        self._first_day: str | None = None
        self._last_day: str | None = None
        self.summary = Summary()

    def add_sales(self, lines: list[Line]) -> None:
        if not lines:
            return
        summary = self.summary
        self._count(len(lines))
        self._codes.update([line[4].code for line in lines])
        days = {line[3].instant.day for line in lines}
        self._first_day = min(days | {self._first_day or "9999"})
        self._last_day = max(days | {self._last_day or ""})
        summary.amount_minor += sum([line[5].amount or 0 for line in lines])
        for line in lines:
            if line[5].remarks or line[3].remarks:
                for remark in (*line[5].remarks, *line[3].remarks):
                    self._note(remark, "warning", line[0])
        for line in lines[: SAMPLE_ROWS - len(summary.sample)]:
            summary.sample.append(_plain(to_row(line)))

    def add_list(self, rows: list[Row]) -> None:
        self._count(len(rows))
        # A list names each thing once, so the number of rows is the number of codes.
        self.summary.product_codes += len(rows) if self._reading.kind != "suppliers" else 0
        for row in rows[: SAMPLE_ROWS - len(self.summary.sample)]:
            self.summary.sample.append(_plain(row))

    def add_rejected(self, rejected: list[Rejected]) -> None:
        self.summary.total_rows += len(rejected)
        self.summary.rejected_rows += len(rejected)
        for one in rejected:
            self._note(Problem(one.code, one.params), "rejected", one.row)

    def _count(self, accepted: int) -> None:
        self.summary.total_rows += accepted
        self.summary.accepted_rows += accepted

    def _note(self, problem: Problem, severity: Any, row: int | None) -> None:
        known = self._problems.get((problem.code, severity))
        if known is None:
            self._problems[problem.code, severity] = ProblemCount(problem.code, severity, 1, row, dict(problem.params))
        else:
            known.count += 1

    def finish(self) -> Summary:
        summary, reading = self.summary, self._reading
        if reading.list is not None:
            for row, remark in reading.list.remarks:
                self._note(remark, "warning", row)
        problems = list(self._problems.values())
        for remark in reading.decisions.remarks:
            problems.append(ProblemCount(remark.code, "warning", 1, None, dict(remark.params)))
        problems.sort(key=lambda one: (one.severity != "rejected", -one.count, one.code))
        summary.problems = problems
        summary.decisions = dict(reading.decisions.taken)
        summary.first_day, summary.last_day = self._first_day, self._last_day
        if reading.sales is not None:
            summary.product_codes = len(self._codes)
            summary.sales = reading.sales.counts["SALE"]
            summary.returns = reading.sales.counts["RETURN"]
        return summary


def _plain(row: Row) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row._asdict().items()}
