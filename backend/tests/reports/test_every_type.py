"""Every report that there is, from a request to a file, through the engine as it runs: read only, of one moment."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from digiboost.reports.definitions import DEFINITIONS
from digiboost.reports.types import Format, Period, ReportType
from tests.factories.people import Person, open_company
from tests.reports.conftest import asked, order_of, work

TODAY = date.today()  # noqa: DTZ011 - the shop's clock is UTC
DAYS: dict[Period, dict[str, str]] = {
    Period.NOW: {},
    Period.DAY: {"first": str(TODAY)},
    Period.MONTH: {"first": str(TODAY.replace(day=1) - timedelta(days=1))},
    Period.SPAN: {"first": str(TODAY - timedelta(days=30)), "last": str(TODAY)},
}
HEADS = {Format.XLSX: b"PK\x03\x04", Format.PDF: b"%PDF-", Format.RECEIPT: b"%PDF-"}
EVERY = [(one.type, made) for one in DEFINITIONS.values() for made in one.formats]


def subject_of(shop: Person, subject: str | None) -> dict[str, Any]:
    match subject:
        case "customer":
            return {"subject_id": shop.post("/customers", {"name": "Modou Fall"}).json()["id"]}
        case "order":
            return {"subject_id": order_of(shop)}
        case _:
            return {}


@pytest.mark.parametrize(("wanted", "made"), EVERY, ids=[f"{one}-{made}" for one, made in EVERY])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_new_company_gets_its_file(client: Any, wanted: ReportType, made: Format, language: str) -> None:
    """Nothing sold, nothing counted: that is no fault."""
    shop = open_company(client, currency="EUR", time_zone="Africa/Casablanca")
    definition = DEFINITIONS[wanted]
    days = DAYS[definition.period]
    report = asked(shop, type=wanted, format=made, language=language, **days, **subject_of(shop, definition.subject))
    assert work(shop) == 1
    shown = shop.get(f"/reports/{report}").json()
    assert (shown["state"], shown["error"]) == ("ready", None)
    assert shown["size"] >= 0 and shown["title"] and shown["file_name"].endswith(f".{made.suffix}")
    file = shop.get(f"/reports/{report}/download")
    assert file.content.startswith(HEADS[made])
    assert len(file.content) == shown["bytes"]
