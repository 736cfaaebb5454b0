"""What a worker does with an import: check it (a dry run), take it in, take it back. One transaction each.

A check stages the file and matches what it names; taking in does the same and then lets the rooms below write.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from digiboost.identity.service import company, record_audit
from digiboost.imports import repository
from digiboost.imports.errors import FileRefused
from digiboost.imports.lists import PlanOfProducts, PlanOfStock, PlanOfSuppliers
from digiboost.imports.models import Import
from digiboost.imports.plan import Plan
from digiboost.imports.reading.errors import ReadingError
from digiboost.imports.reading.types import ProblemCount, Summary
from digiboost.imports.schemas import ImportOptions
from digiboost.imports.service import file_of, rejected_file_of
from digiboost.imports.staging import Reporter, forget_reading, reject_also, stage
from digiboost.imports.trade import PlanOfSales
from digiboost.kernel import live
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import DomainError
from digiboost.kernel.http.problems import of_domain
from digiboost.kernel.i18n import Language
from digiboost.kernel.money import from_milli

log = logging.getLogger(__name__)
PLANS: dict[str, type[Plan]] = {
    "sales": PlanOfSales,
    "products": PlanOfProducts,
    "stock": PlanOfStock,
    "suppliers": PlanOfSuppliers,
}


def check(tx: Tx, payload: dict[str, Any]) -> None:
    """Reaction: the dry run. Counts what would be taken and keeps a sample; changes nothing else."""
    _work(tx, payload, "checking", lambda row, report: _finish_check(tx, row, report))


def take(tx: Tx, payload: dict[str, Any]) -> None:
    """Reaction: takes a confirmed import in, whole or not at all."""
    _work(tx, payload, "importing", lambda row, report: _finish_taking(tx, row, report))


def undo(tx: Tx, payload: dict[str, Any]) -> None:
    """Reaction: takes back what an import brought in."""
    _work(tx, payload, "undoing", lambda row, report: _finish_undo(tx, row, report))


def gave_up(tx: Tx, payload: dict[str, Any]) -> None:
    """Every attempt failed on our side: the import says so, and what it had changed is as it was."""
    row = repository.lock(tx, UUID(payload["import_id"]))
    if row is None or row.status not in {"checking", "importing", "undoing"}:
        return
    row.error = of_domain(GaveUp(), _language(tx))
    row.status = "done" if row.status == "undoing" else "failed"
    _close(tx, row)


class GaveUp(DomainError):
    status, code = 500, "import_gave_up"


def _work(
    tx: Tx, payload: dict[str, Any], status: str, work: Callable[[Import, Callable[[float], None]], None]
) -> None:
    repository.one_at_a_time(tx)
    import_id = UUID(payload["import_id"])
    row = repository.find(tx, import_id)
    if row is None or row.status != status or payload.get("version", row.version) != row.version:
        return
    tx.session.expunge(row)
    # A long file is read without a word to the database: that is no forgotten transaction.
    tx.run("SET LOCAL idle_in_transaction_session_timeout = '15min'")
    refusal: dict[str, Any] | None = None
    try:
        with tx.savepoint():
            work(row, Reporter(tx, import_id, status))
    except ReadingError as error:
        refusal = of_domain(FileRefused(error), _language(tx))
    except DomainError as error:
        refusal = of_domain(error, _language(tx))
    stored = repository.lock(tx, import_id)
    if stored is None or (stored.status, stored.version) != (status, row.version):
        # Cancelled or mapped anew meanwhile: what a check found is of no use any more.
        return
    if refusal is not None:
        stored.error = refusal
        stored.status = "done" if status == "undoing" else "failed"
    else:
        for name in _RESULTS:
            setattr(stored, name, getattr(row, name))
        if stored.rejected_rows == 0:
            rejected = rejected_file_of(tx, import_id)
            tx.after_commit(f"file:{rejected.name}", partial(rejected.unlink, missing_ok=True))
    _close(tx, stored)


_RESULTS = (
    "status", "total_rows", "accepted_rows", "rejected_rows", "duplicate_rows", "created_products", "sample",
    "problems", "error", "finished_at", "undone_at",
)  # fmt: skip


def _language(tx: Tx) -> Language:
    return "en" if company(tx).language == "en" else "fr"


def _close(tx: Tx, row: Import) -> None:
    row.progress = 1.0
    row.version += 1
    tx.session.flush()
    live.publish_after_commit(tx, "import", {"id": str(row.id), "status": row.status, "progress": 1.0})


def _plan(tx: Tx, row: Import, report: Callable[[float], None]) -> tuple[Plan, Summary]:
    """Stages the file, matches what it names, and refuses the rows that only the database can refuse."""
    told_before = row.rejected_rows
    summary = stage(tx, row, report)
    plan = PLANS[row.kind](tx, row.id, ImportOptions.model_validate(row.options))
    plan.match()
    report(0.7)
    refused = plan.refused_rows()
    row.total_rows = summary.total_rows
    row.rejected_rows = summary.rejected_rows + len(refused)
    row.duplicate_rows = plan.duplicates
    row.accepted_rows = plan.accepted()
    row.created_products = plan.created_products()
    if refused:
        codes = sorted(set(refused.values()))
        summary.problems += [
            ProblemCount(
                code,
                "rejected",
                sum(1 for one in refused.values() if one == code),
                min(number for number, one in refused.items() if one == code),
                {},
            )
            for code in codes
        ]
    if refused or told_before > row.rejected_rows:
        # The file of rejected rows that a check left may name rows that are taken by now.
        reject_also(tx, row, refused)
    return plan, summary


def _finish_check(tx: Tx, row: Import, report: Callable[[float], None]) -> None:
    _, summary = _plan(tx, row, report)
    row.sample = [_plain(sample) for sample in summary.sample]
    row.problems = [
        {
            "code": problem.code,
            "severity": problem.severity,
            "count": problem.count,
            "first_row": problem.first_row,
            "params": problem.params,
        }
        for problem in summary.problems
    ]
    row.status = "checked"


def _finish_taking(tx: Tx, row: Import, report: Callable[[float], None]) -> None:
    plan, _summary = _plan(tx, row, report)
    plan.write(lambda share: report(0.7 + 0.25 * share))
    report(0.95)
    record_audit(tx, "import.done", "import", row.id, rows=row.accepted_rows)
    row.status, row.finished_at = "done", now()
    forget_reading(tx, row)
    path = file_of(tx, row.id)
    tx.after_commit(f"file:{path.name}", partial(path.unlink, missing_ok=True))


def _finish_undo(tx: Tx, row: Import, report: Callable[[float], None]) -> None:
    report(0.1)
    PLANS[row.kind](tx, row.id, ImportOptions.model_validate(row.options)).undo()
    record_audit(tx, "import.undone", "import", row.id)
    row.status, row.undone_at = "undone", now()


def _plain(sample: dict[str, Any]) -> dict[str, Any]:
    """A sample row for the screen: quantities in units, names without their internal suffixes."""
    shown: dict[str, Any] = {}
    for name, value in sample.items():
        if name in {"line_key", "sale_key", "code_given", "name_given"}:
            continue
        if name.endswith("_milli"):
            shown[name.removesuffix("_milli")] = None if value is None else from_milli(value)
        else:
            shown[name.removesuffix("_minor")] = value
    return shown
