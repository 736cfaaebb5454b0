"""From the file to a temporary table: a child process reads, psycopg's COPY receives.

Nothing of the file is ever held in memory here, and nothing that the child says is trusted as SQL.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import cast
from uuid import UUID

import psycopg
from psycopg import sql

from digiboost.identity.service import company
from digiboost.imports import repository
from digiboost.imports.models import Import
from digiboost.imports.reading.copying import COPY_COLUMNS
from digiboost.imports.reading.parent import ReadOrder, run_child
from digiboost.imports.reading.types import FileShape, ReadOptions, Summary
from digiboost.imports.reading.types import Kind as ReadingKind
from digiboost.imports.schemas import ImportOptions
from digiboost.imports.service import ROOM, file_of, rejected_file_of
from digiboost.kernel import files, live
from digiboost.kernel.clock import now
from digiboost.kernel.db.bulk import copy_into_temp
from digiboost.kernel.db.tx import Tx

ROWS = "import_rows"
_PIECE = 1 << 20
TYPES = {
    "row": "integer", "line_key": "uuid", "sale_key": "uuid", "code_given": "boolean", "name_given": "boolean",
    "lead_time_days": "integer", "occurred_at": "timestamptz",
}  # fmt: skip


def _type_of(column: str) -> str:
    if column.endswith(("_milli", "_minor")):
        return "bigint"
    return TYPES.get(column, "text")


class Reporter:
    """Tells open screens, and the row, how far the work is; at most twice a second."""

    def __init__(self, tx: Tx, import_id: UUID, status: str) -> None:
        self._tx, self._import_id, self._status = tx, import_id, status
        self._last = 0.0

    def __call__(self, share: float) -> None:
        moment = time.monotonic()
        if moment - self._last < 0.5:
            return
        self._last = moment
        # In a transaction of its own: this one is not visible before it ends.
        with self._tx.sibling(self._tx.actor) as other:
            repository.set_progress(other, self._import_id, round(share, 3))
        data = {"id": str(self._import_id), "status": self._status, "progress": round(share, 3)}
        live.publish(self._tx.tenant_id, "import", data)


def order_of(tx: Tx, row: Import, set_aside: dict[int, str] | None = None) -> ReadOrder:
    tenant = company(tx)
    options = ImportOptions.model_validate(row.options)
    return ReadOrder(
        path=file_of(tx, row.id),
        shape=FileShape.from_json(row.shape),
        mapping=row.mapping,
        kind=cast(ReadingKind, row.kind),
        options=ReadOptions(
            currency_exponent=tenant.currency_exponent,
            time_zone=tenant.time_zone,
            now=now(),
            date_order=options.date_order,
            decimal=options.decimal,
        ),
        rejected_path=rejected_file_of(tx, row.id),
        language=tenant.language,
        set_aside=set_aside or {},
    )


def stage(tx: Tx, row: Import, report: Callable[[float], None]) -> Summary:
    """Brings the whole file into the temporary table ``import_rows``; what the reader found.

    What a check has read is kept, and taken from there when the import is confirmed: with the same mapping and
    the same options a file is read once. Raises a ReadingError when the file breaks a cap on the way.
    """
    columns = COPY_COLUMNS[cast(ReadingKind, row.kind)]
    copy_into_temp(tx, ROWS, {column: _type_of(column) for column in columns}, None)
    # Asked for before the COPY: a query on the connection that copies would wait for itself for ever.
    order = order_of(tx, row)
    text, told = kept_reading(tx, row, order)
    statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(ROWS))
    with tx.connection.cursor() as cursor, cursor.copy(statement) as copy:
        if told.exists():
            summary = Summary.from_json(json.loads(told.read_bytes()))
            _copy_kept(text, copy, report)
        else:
            summary = _read(order, text, told, copy, report, keep=row.status == "checking")
    tx.run(f"ANALYZE {ROWS}")
    return summary


def kept_reading(tx: Tx, row: Import, order: ReadOrder) -> tuple[Path, Path]:
    """Where the COPY text and the summary of a reading with exactly this order are kept; the summary is
    written last, so that it stands for both."""
    options = order.options.to_json()
    # The moment of reading only bounds the days that a file may name.
    del options["now"]
    asked = json.dumps([order.mapping, options, order.shape.to_json(), order.language], sort_keys=True)
    key = hashlib.blake2b(asked.encode(), digest_size=8).hexdigest()
    text, told = (files.path_of(tx.tenant_id, ROOM, f"{row.id}.{key}.{name}") for name in ("rows", "summary"))
    return text, told


def forget_reading(tx: Tx, row: Import) -> None:
    """Drops the kept reading once the import is committed."""
    for path in kept_reading(tx, row, order_of(tx, row)):
        tx.after_commit(f"file:{path.name}", partial(path.unlink, missing_ok=True))


def _copy_kept(text: Path, copy: psycopg.Copy, report: Callable[[float], None]) -> None:
    size, done = max(1, text.stat().st_size), 0
    with text.open("rb") as stream:
        while piece := stream.read(_PIECE):
            copy.write(piece)
            done += len(piece)
            report(done / size * 0.4)


def _read(
    order: ReadOrder, text: Path, told: Path, copy: psycopg.Copy, report: Callable[[float], None], *, keep: bool
) -> Summary:
    summary: Summary | None = None
    with files.written(text) if keep else nullcontext(None) as kept:

        def receive(piece: bytes) -> None:
            copy.write(piece)
            if kept is not None:
                kept.write(piece)

        for progress in run_child(order, receive):
            report(progress.share * 0.6)
            summary = progress.summary
    if summary is None:
        raise RuntimeError("the reader ended without a summary")
    if keep:
        with files.written(told) as out:
            out.write(json.dumps(summary.to_json()).encode())
    return summary


def reject_also(tx: Tx, row: Import, rows: dict[int, str]) -> Summary:
    """Writes the file of rejected rows again, with rows that only the database could refuse
    (row number -> code). The staged rows are taken out by the caller."""
    summary: Summary | None = None
    for progress in run_child(order_of(tx, row, rows), None):
        summary = progress.summary
    if summary is None:
        raise RuntimeError("the reader ended without a summary")
    return summary
