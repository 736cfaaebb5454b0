"""Workbooks: what their cells hold is what the database and the dashboards say, whoever calculates."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from digiboost.catalog.models import Category, Supplier
from digiboost.identity import service as identity
from digiboost.inventory import service as inventory
from digiboost.kernel.clock import day_of, now, zone
from digiboost.kernel.ids import new_id
from digiboost.kernel.text import fold
from digiboost.reports.sheets import sale_details
from digiboost.reports.types import ReportType
from tests.factories.people import Person, open_company
from tests.factories.stock import movement, product, transaction
from tests.factories.trade import customer, sell, shelf
from tests.reports.payloads import PAYLOADS
from tests.reports.workbooks import cells, column, compare, made, needs_office, opened

STOCK, SALES = ReportType.STOCK_INVENTORY, ReportType.SALES_ANALYSIS


def category(tx: Any, name: str) -> UUID:
    row = Category(tenant_id=tx.tenant_id, id=new_id(), name=name, name_key=f"{fold(name)[:200]} {new_id()}")
    tx.session.add(row)
    tx.session.flush()
    return row.id


def supplier(tx: Any, name: str) -> UUID:
    row = Supplier(tenant_id=tx.tenant_id, id=new_id(), code=str(new_id()), name=name, search_text=fold(name)[:200])
    tx.session.add(row)
    tx.session.flush()
    return row.id


_traded: dict[str, tuple[Person, date, date]] = {}


def traded(app: Any, client: Any, **wanted: Any) -> tuple[Person, date, date]:
    """A company with some days of trade of every kind, and the days; nobody writes to it, so one is made for each
    currency and clock."""
    key = str(sorted(wanted.items()))
    if key not in _traded:
        _traded[key] = _trade(app, client, **wanted)
    return _traded[key]


def _trade(app: Any, client: Any, **wanted: Any) -> tuple[Person, date, date]:
    shop = open_company(client, company_name="Quincaillerie =SUM(1) & Fils", **wanted)
    local = zone(wanted.get("time_zone", "Africa/Dakar"))
    today = now().astimezone(local).date()
    with transaction(app, shop.tenant_id) as tx:
        kinds = [category(tx, name) for name in ("*", ">5", "=A", "Fer et acier")]
        seller = supplier(tx, "+33 Import-Export")
    items = [
        shelf(app, shop, name=f"Article {n}", code=f"00{n}", on_hand=[40, 2.5, 7.25, 3, 0, 900][n % 6], unit="kg",
              cost=[333, None, 1_001, 77, 999, 10][n % 6], min_stock=[5, 3_000, None, 4_000, 1_000, 2][n % 6],
              sale_price=[500, 1_255, 99, 1_333, 45, 7][n % 6], category_id=[*kinds, None][n % 5],
              supplier_id=seller if n % 2 else None, shelf=["A1", None, "=B2"][n % 3])
        for n in range(12)
    ]  # fmt: skip
    with transaction(app, shop.tenant_id) as tx:
        for n in range(3):
            product(tx, name=f"Jamais compté {n}", tracked=False, sale_price=1_000)
        inventory.record_movements(
            tx, [movement(UUID(items[n]), 1_000 * n + 500, unit_cost=321 + n, type="ENTRY") for n in (0, 3, 5)]
        )
    buyer = customer(app, shop, "=Fatou")
    for n in range(40):
        day = today - timedelta(days=n % 9 + 1)
        at = datetime(day.year, day.month, day.day, (n * 5) % 24, n, 7, tzinfo=local)
        sold = sell(
            shop, (items[n % 12], 1 + n % 3, 100 + 7 * n), (items[(n + 5) % 12], 0.125 * (n + 1)),
            occurred_at=at.isoformat(), discount=n % 4 * 5, payment_method=["cash", "mobile_money", "card"][n % 3],
            **({"customer_id": buyer} if n % 2 else {}),
        )  # fmt: skip
        if n % 8 == 0:
            line = sold["lines"][1]
            answer = shop.post(
                f"/sales/{sold['id']}/returns",
                {"lines": [{"line_id": line["id"], "quantity": line["quantity"]}], "occurred_at": at.isoformat()},
            )
            assert answer.status_code == 201, answer.text
        if n % 13 == 5:
            assert shop.post(f"/sales/{sold['id']}/cancel", {"reason": "erreur"}).status_code == 200
    assert shop.post("/missed-sales", {"product_id": items[4], "quantity": 2.5}).status_code == 201
    return shop, today - timedelta(days=8), today


def facts(app: Any, shop: Person, sql: str, **given: Any) -> list[dict[str, Any]]:
    with transaction(app, shop.tenant_id) as tx:
        return tx.rows(sql, {"tenant": UUID(shop.tenant_id), **given})


LINES = """
SELECT l.*, p.code, p.name, s.kind, s.occurred_at AT TIME ZONE t.time_zone AS at
FROM sales s JOIN sale_lines l ON l.tenant_id = s.tenant_id AND l.sale_id = s.id JOIN tenants t ON t.id = s.tenant_id
JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id WHERE s.tenant_id = %(tenant)s
AND s.status = 'completed' AND (s.occurred_at AT TIME ZONE t.time_zone)::date BETWEEN %(first)s AND %(last)s
ORDER BY s.occurred_at, s.id, l.position
"""


# -- the inventory ------------------------------------------------------------------------------


@pytest.mark.parametrize(("currency", "language"), [("XOF", "fr"), ("EUR", "en")])
def test_an_inventory_is_what_the_levels_say(
    app: Any, client: Any, tmp_path: Path, currency: str, language: str
) -> None:
    shop, _, _ = traded(app, client, currency=currency, language=language)
    scale = 100 if currency == "EUR" else 1
    path = tmp_path / "stock.xlsx"
    found = made(app, shop, STOCK, path, language=language)
    assert found.size == 15
    book, values = opened(path), opened(path, values=True)
    stock, sums = values.worksheets[1], values.worksheets[0]
    rows = facts(
        app, shop,
        "SELECT p.code, l.*, p.sale_price FROM stock_levels l JOIN products p ON p.tenant_id = l.tenant_id"
        " AND p.id = l.product_id WHERE l.tenant_id = %(tenant)s AND l.tracked ORDER BY p.name_key, p.id",
    )  # fmt: skip
    assert len(rows) == 12
    for n, row in enumerate(rows, start=5):
        line = [cell.value for cell in stock[n]]
        assert line[0] == row["code"]
        assert line[6] == row["on_hand"] / 1000
        assert line[9] == row["value"] / scale
        assert line[10] == row["sale_price"] / scale
        assert (line[8] or 0) == pytest.approx(row["average_cost"] / 1000 / scale)
        assert book.worksheets[1].cell(n, 10).data_type == "f"
    whole = facts(app, shop, "SELECT * FROM stock_summaries WHERE tenant_id = %(tenant)s")[0]
    shown = shop.get("/dashboards/overview").json()["stock"]
    figures = [(sums.cell(row, 3).value, sums.cell(row, 4).value) for row in range(7, 14)]
    products, value = figures[0]
    assert (products, value) == (12, whole["value"] / scale)
    assert value == shown["value"] / scale
    assert [count for count, _ in figures[1:4]] == [shown["ruptures"], shown["low"], shown["ok"]]
    assert figures[6][0] == shown["untracked"] == 3
    assert stock.cell(17, 10).value == whole["value"] / scale


def test_an_empty_company_has_an_inventory_and_an_analysis(app: Any, shop: Person, tmp_path: Path) -> None:
    assert made(app, shop, STOCK, tmp_path / "stock.xlsx").size == 0
    today = now().date()
    assert made(app, shop, SALES, tmp_path / "sales.xlsx", today, today).size == 0
    for name in ("stock.xlsx", "sales.xlsx"):
        assert all(not str(cell.value).startswith("#") for _, _, cell in cells(opened(tmp_path / name, values=True)))


def test_the_first_sheet_carries_the_logo(app: Any, client: Any, tmp_path: Path) -> None:
    shop = open_company(client)
    drawn = io.BytesIO()
    Image.new("RGB", (300, 100), "#2A7F8E").save(drawn, "PNG")
    with transaction(app, shop.tenant_id) as tx:
        identity.set_logo(tx, io.BytesIO(drawn.getvalue()))
    today = now().date()
    for kind, days in ((STOCK, (None, None)), (SALES, (today, today))):
        path = tmp_path / f"{kind}.xlsx"
        made(app, shop, kind, path, *days)
        with zipfile.ZipFile(path) as archive:
            assert [name for name in archive.namelist() if "media" in name] == ["xl/media/image1.png"]


# -- the sales ----------------------------------------------------------------------------------


def test_an_analysis_is_what_the_lines_and_the_dashboards_say(app: Any, client: Any, tmp_path: Path) -> None:
    shop, first, last = traded(app, client, time_zone="America/New_York", country="SN")
    path = tmp_path / "sales.xlsx"
    found = made(app, shop, SALES, path, first, last)
    lines = facts(app, shop, LINES, first=first, last=last)
    assert found.size == len(lines) > 60
    values = opened(path, values=True)
    detail = values["Détail"]
    for n, line in enumerate(lines, start=5):
        row = [cell.value for cell in detail[n]]
        assert row[0].date() == line["at"].date()
        assert (row[1].hour, row[1].minute, row[1].second) == (line["at"].hour, line["at"].minute, line["at"].second)
        assert (row[5], row[6]) == (line["code"], line["name"])
        assert (row[8], row[11], row[12]) == (line["quantity"] / 1000, line["amount"], line["cost"])
        assert row[13] == (None if line["cost"] is None else line["amount"] - line["cost"])
        assert row[15] == line["at"].hour
    shown = shop.get("/dashboards/sales-analysis", params={"first": str(first), "last": str(last)}).json()
    totals, sheet = shown["totals"], values["Synthèse"]
    said = {sheet.cell(row, 1).value: sheet.cell(row, 3).value for row in range(8, 18)}
    assert said["Chiffre d'affaires (F\u00a0CFA)"] == totals["revenue"] == sum(line["amount"] for line in lines)
    assert (said["Ventes"], said["Retours"]) == (totals["sales"], totals["returns"])
    assert said["Marge brute (F\u00a0CFA)"] == totals["margin"]
    assert said["Taux de marge"] == pytest.approx(totals["margin_rate"], abs=1e-4)
    assert said["Quantités vendues"] == pytest.approx(totals["units"])
    assert said["Panier moyen (F\u00a0CFA)"] == pytest.approx(totals["basket"], abs=0.5)
    days = dict(
        zip(
            column(values["Par jour"], "Jour"),
            column(values["Par jour"], "Chiffre d'affaires (F\u00a0CFA)"),
            strict=True,
        )
    )
    trend = {point["start"]: point["revenue"] for point in shown["trend"]}
    assert {str(day.date()): revenue for day, revenue in days.items() if isinstance(day, datetime)} == trend
    categories = values["Par catégorie"]
    assert sorted(column(categories, "Chiffre d'affaires (F\u00a0CFA)")[:-1]) == sorted(
        one["revenue"] for one in shown["categories"]
    )
    hours: dict[int, int] = {}
    for cell in shown["hours"]:
        hours[cell["hour"]] = hours.get(cell["hour"], 0) + cell["revenue"]
    assert [hours.get(n, 0) for n in range(24)] == column(values["Par heure"], "Chiffre d'affaires (F\u00a0CFA)")[:24]
    products = values["Par produit"]
    assert column(products, "Chiffre d'affaires (F\u00a0CFA)")[0] == shown["top_products"][0]["revenue"]
    assert [row[5].value for row in products.iter_rows() if row[0].value == "Écart avec le détail"] == [0]
    assert [row[3].value for row in sheet.iter_rows() if row[0].value == "Écart avec le détail"] == [0]


def test_a_failure_leaves_nothing(app: Any, client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, first, last = traded(app, client)

    def full(*_: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(sale_details.Details, "write", full)
    with pytest.raises(OSError, match="no space"):
        made(app, shop, SALES, tmp_path / "sales.xlsx", first, last)
    assert list(tmp_path.iterdir()) == []


# -- what people write --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(app: Any, client: Any) -> Person:
    """A company in which every text is a trap."""
    shop = open_company(client, company_name='=HYPERLINK("http://evil.example")&P', language="fr")
    sold: list[str] = []
    with transaction(app, shop.tenant_id) as tx:
        for payload in PAYLOADS:
            item = product(
                tx, name=payload, code=payload[:500], unit=payload[:30], shelf=payload[:60], sale_price=100,
                category_id=category(tx, payload), supplier_id=supplier(tx, payload), tracked=len(payload) % 7 != 3,
            )  # fmt: skip
            sold.append(str(item))
    buyers = [customer(app, shop, payload) for payload in PAYLOADS]
    for item, buyer in zip(sold, buyers, strict=True):
        sell(shop, (item, 1), customer_id=buyer)
    return shop


OURS = frozenset(
    [
        "SUM",
        "SUMIFS",
        "SUBTOTAL",
        "IF",
        "OR",
        "N",
        "INT",
        "COUNTA",
        "COUNTIF",
        "COUNTIFS",
        "ROUND",
        "MAX",
        "INDEX",
        "MATCH",
    ]
)
"""The functions that our formulas use."""


def checked(path: Path) -> int:
    """No formula but ours, no address, no surprise in the file; how many texts there were."""
    texts = 0
    for _, at, cell in cells(opened(path)):
        assert cell.hyperlink is None, at
        if cell.data_type == "f":
            assert set(re.findall(r"([A-Z0-9.]+)\(", cell.value)) <= OURS, cell.value
            assert not any(word in cell.value for word in ("evil", "cmd", "[", "|", "#")), cell.value
        elif isinstance(cell.value, str):
            assert cell.data_type in {"s", "inlineStr"}, at
            assert len(cell.value.encode("utf-16-le")) // 2 <= 32_767
            texts += 1
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert not name.startswith("/")
            assert ".." not in name
            assert name.endswith((".xml", ".rels")), name
            assert not any(
                part in name for part in ("externalLink", "vbaProject", "embeddings", "connections", "query")
            )
            if name.endswith(".rels"):
                assert b"TargetMode" not in archive.read(name)
    return texts


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_text_of_a_person_becomes_a_formula(app: Any, hostile: Person, tmp_path: Path, language: str) -> None:
    from digiboost.reports.sheets.text import plain

    assert len(PAYLOADS) > 50
    today = day_of(now(), "Africa/Dakar")
    made(app, hostile, STOCK, tmp_path / "stock.xlsx", language=language)
    made(app, hostile, SALES, tmp_path / "sales.xlsx", today, today, language=language)
    for name in ("stock.xlsx", "sales.xlsx"):
        assert checked(tmp_path / name) > 5 * len(PAYLOADS)
    wanted = {plain(payload) for payload in PAYLOADS if plain(payload).strip()}
    stock = {cell.value for _, _, cell in cells(opened(tmp_path / "stock.xlsx")) if cell.data_type != "f"}
    sales = opened(tmp_path / "sales.xlsx").worksheets[-1]
    sold = {row[3].value for row in sales.iter_rows(min_row=5)} & {row[6].value for row in sales.iter_rows(min_row=5)}
    assert {unescaped(text) for text in wanted} <= {unescaped(str(text)) for text in stock}
    assert {unescaped(text) for text in wanted} <= {unescaped(str(text)) for text in sold}


def unescaped(text: str) -> str:
    """Line ends and the way in which files spell a literal ``_x0041_`` are not what is looked at here."""
    return text.replace("_x005F_", "_").replace("\r", "\n").strip()


# -- calculated by somebody else ----------------------------------------------------------------


@needs_office
@pytest.mark.parametrize(("currency", "language", "lines"), [("XOF", "fr", None), ("EUR", "en", 20)])
def test_libreoffice_calculates_what_we_wrote(
    app: Any, client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, currency: str, language: str,
    lines: int | None,
) -> None:  # fmt: skip
    if lines is not None:
        monkeypatch.setattr(sale_details, "LINES", lines)
    shop, first, last = traded(app, client, currency=currency, language=language)
    for kind, days in ((STOCK, (None, None)), (SALES, (first, last))):
        path, folder = tmp_path / f"{kind}.xlsx", tmp_path / kind
        folder.mkdir()
        made(app, shop, kind, path, *days, language=language)
        assert compare(path, folder) > 60
    if lines is not None:
        names = opened(tmp_path / f"{SALES}.xlsx").sheetnames
        assert [name for name in names if name.startswith("Detail")] == ["Detail 1", "Detail 2", "Detail 3", "Detail 4"]


@pytest.mark.heavy
@needs_office
def test_libreoffice_is_not_misled_by_names(app: Any, hostile: Person, tmp_path: Path) -> None:
    today = day_of(now(), "Africa/Dakar")
    for kind, days in ((STOCK, (None, None)), (SALES, (today, today))):
        path, folder = tmp_path / f"{kind}.xlsx", tmp_path / kind
        folder.mkdir()
        made(app, hostile, kind, path, *days)
        assert compare(path, folder) > 60
