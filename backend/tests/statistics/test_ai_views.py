"""The views for people and agents: the same figures as Python's, to the unit; nobody else's rows; the page that
describes them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import psycopg
import pytest

from digiboost.forecasting import service as forecasting
from digiboost.forecasting.ahead import edge_of
from digiboost.forecasting.formulas import chance_within, day_reached
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from tests.factories.people import Person
from tests.factories.stock import product, transaction
from tests.factories.trade import sell, shelf
from tests.forecasting.shop import past, today
from tests.invariants.kit import database
from tools.console import ROOT

VIEWS = ("v_ai_diagnostic_stock", "v_ai_analyse_ventes", "v_ai_recommandations")
ASKED = ("fn_predict_date_rupture", "fn_calc_quantite_reappro")
PAGE = ROOT / "docs" / "ai-views.md"


def by_product(tx: Tx, view: str) -> dict[UUID, dict[str, Any]]:
    return {row["produit_id"]: row for row in tx.rows(f"SELECT * FROM {view}")}


def milli(units: Any) -> int | None:
    return None if units is None else round(units * 1000)


# -- the same figures ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reading(app: Any, hardware: Person) -> Iterator[Tx]:
    """One moment of the demo's hardware store."""
    with transaction(app, hardware.tenant_id) as tx:
        yield tx


def test_outlooks_are_those_of_python(reading: Tx) -> None:
    rows, outlooks = by_product(reading, "v_ai_diagnostic_stock"), forecasting.outlooks(reading)
    assert rows.keys() == outlooks.keys()
    dated = 0
    for one, outlook in outlooks.items():
        row = rows[one]
        assert row["etat_prevision"] == ("connue" if outlook.state == "known" else "donnees_insuffisantes")
        assert (row["date_rupture"], row["date_rupture_au_plus_tot"], row["date_rupture_au_plus_tard"]) == (
            outlook.stock_out_on, outlook.stock_out_earliest, outlook.stock_out_latest,
        )  # fmt: skip
        assert (row["demande_jour"], row["ecart_type_jour"]) == (outlook.daily, outlook.deviation)
        assert row["couverture_jours"] == outlook.coverage_days
        assert row["probabilite_rupture"] == pytest.approx(outlook.probability, abs=1e-12)
        assert (row["horizon_jours"], row["jours_observes"]) == (outlook.horizon_days, outlook.days_in_stock)
        dated += outlook.stock_out_on is not None
        told = reading.row("SELECT * FROM fn_predict_date_rupture(%s)", (one,))
        assert told is not None
        assert told == {
            "product_id": one, "state": outlook.state, "on_hand": row["en_stock"], "daily": outlook.daily,
            "coverage_days": outlook.coverage_days, "stock_out_on": outlook.stock_out_on,
            "earliest": outlook.stock_out_earliest, "latest": outlook.stock_out_latest,
            "probability": row["probabilite_rupture"], "horizon_days": 15, "made_at": outlook.made_at,
        }  # fmt: skip
    assert dated > 50


def test_advice_is_that_of_python(reading: Tx) -> None:
    rows = by_product(reading, "v_ai_recommandations")
    wanted = {one.product_id: one for one in forecasting.advice(reading, list(rows), due_only=False)}
    assert {one for one, row in rows.items() if row["quantite_vers_cible"]} == wanted.keys()
    assert 20 < sum(one.is_due for one in wanted.values()) < len(wanted)
    for one, row in rows.items():
        advice = wanted.get(one)
        due = advice is not None and advice.is_due
        assert row["a_commander"] == due
        nothing = None if row["base"] is None else 0
        assert milli(row["quantite"]) == (advice.quantity if advice is not None and due else nothing)
        if advice is not None:
            assert milli(row["quantite_vers_cible"]) == advice.quantity
            assert row["base"] == {"demand": "demande", "minimum": "minimum"}[advice.basis]
            assert (milli(row["position_stock"]), milli(row["point_commande"])) == (
                advice.position, advice.reorder_point,
            )  # fmt: skip
            assert row["fournisseur_id"] == advice.supplier_id
        assert (row["action"] == "commander") == due


def test_the_arithmetic_of_reordering_is_that_of_python(reading: Tx) -> None:
    rows = by_product(reading, "v_ai_recommandations")
    found = {one.product_id: one for one in forecasting.reordering(reading, list(rows))}
    assert {one for one, row in rows.items() if row["base"] == "demande"} == found.keys()
    assert len({one.service for one in found.values()}) == 3
    assert any(one.lead_deviation > 0 for one in found.values())
    for one, reorder in found.items():
        told = reading.row("SELECT * FROM fn_calc_quantite_reappro(%s)", (one,))
        assert told is not None
        assert [milli(told[name]) for name in ("safety_stock", "reorder_point", "target")] == [
            reorder.safety_stock, reorder.reorder_point, reorder.target,
        ]  # fmt: skip
        for name in ("demand", "deviation", "service", "lead_days", "lead_deviation", "review_days"):
            assert told[name] == getattr(reorder, name), name
        row = rows[one]
        assert told == {
            **told, "product_id": one, "supplier_id": row["fournisseur_id"], "basis": "demand",
            "is_due": row["a_commander"], "quantity": row["quantite_vers_cible"], "position": row["position_stock"],
            "on_hand": row["en_stock"], "on_order": row["en_commande"], "pack_size": row["taille_colis"],
        }  # fmt: skip


def test_a_company_s_own_settings_count(app: Any, shop: Any) -> None:
    items = [past(app, shop, [float((n * k) % 7) for n in range(60)], left=40 + 15 * k, name=f"Produit {k}")
             for k in (1, 2, 3, 5)]  # fmt: skip
    with transaction(app, shop.tenant_id) as tx:
        for item, abc in zip(items, ("A", "B", "C", None), strict=True):
            tx.run(
                "INSERT INTO product_standings (tenant_id, product_id, revenue, abc, made_at) VALUES (%s, %s, 1, %s,"
                " now())",
                (tx.tenant_id, item, abc),
            )
        tx.run(
            "INSERT INTO forecast_settings (tenant_id, horizon_days, review_days, service_a, service_b, service_c,"
            " updated_at, version) VALUES (%s, 30, 21, 0.95, 0.90, 0.98, now(), 1)",
            (tx.tenant_id,),
        )
        outlooks, rows = forecasting.outlooks(tx, items), by_product(tx, "v_ai_recommandations")
        for one in forecasting.reordering(tx, items):
            row = rows[one.product_id]
            assert (row["niveau_service"], row["revue_jours"]) == (one.service, 21)
            assert milli(row["niveau_cible"]) == one.target
        assert [rows[item]["niveau_service"] for item in items] == [0.95, 0.90, 0.98, 0.90]
        wanted = {one.product_id: one.quantity for one in forecasting.advice(tx, items, due_only=False)}
        assert {item: milli(rows[item]["quantite_vers_cible"]) for item in wanted} == wanted
        # Beyond the stored curve.
        longer = 0
        for item, row in by_product(tx, "v_ai_diagnostic_stock").items():
            stored = tx.row(
                "SELECT quantiles, grain FROM product_outlooks WHERE tenant_id = %s AND product_id = %s",
                (tx.tenant_id, item),
            )
            assert stored is not None
            edge = edge_of(float(row["en_stock"]), stored["grain"])
            assert row["horizon_jours"] == 30
            assert row["probabilite_rupture"] == pytest.approx(
                chance_within(_curve(stored["quantiles"]), 30, edge), abs=1e-12
            )
            longer += row["probabilite_rupture"] > (outlooks[item].probability or 0)
        assert longer >= 2


def _curve(quantiles: dict[str, list[float]]) -> list[tuple[float, list[float]]]:
    return sorted((float(level), path) for level, path in quantiles.items())


def test_the_arithmetic_of_curves_is_that_of_python(app: Any, shop: Any) -> None:
    """On curves that no shop has: flat ones, empty ones, steep ones; levels below, between and far above them."""
    chance = random.Random(3)
    levels = (0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975)
    with transaction(app, shop.tenant_id) as tx:
        for n in range(150):
            pace, spread = chance.choice((0, 0.01, 0.4, 3, 250)), chance.choice((0, 0.3, 1, 4))
            quantiles = {
                str(level): [
                    round(max(0.0, pace * day * (1 + spread * (level - 0.5) / day**0.5)), chance.choice((0, 3)))
                    for day in range(1, 16)
                ]
                for level in levels
            }
            curve = _curve({key: sorted(path) for key, path in quantiles.items()})
            # The quantiles of a day rise with their level, as the engine's do.
            for day in range(15):
                for (_, low), (_, high) in pairwise(curve):
                    high[day] = max(high[day], low[day])
            stored = psycopg.types.json.Jsonb({str(level): path for level, path in curve})
            for units in (-3, 0, 0.001, chance.random(), pace, 8 * pace, 15 * pace, 40 * pace, 300 * pace, 1e7):
                for days in (1, 7, 15, 22, 30):
                    told = tx.value("SELECT fn_chance_reached(%s, %s, %s)", (stored, days, float(units)))
                    assert told == pytest.approx(chance_within(curve, days, units), abs=1e-9), (n, units, days)
                paths = dict(curve)
                for level in (0.1, 0.5, 0.9):
                    told = tx.value("SELECT fn_day_reached(%s, %s, %s)", (stored, str(level), float(units)))
                    assert told == day_reached(paths[level], units, middle=paths[0.5]), (n, units, level)


def test_what_nobody_counted_what_lies_there_and_what_is_typed(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        uncounted = product(tx, tracked=False, name="Jamais compté")
    typed = UUID(shelf(app, shop, on_hand=2, cost=300, min_stock=5000, name="Au minimum", pack_size=4000))
    dead = UUID(shelf(app, shop, on_hand=7, cost=1000, name="Dormant"))
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE products SET created_at = created_at - interval '200 days' WHERE tenant_id = %s AND id = %s",
               (tx.tenant_id, dead))  # fmt: skip
        told = by_product(tx, "v_ai_recommandations")
        assert {one: told[one]["action"] for one in (uncounted, typed, dead)} == {
            uncounted: "compter", typed: "commander", dead: "ecouler",
        }  # fmt: skip
        row = told[typed]
        assert (row["base"], row["quantite"], row["montant"], row["point_commande"]) == ("minimum", 8, 2400, 5)
        assert row["motif"] == "Position 2 unité, seuil 5 : commander 8 pour atteindre 10."
        assert (told[uncounted]["quantite"], told[uncounted]["base"]) == (None, None)
        stock = by_product(tx, "v_ai_diagnostic_stock")
        assert (stock[uncounted]["statut"], stock[typed]["statut"], stock[dead]["stock_dormant"]) == (
            "non_suivi", "faible", True,
        )  # fmt: skip
        assert (stock[dead]["valeur_stock"], stock[dead]["cout_moyen"]) == (7000, 1000)
        assert stock[dead]["date_rupture"] is None


def test_sales_are_those_of_the_lines(reading: Tx) -> None:
    last = day_of(now(), "Africa/Dakar")
    sold = reading.rows(
        "SELECT l.product_id, l.day, l.quantity, l.amount, coalesce(l.cost, 0) AS cost FROM sale_lines l JOIN sales s"
        " ON s.tenant_id = l.tenant_id AND s.id = l.sale_id WHERE l.tenant_id = %s AND s.status = 'completed'"
        " AND l.day > %s",
        (reading.tenant_id, last - timedelta(days=90)),
    )
    missed = reading.rows(
        "SELECT product_id, sum(quantity)::bigint AS units FROM missed_sales WHERE tenant_id = %s AND day > %s"
        " GROUP BY 1",
        (reading.tenant_id, last - timedelta(days=30)),
    )
    lost = {row["product_id"]: row["units"] for row in missed}
    rows = by_product(reading, "v_ai_analyse_ventes")
    revenue = dict.fromkeys(rows, 0)
    for one, row in rows.items():
        mine = [line for line in sold if line["product_id"] == one]

        def total(name: str, first: int, until: int = 0, mine: list[Any] = mine) -> int:
            return sum(line[name] for line in mine if until <= (last - line["day"]).days < first)

        for days in (7, 30, 90):
            assert milli(row[f"quantite_{days}j"]) == total("quantity", days)
            assert row[f"ca_{days}j"] == total("amount", days)
        assert (milli(row["quantite_30j_avant"]), row["ca_30j_avant"]) == (
            total("quantity", 60, 30), total("amount", 60, 30),
        )  # fmt: skip
        revenue[one], cost, before = total("amount", 30), total("cost", 30), total("amount", 60, 30)
        assert row["marge_30j"] == (revenue[one] - cost if cost > 0 else None)
        if row["taux_marge_30j"] is not None:
            assert float(row["taux_marge_30j"]) == pytest.approx((revenue[one] - cost) / revenue[one], abs=5e-5)
        if before > 0:
            assert float(row["evolution_ca"]) == pytest.approx((revenue[one] - before) / before, abs=5e-5)
        assert milli(row["manques_30j"]) == lost.get(one, 0)
        served = max(total("quantity", 30), 0)
        assert (None if row["taux_service_30j"] is None else float(row["taux_service_30j"])) == (
            pytest.approx(served / (served + lost[one]), abs=5e-5) if lost.get(one) else None
        )
    whole = sum(revenue.values())
    for one, row in rows.items():
        assert float(row["part_ca_30j"]) == pytest.approx(revenue[one] / whole, abs=5e-5)
        better = sum(other > revenue[one] for other in revenue.values())
        assert row["rang_ca_30j"] == (better + 1 if revenue[one] > 0 else None)


# -- nobody else's rows -------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["app", "worker"])
def test_a_neighbour_s_rows_are_never_seen(app: Any, shop: Any, neighbour: Any, role: str) -> None:
    ours, theirs = past(app, shop, [2.0] * 30, left=9), past(app, neighbour, [3.0] * 30, left=9)
    sell(shop, (str(ours), 1))
    for person, own, other in ((shop, ours, theirs), (neighbour, theirs, ours)):
        with database.transaction(role, person.tenant_id) as connection:
            for view in VIEWS:
                assert connection.execute(f"SELECT produit_id FROM {view}").fetchall() == [(own,)], view
                assert connection.execute(f"SELECT * FROM {view} WHERE produit_id = %s", (other,)).fetchall() == []
            for function in ASKED:
                assert len(connection.execute(f"SELECT * FROM {function}(%s)", (own,)).fetchall()) == 1
                assert connection.execute(f"SELECT * FROM {function}(%s)", (other,)).fetchall() == []


SELECTED = [*VIEWS, *(f"{one}('01a2150c-79ec-760b-92b5-ad9289ff3bf2')" for one in ASKED)]


@pytest.mark.parametrize("role", ["app", "worker", "admin"])
@pytest.mark.parametrize("asked", SELECTED)
def test_without_a_company_there_is_nothing(app: Any, role: str, asked: str) -> None:
    """Not even for a superuser, whom no policy binds: the views name the company themselves."""
    with database.connect(role) as connection, pytest.raises(psycopg.errors.UndefinedObject, match=r"app\.tenant_id"):
        connection.execute(f"SELECT * FROM {asked}")


def test_who_passes_by_the_policies_sees_one_company_too(app: Any, shop: Any, neighbour: Any) -> None:
    ours, _ = past(app, shop, [2.0] * 30, left=9), past(app, neighbour, [3.0] * 30, left=9)
    with database.transaction("admin", shop.tenant_id) as connection:
        for view in VIEWS:
            assert connection.execute(f"SELECT produit_id FROM {view}").fetchall() == [(ours,)]


def test_only_the_roles_that_serve_may_ask(app: Any) -> None:
    with database.connect("admin") as connection:
        for view in VIEWS:
            public = connection.execute(
                "SELECT grantee, privilege_type FROM information_schema.table_privileges WHERE table_name = %s"
                " AND grantee <> 'digiboost_owner'",
                (view,),
            ).fetchall()
            assert set(public) == {(f"digiboost_{role}", "SELECT") for role in ("app", "worker", "backup")}
        rows = connection.execute(
            "SELECT proname, prosecdef, proconfig, has_function_privilege('public', oid, 'EXECUTE') FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace ORDER BY proname"
        ).fetchall()
    assert [row[0] for row in rows] == sorted([*ASKED, "fn_chance_reached", "fn_day_reached"])
    assert {row[1:] for row in [(name, definer, tuple(config), public) for name, definer, config, public in rows]} == {
        (False, ("search_path=pg_catalog, public, pg_temp",), False)
    }


def test_a_temporary_table_stands_in_for_nothing(app: Any, shop: Any) -> None:
    item = past(app, shop, [2.0] * 30, left=9)
    with database.transaction("app", shop.tenant_id) as connection:
        for view in VIEWS:
            connection.execute(f"CREATE TEMPORARY VIEW {view} AS SELECT 1 AS produit_id")
        for function in ASKED:
            assert connection.execute(f"SELECT product_id FROM {function}(%s)", (item,)).fetchall() == [(item,)]


# -- the page -----------------------------------------------------------------------------------


def test_the_page_names_every_column_with_its_type_and_no_other(app: Any) -> None:
    written: dict[str, list[tuple[str, str]]] = {}
    for section in re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)[1:]:
        heading = re.match(r"`([a-z_]+)(?:\(.*\))?`\n", section)
        if heading is not None:
            written[heading[1]] = re.findall(r"^\| `([a-z_0-9]+)` \| ([a-z ]+) \| ", section, re.MULTILINE)
    there: dict[str, list[tuple[str, str]]] = {}
    with database.connect("admin") as connection:
        for name, column, kind in connection.execute(
            "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a JOIN pg_class c"
            " ON c.oid = a.attrelid WHERE c.relkind = 'v' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0"
            " UNION ALL (SELECT p.proname, x.name, format_type(x.kind, NULL) FROM pg_proc p, unnest(p.proargnames,"
            " p.proallargtypes, p.proargmodes) WITH ORDINALITY AS x (name, kind, mode, n)"
            " WHERE p.pronamespace = 'public'::regnamespace AND x.mode = 't' ORDER BY p.proname, x.n)"
        ):
            there.setdefault(name, []).append((column, kind))
    assert set(there) == {*VIEWS, *ASKED}
    assert written == there


def test_the_page_marks_what_goods_cost() -> None:
    marked = set(re.findall(r"^\| `([a-z_0-9]+)` \| [a-z ]+ \| €", PAGE.read_text(), re.MULTILINE))
    assert marked == {"cout_moyen", "valeur_stock", "marge_30j", "taux_marge_30j", "cout_unitaire", "montant"}


def test_today_is_the_company_s(app: Any, shop: Any) -> None:
    past(app, shop, [2.0] * 30, left=9)
    with transaction(app, shop.tenant_id) as tx:
        assert tx.value("SELECT jusqu_au FROM v_ai_analyse_ventes") == today()
