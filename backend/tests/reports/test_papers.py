"""Printed reports: their figures are those of the rows, their texts stay texts, and they fetch nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from digiboost.kernel.clock import day_of, now
from digiboost.kernel.errors import NotFound
from digiboost.kernel.i18n.formats import amount_text, day_text, money_text
from digiboost.kernel.ids import new_id
from digiboost.kernel.paper import css_text, document, short
from digiboost.kernel.pdf import END, pdf_of, strip_of
from digiboost.reports.papers import charts, credit, monthly, page, till
from digiboost.reports.papers.month import Dead, DeadStock, Month, back
from digiboost.reports.papers.month import read as read_month
from digiboost.reports.types import Format, ReportType
from tests.factories.credit import account, buyer, close, lend, pay
from tests.factories.people import Person, open_company
from tests.factories.stock import transaction
from tests.factories.trade import sell, shelf
from tests.reports.papers import listening, make, text_of
from tests.statistics.conftest import hardware

__all__ = ["hardware"]

ZONE = "Africa/Dakar"


def today() -> date:
    return day_of(now(), ZONE)


def month_of(app: Any, shop: Person, any_day: date) -> Month:
    with transaction(app, shop.tenant_id) as tx:
        return read_month(tx, any_day, today(), ZONE, lambda _: None)


def ask(app: Any, shop: Person, sql: str, **given: Any) -> dict[str, Any]:
    with transaction(app, shop.tenant_id) as tx:
        found = tx.row(sql, {"tenant": UUID(shop.tenant_id), "zone": ZONE, **given})
    assert found is not None
    return found


def said(text: str) -> str:
    return " ".join(text.split())


def money(minor: int) -> str:
    return said(money_text(minor, "XOF", 0, "fr"))


def amount(minor: int) -> str:
    return said(amount_text(minor, 0, "fr"))


# -- the month ----------------------------------------------------------------------------------

_LINES = """
WITH sold AS (SELECT s.id, s.kind, l.quantity, l.amount, l.cost, p.id AS product,
    (s.occurred_at AT TIME ZONE %(zone)s)::date AS day FROM sales s
    JOIN sale_lines l ON l.tenant_id = s.tenant_id AND l.sale_id = s.id
    JOIN products p ON p.tenant_id = s.tenant_id AND p.id = l.product_id
    WHERE s.tenant_id = %(tenant)s AND s.status = 'completed'
        AND (s.occurred_at AT TIME ZONE %(zone)s)::date BETWEEN %(first)s AND %(last)s)
"""


@pytest.mark.parametrize("months", [0, 1])
def test_a_month_is_what_its_sales_say(app: Any, hardware: Person, months: int, tmp_path: Path) -> None:
    first = back(today().replace(day=1), months)
    month = month_of(app, hardware, first + timedelta(days=10))
    assert (month.first, month.is_over) == (first, months > 0)
    assert month.before is not None
    for figures in (month.now, month.before):
        true = ask(
            app, hardware,
            _LINES + "SELECT coalesce(sum(amount), 0)::bigint AS revenue, coalesce(sum(quantity), 0)::bigint AS units,"
            " count(DISTINCT id) FILTER (WHERE kind = 'SALE') AS sales,"
            " count(DISTINCT id) FILTER (WHERE kind = 'RETURN') AS returns,"
            " sum(amount - cost) FILTER (WHERE cost IS NOT NULL)::bigint AS margin FROM sold",
            first=figures.first, last=figures.last,
        )  # fmt: skip
        for name in ("revenue", "units", "sales", "returns", "margin"):
            assert getattr(figures, name) == true[name], name
        owed = ask(
            app, hardware,
            "SELECT coalesce(sum(owed), 0)::bigint AS owed FROM (SELECT greatest(sum(amount), 0) AS owed FROM"
            " credit_entries WHERE tenant_id = %(tenant)s AND day <= %(last)s GROUP BY customer_id) each",
            last=figures.last,
        )  # fmt: skip
        assert figures.credit == owed["owed"]
    assert sum(point.revenue for point in month.trend) == month.now.revenue
    assert sum(one.revenue for one in month.categories) == month.now.revenue
    # What each product was out adds up to what the nights counted.
    out = ask(
        app, hardware,
        "SELECT sum(ruptures)::int AS days, count(*) AS known FROM stock_days"
        " WHERE tenant_id = %(tenant)s AND day BETWEEN %(first)s AND %(last)s", first=month.first, last=month.last,
    )  # fmt: skip
    assert out["known"] == (month.last - month.first).days + 1
    assert sum(one.days for one in month.outs) == out["days"]
    fallen = month.falls[0]
    true = ask(
        app, hardware, _LINES + "SELECT coalesce(sum(amount), 0)::bigint AS revenue FROM sold WHERE product = %(one)s",
        first=month.before.first, last=month.before.last, one=fallen.product_id,
    )  # fmt: skip
    assert fallen.before == true["revenue"] > fallen.revenue
    made, read = make(app, hardware, tmp_path, ReportType.MONTHLY_SYNTHESIS, first=first)
    assert 4 <= made.size <= 6
    assert made.name == f"synthese-mensuelle-{first:%Y-%m}"
    text = text_of(read)
    best = month.best
    assert best is not None
    for shown in (
        "Synthèse mensuelle", hardware.session["tenant"]["name"], "NINEA", money(month.now.revenue),
        amount(month.before.revenue), money(month.now.margin or 0), money(best.revenue),
        money(month.now.stock_value or 0), money(month.now.credit), "Taux de service", "Rotation du stock", "GMROI",
        "Couverture du stock",
        "Ruptures du mois",
        month.top[0][0].name, amount(month.top[0][0].revenue), fallen.name, "Stock dormant", "Achats conseillés",
        "Cachet de l’entreprise", f"Page {made.size} / {made.size}",
    ):  # fmt: skip
        assert said(shown) in text, (shown, text)
    # The last page is not empty but for a foot.
    assert len(read.pages[-1].extract_text()) > 300


def test_a_month_and_the_dashboards_say_the_same(app: Any, hardware: Person) -> None:
    month = month_of(app, hardware, today())
    asked = {"first": str(month.first), "last": str(month.last)}
    shop = hardware.get("/dashboards/sales-analysis", params=asked).json()
    assert [(str(one.product_id), one.revenue) for one, _ in month.top] == [
        (one["product_id"], one["revenue"]) for one in shop["top_products"]
    ]
    assert shop["totals"]["revenue"] == month.now.revenue
    told = hardware.get("/analytics/kpis", params=asked).json()
    for name in ("turnover", "gmroi", "coverage_days", "fill_rate", "stock_value", "margin_rate"):
        assert getattr(month.now, name) == told[name]["value"], name
    assert month.dead is not None
    assert month.dead.value == told["dead_stock"]["value"]
    assert month.now.credit == hardware.get("/credit/summary").json()["owed"]
    advice = hardware.get("/dashboards/predictions").json()["advice"]
    assert month.advice is not None
    assert [(one.supplier_name, one.total) for one in month.advice] == [
        (one["supplier_name"], one["total"]) for one in advice
    ]


LONG = "Peinture acrylique façade blanc cassé, seau de 25 kg, finition satinée lavable très longue durée, " * 2


def test_the_fullest_month_has_six_pages(app: Any, hardware: Person) -> None:
    """With the longest names and codes, every list full, a year to compare with and forty suppliers; and with names
    as they are."""
    month = month_of(app, hardware, back(today().replace(day=1), 1))
    with transaction(app, hardware.tenant_id) as tx:
        w = page.writer(tx, "fr")
    kept = DeadStock(400, 312, 98_765_432, [Dead("D", "Disjoncteur", "pièce", 12_000, 9_000, None)] * 10)
    usual = replace(month, year=month.before, dead=kept)
    assert month.advice
    full = replace(
        usual,
        top=[
            (one.model_copy(update={"name": LONG, "code": LONG[:40], "revenue": 987_654_321}), 1)
            for one, _ in month.top
        ],
        falls=[replace(one, name=LONG, code=LONG[:40], before=987_654_321) for one in month.falls],
        outs=[replace(one, name=LONG, code=LONG[:40]) for one in month.outs],
        categories=[one.model_copy(update={"name": LONG}) for one in month.categories],
        dead=replace(kept, top=[Dead(LONG[:40], LONG, LONG[:12], 123_456_789, 987_654_321, month.first)] * 10),
        advice=[
            one.model_copy(
                update={
                    "supplier_name": LONG,
                    "below_minimum": True,
                    "minimum_order": 150_000,
                    "lines": [line.model_copy(update={"name": LONG, "code": LONG[:40]}) for line in one.lines] * 9,
                }
            )
            for one in month.advice * 40
        ][:40],
    )
    for one in (usual, replace(month, year=month.before), full, replace(full, dead=None), replace(month, advice=None)):
        assert 4 <= pdf_of(monthly.page(w, one, "x")).pages <= 6


def test_a_month_in_english(app: Any, hardware: Person, tmp_path: Path) -> None:
    made, read = make(app, hardware, tmp_path, ReportType.MONTHLY_SYNTHESIS, language="en")
    assert 4 <= made.size <= 6
    text = text_of(read)
    for shown in (
        "Monthly synthesis",
        "Key figures",
        "Gross margin",
        "Purchases advised",
        "Company stamp",
        "Products that",
    ):
        assert shown in text, (shown, text)
    for french in ("Chiffre", "Réf.", "rupture", "jours", "établi"):
        assert french not in text, french


def test_a_company_without_anything(app: Any, shop: Any, tmp_path: Path) -> None:
    for language in ("fr", "en"):
        made, read = make(app, shop, tmp_path, ReportType.MONTHLY_SYNTHESIS, language=language)
        assert made.size == 1
        text = text_of(read)
        assert "0 %" not in text and "0,0" not in text and "0.0%" not in text
        assert ("pas assez de données" if language == "fr" else "not enough data") in text
        assert "Boutique Awa" in text
    # Nor has a month that is long over anything to advise.
    make(app, shop, tmp_path, ReportType.MONTHLY_SYNTHESIS, first=back(today().replace(day=1), 5))


def at(day: date, hour: int = 10) -> str:
    return f"{day}T{hour:02}:00:00Z"


def test_what_is_known_in_part_is_not_compared(app: Any, shop: Any) -> None:
    first = back(today().replace(day=1), 1)
    rice = shelf(app, shop, on_hand=100, cost=1000)
    free = shelf(app, shop, on_hand=0, name="Conseil", sale_price=500)
    sell(shop, (rice, 2, 1500), occurred_at=at(first + timedelta(days=3)))
    sell(shop, (free, 1, 500), occurred_at=at(first + timedelta(days=3)))
    late = back(first, 1) + timedelta(days=20)
    sell(shop, (rice, 1, 1500), occurred_at=at(late))
    month = month_of(app, shop, first)
    assert month.now.whole and month.before is not None and not month.before.whole and month.year is None
    assert month.now.revenue == 3500 and month.costed == 3000 and month.now.margin == 1000
    with transaction(app, shop.tenant_id) as tx:
        w = page.writer(tx, "fr")
    html = said(monthly.page(w, month, "x"))
    assert "pas assez de données pour le comparer" in html
    assert "86 % du chiffre d&#x27;affaires dont le coût d&#x27;achat est connu" in html
    assert "n&#x27;est connu qu&#x27;en partie" in html
    assert "de plus qu" not in html


def test_dead_stock_is_that_of_the_dashboard(app: Any, shop: Any, tmp_path: Path) -> None:
    for n in range(12):
        shelf(app, shop, on_hand=n + 1, cost=1000, name=f"Dormant {n}", code=f"D{n:02}")
    sold = shelf(app, shop, on_hand=5, cost=1000, name="Vendu hier", code="VH")
    sell(shop, (sold, 1, 1500))
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE products SET created_at = now() - interval '200 days' WHERE tenant_id = %s", (tx.tenant_id,))
    month = month_of(app, shop, today())
    dead = month.dead
    assert dead is not None
    totals = shop.get("/dashboards/stock-detail", params={"status": "dead"}).json()["totals"]
    assert (dead.products, dead.value) == (totals["dead"], totals["dead_value"]) == (12, 78_000)
    assert [one.code for one in dead.top][:2] == ["D11", "D10"] and len(dead.top) == 10
    text = text_of(make(app, shop, tmp_path, ReportType.MONTHLY_SYNTHESIS)[1])
    assert "12 articles dorment sans vente depuis 90 jours, pour 78 000 F CFA." in text
    assert "Dormant 11" in text and "jamais" in text


def test_pence_are_shown(app: Any, client: Any, tmp_path: Path) -> None:
    shop = open_company(client, language="en", currency="GBP", country="GB", time_zone="Europe/London")
    item = shelf(app, shop, on_hand=10, cost=700, sale_price=1250)
    person = buyer(shop)
    sell(shop, (item, 2, 1250))
    lend(shop, item, person, 999)
    text = text_of(make(app, shop, tmp_path, ReportType.MONTHLY_SYNTHESIS, language="en")[1])
    assert "34.99 £" in text and "Amounts in £" in text
    text = text_of(make(app, shop, tmp_path, ReportType.CREDIT_STATEMENT, language="en", subject=person)[1])
    assert "To be paid: 9.99 £" in text
    text = text_of(make(app, shop, tmp_path, ReportType.DAILY_CLOSING, language="en")[1])
    assert "Cash sales 25.00" in text and "34.99" in text


# -- the customer's account ---------------------------------------------------------------------


def test_a_statement_ends_on_the_account_s_balance(app: Any, shop: Any, tmp_path: Path) -> None:
    item = shelf(app, shop, on_hand=100)
    person = buyer(shop, name="Ousmane <b>Diop</b>", phone="77 123 45 67", address="Marché Sandaga")
    day = today()
    old = day - timedelta(days=400)
    lend(shop, item, person, 10_000, occurred_at=at(old))
    lend(shop, item, person, 6_000, occurred_at=at(day - timedelta(days=100)))
    second = lend(shop, item, person, 4_500, occurred_at=at(day - timedelta(days=20)))
    wrong = lend(shop, item, person, 700, occurred_at=at(day - timedelta(days=19)))
    pay(shop, person, 12_000, occurred_at=at(day - timedelta(days=10)), method="mobile_money")
    assert shop.post(f"/sales/{wrong['id']}/cancel", {"reason": "erreur"}).status_code == 200
    body = {"customer_id": person, "amount": 250, "note": "vieux cahier : MAUVAIS PAYEUR"}
    assert shop.post("/credit/corrections", body).status_code == 201
    promised = day + timedelta(days=9)
    body = {"customer_id": person, "promised_on": str(promised), "amount": 5000}
    assert shop.post("/credit/promises", body).status_code == 201
    with transaction(app, shop.tenant_id) as tx:
        statement = credit.read(tx, UUID(person), day - timedelta(days=364), day, day)
        before = credit.read(tx, UUID(person), day - timedelta(days=364), day - timedelta(days=15), day)
    assert statement.opening == 10_000
    assert statement.closing == account(shop, person)["balance"] == 8750
    assert before.closing == 10_000 + 6_000 + 4_500 + 700 and before.account.balance == 8750
    made, read = make(app, shop, tmp_path, ReportType.CREDIT_STATEMENT, subject=person)
    assert made.title == "Relevé de compte client – Ousmane <b>Diop</b>"
    text = text_of(read)
    for shown in (
        "Ousmane <b>Diop</b>", "Marché Sandaga", "+221771234567", "Solde de départ 10 000",
        f"Achat {second['number']}", "Versement (mobile money) 12 000", f"Annulation de {wrong['number']}",
        "Correction 250",
        f"Solde au {day_text(day, 'fr')} 11 450 12 700 8 750", "Reste à payer : 8 750 F CFA",
        f"Paiement promis : 5 000 F CFA le {day_text(promised, 'fr')}.", "Pour payer", "bon pour accord",
        "0 à 30 jours 31 à 60 jours 61 à 90 jours Plus de 90 jours Total 4 750 0 0 4 000 8 750",
    ):  # fmt: skip
        assert said(shown) in text, (shown, text)
    # What somebody wrote for the shop alone is not for the customer.
    assert "PAYEUR" not in text
    pay(shop, person, 8750)
    assert "rien à payer" in text_of(make(app, shop, tmp_path, ReportType.CREDIT_STATEMENT, subject=person)[1])
    pay(shop, person, 300)
    text = text_of(make(app, shop, tmp_path, ReportType.CREDIT_STATEMENT, subject=person, language="en")[1])
    assert "Customer's advance: 300 F CFA" in text


def test_whose_account_it_is(app: Any, shop: Any, neighbour: Any, tmp_path: Path) -> None:
    person = buyer(shop)
    text = text_of(make(app, shop, tmp_path, ReportType.CREDIT_STATEMENT, subject=person)[1])
    assert "Fatou Sow" in text and "rien à payer" in text
    for caller, subject in ((neighbour, person), (shop, str(new_id())), (shop, None)):
        with pytest.raises(NotFound):
            make(app, caller, tmp_path, ReportType.CREDIT_STATEMENT, subject=subject)
    for subject in (str(close(shop, 0)["id"]), str(new_id())):
        with pytest.raises(NotFound):
            make(app, neighbour, tmp_path, ReportType.DAILY_CLOSING, subject=subject)


# -- the day ------------------------------------------------------------------------------------


def a_day(app: Any, shop: Any) -> dict[str, Any]:
    rice = shelf(app, shop, on_hand=100, cost=1000, name="Riz brisé 25 kg", unit="sac")
    soap = shelf(app, shop, on_hand=100, name="Savon", sale_price=300)
    sell(shop, (rice, 3, 15_000))
    sell(shop, (soap, 2, 300), payment_method="mobile_money")
    gone = sell(shop, (soap, 1, 300))
    assert shop.post(f"/sales/{gone['id']}/cancel", {"reason": "x"}).status_code == 200
    person = buyer(shop)
    lend(shop, rice, person, 15_000)
    pay(shop, person, 4_000)
    body = {"type": "OUT", "amount": 2_000, "reason": "Transport <i>"}
    assert shop.post("/cash-moves", body).status_code == 201
    made = close(shop, 56_500, opening_float=10_000, note="Pièce abîmée")
    sell(shop, (soap, 4, 300))
    return made


@pytest.mark.parametrize("form", [Format.PDF, Format.RECEIPT])
def test_a_closing_on_paper(app: Any, shop: Any, form: Format, tmp_path: Path) -> None:
    closing = a_day(app, shop)
    assert closing["expected"] == 57_000
    for subject in (closing["id"], None):
        made, read = make(app, shop, tmp_path, ReportType.DAILY_CLOSING, form=form, subject=subject)
        assert made.size == 1
        assert made.name == f"cloture{'-ticket' if form is Format.RECEIPT else ''}-{today()}"
        text = text_of(read)
        for shown in (
            "Clôture de caisse", "Boutique Awa", "Toute la boutique", "par Awa Ndiaye", "Fond de caisse 10 000",
            "Ventes en espèces 45 000", "Versements de clients 4 000", "Sorties de caisse -2 000", "Transport <i>",
            "Attendu en caisse 57 000", "Compté 56 500", "Écart (manque) -500", "Pièce abîmée", "60 600",
            "la caisse devrait contenir 58 200 F CFA", "Riz brisé 25 kg", "Le gérant",
        ):  # fmt: skip
            assert said(shown) in text, (shown, text)
    width, height = (float(side) * 25.4 / 72 for side in read.pages[0].mediabox[2:])
    if form is Format.RECEIPT:
        assert width == pytest.approx(80, abs=0.1)
        assert 120 < height < 320
    else:
        assert (round(width), round(height)) == (210, 297)


def test_a_day_that_nobody_counted(app: Any, shop: Any, tmp_path: Path) -> None:
    item = shelf(app, shop, on_hand=10)
    sell(shop, (item, 1, 1500))
    seller = shop.colleague("employee")
    sell(seller, (item, 2, 1500))
    close(shop, 2900, user_id=seller.user_id)
    with transaction(app, shop.tenant_id) as tx:
        day = till.read(tx, None, today())
    assert day.closing is None and day.total == 4500 and day.till.cash == 4500
    assert [(one.name, one.expected, one.counted, one.difference) for one in day.others] == [
        ("Employee", 3000, 2900, -100)
    ]
    for form in (Format.PDF, Format.RECEIPT):
        text = text_of(make(app, shop, tmp_path, ReportType.DAILY_CLOSING, form=form)[1])
        assert "Espèces du jour 4 500" in text and "Employee" in text and "-100" in text
    text = text_of(make(app, shop, tmp_path, ReportType.DAILY_CLOSING, first=today() - timedelta(days=3))[1])
    assert "Aucune vente" in text


def test_the_methods_of_a_day_sum_to_its_revenue(app: Any, hardware: Person) -> None:
    day = today() - timedelta(days=1)
    with transaction(app, hardware.tenant_id) as tx:
        revenue = tx.value(
            "SELECT revenue FROM sales_days WHERE tenant_id = %s AND day = %s", (tx.tenant_id, day)
        )  # fmt: skip
        found = till.read(tx, None, day)
    late = 0 if found.closing is None else found.closing.late_amount
    assert found.total + late == revenue


def test_a_roll_is_as_long_as_what_is_on_it() -> None:
    def roll(lines: int) -> tuple[int, float]:
        body = "".join(f"<p>{n}</p>" for n in range(lines)) + END
        drawn = strip_of(document("fr", "x", "@page { margin: 3mm 4mm 0 }", body), 80)
        import io

        box = PdfReader(io.BytesIO(drawn.content)).pages[0].mediabox
        return drawn.pages, float(box[3]) * 25.4 / 72

    (one, little), (_, more), (many, longest) = roll(1), roll(50), roll(1500)
    assert one == 1 and little < 30
    assert 10 * little < more < 1000
    # Beyond what a reader can show it goes on on another page.
    assert many > 1 and longest == pytest.approx(5000, abs=1)


# -- texts stay texts ---------------------------------------------------------------------------


def test_hostile_names_fetch_nothing(app: Any, client: Any, tmp_path: Path) -> None:
    """Whatever people call things, nothing is asked of any address and no file is read."""
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET-OF-THE-SERVER")
    with listening() as (url, knocked):
        evil = [
            f'<img src="{url}/a.png">',
            f'"><img src={url}/b onerror=x>',
            f"</style><style>@import url({url}/c.css);",
            f'</title><link rel=stylesheet href="{url}/d.css">',
            f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}/e.png"/></svg>',
            f'<link rel=attachment href="file://{secret}">',
            f"'); background: url({url}/f.png); content: url(file://{secret}); }} \\0a ",
            f'<object data="file://{secret}"></object>',
            "]]></text></svg><script>1</script>",
        ]
        shop = open_company(client, company_name=f"Chez {evil[6]}"[:110], full_name=evil[0][:100])
        answer = shop.patch("/tenant", {"address": evil[2], "ninea": "001234567"})
        assert answer.status_code == 200, answer.text
        items = [
            shelf(app, shop, on_hand=5, cost=900, name=f"{n} {text}", unit=text[:12]) for n, text in enumerate(evil)
        ]
        for n, text in enumerate(evil):
            group = shop.post("/categories", {"name": f"{n}{text}"[:60]})
            assert group.status_code == 201, group.text
            with transaction(app, shop.tenant_id) as tx:
                tx.run(
                    "UPDATE products SET category_id = %s, created_at = now() - interval '200 days'"
                    " WHERE tenant_id = %s AND id = %s", (group.json()["id"], tx.tenant_id, items[n]),
                )  # fmt: skip
        for item in items[:6]:
            sell(shop, (item, 4, 1500))
        person = buyer(shop, name=f"M. {evil[1]}", address=evil[4])
        lend(shop, items[8], person, 700)
        body = {"type": "OUT", "amount": 20, "reason": evil[2]}
        assert shop.post("/cash-moves", body).status_code == 201
        closing = close(shop, 10, note=evil[7])
        papers = [
            make(app, shop, tmp_path, ReportType.MONTHLY_SYNTHESIS),
            make(app, shop, tmp_path, ReportType.MONTHLY_SYNTHESIS, language="en"),
            make(app, shop, tmp_path, ReportType.CREDIT_STATEMENT, subject=person),
            make(app, shop, tmp_path, ReportType.DAILY_CLOSING, subject=closing["id"]),
            make(app, shop, tmp_path, ReportType.DAILY_CLOSING, form=Format.RECEIPT, subject=closing["id"]),
        ]
    assert knocked == []
    for _, read in papers:
        assert "SECRET-OF-THE-SERVER" not in text_of(read)
        assert not read.attachments
    # They are read as they were written.
    assert "<img src=" in text_of(papers[0][1])
    assert 'M. "><img src=' in text_of(papers[2][1])
    assert "@import" in text_of(papers[3][1])


@given(st.text(max_size=40))
def test_a_foot_stays_between_its_quotes(text: str) -> None:
    quoted = css_text(text)
    assert not set(quoted) & set("\"'\n\r\f;{}()<>@&")
    # Undone, it is the text again.
    undone = re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), quoted)
    assert undone == text


@given(st.lists(st.integers(-(10**13), 10**13), max_size=40), st.text(max_size=30))
def test_charts_hold_every_value_and_no_markup(values: list[int], label: str) -> None:
    from xml.etree import ElementTree

    printable = "".join(char for char in label if char.isprintable())
    ticks = charts.scale(min(values, default=0), max(values, default=0))
    assert ticks[0] <= min([0, *values]) and ticks[-1] >= max([0, *values]) and 2 <= len(ticks) <= 8
    bars = [charts.Bar(printable, value, printable) for value in values]
    labels = [printable] * len(values)
    for svg in (
        charts.bars(bars),
        charts.columns(bars, str),
        charts.lines(values, [None, *values[1:]], labels, str, (printable, printable)),
    ):
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
        assert tags <= {"svg", "path", "text", "rect", "circle"}


def test_a_long_name_is_cut() -> None:
    assert short("x" * 60) == "x" * 60
    assert short("x" * 61) == "x" * 59 + "…"


# -- the file -----------------------------------------------------------------------------------


def test_it_is_an_archive_and_can_be_read_aloud(app: Any, hardware: Person, tmp_path: Path) -> None:
    """PDF/A-2a: tagged, in a language, with its fonts and the meaning of its colours; pictures say what they show."""
    _, read = make(app, hardware, tmp_path, ReportType.MONTHLY_SYNTHESIS)
    root: Any = read.trailer["/Root"]
    assert root["/StructTreeRoot"]["/Type"] == "/StructTreeRoot"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata is not None and str(read.metadata.title).startswith("Synthèse mensuelle –")
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r'pdfaid:part(>|=")2', xmp) and re.search(r'pdfaid:conformance(>|=")A', xmp)
    assert read.trailer["/ID"]
    kinds: dict[str, int] = {}
    figures: list[Any] = []

    def walk(element: Any) -> None:
        element = element.get_object()
        if not isinstance(element, dict):
            return
        kind = str(element.get("/S"))
        kinds[kind] = kinds.get(kind, 0) + 1
        if kind == "/Figure":
            figures.append(element)
        children = element.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            walk(child)

    walk(root["/StructTreeRoot"]["/K"][0])
    assert kinds["/H1"] == 1 and kinds["/H2"] >= 8 and kinds["/Table"] >= 5 and kinds["/TH"] > 20
    assert len(figures) >= 4 and all(str(one["/Alt"]) for one in figures)
    for sheet in read.pages:
        for font in sheet["/Resources"]["/Font"].values():
            inner = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert "/FontFile2" in inner or "/FontFile3" in inner


def test_a_logo_is_bounded(app: Any, shop: Any, tmp_path: Path) -> None:
    """However large the picture is, it takes no more room than a head has."""
    import io

    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (3000, 3000), "#123456").save(held, "PNG")
    sent = shop.put("/company/logo", files={"file": ("logo.png", held.getvalue(), "image/png")})
    assert sent.status_code == 204, sent.text
    made, read = make(app, shop, tmp_path, ReportType.MONTHLY_SYNTHESIS)
    assert made.size == 1
    assert any(image.name for image in read.pages[0].images)
    made, _ = make(app, shop, tmp_path, ReportType.DAILY_CLOSING, form=Format.RECEIPT)
    assert made.size == 1


def test_the_moment_is_the_shop_s(app: Any, client: Any, tmp_path: Path) -> None:
    shop = open_company(client, time_zone="Africa/Nairobi", country="KE", currency="KES")
    text = text_of(make(app, shop, tmp_path, ReportType.DAILY_CLOSING)[1])
    found = re.search(r"établi le (\d\d)/(\d\d)/(\d{4}) à (\d\d):(\d\d)", text)
    assert found is not None
    day, month, year, hour, minute = (int(one) for one in found.groups())
    local = now() + timedelta(hours=3)
    assert abs(datetime(year, month, day, hour, minute) - local.replace(tzinfo=None)) < timedelta(minutes=5)  # noqa: DTZ001


def test_a_page_says_its_pages() -> None:
    drawn = pdf_of(document("fr", "x", "", '<p>1</p><p style="break-before: page">2</p>'))
    assert drawn.pages == 2
