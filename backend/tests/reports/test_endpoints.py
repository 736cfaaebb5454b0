from __future__ import annotations

import base64
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from digiboost.kernel.ids import new_id
from digiboost.kernel.settings import get_settings
from tests.factories.people import Person, open_company
from tests.invariants.kit.database import connect, count
from tests.reports.conftest import Draws, age, asked, folder, order_of, ready, work

TODAY = date.today()  # noqa: DTZ011 - the shop's clock is UTC
LAST_WEEK = {"first": str(TODAY - timedelta(days=7)), "last": str(TODAY)}


@pytest.fixture(autouse=True)
def _drawn(makers: Draws) -> None:
    """Every type has a maker."""


# -- who ----------------------------------------------------------------------------------------


def _every_call(shop: Person) -> list[tuple[str, str, Any]]:
    report = ready(shop)
    schedule = shop.get("/reports/schedules").json()["items"][0]["id"]
    me = [{"user_id": shop.user_id}]
    return [
        ("GET", "/reports/definitions", None),
        ("POST", "/reports/generate", {"type": "stock_inventory"}),
        ("GET", "/reports", None),
        ("GET", f"/reports/{report}", None),
        ("GET", f"/reports/{report}/download", None),
        ("POST", f"/reports/{report}/link", None),
        ("POST", f"/reports/{report}/send", {"recipients": me}),
        ("DELETE", f"/reports/{report}", None),
        ("GET", "/reports/schedules", None),
        (
            "POST", "/reports/schedules",
            {"type": "stock_inventory", "frequency": "daily", "recipients": [{"name": "Banque", "phone": "771234567"}]},
        ),
        ("PATCH", f"/reports/schedules/{schedule}", {"hour": 8}),
        ("DELETE", f"/reports/schedules/{schedule}", None),
    ]  # fmt: skip


def test_nobody_comes_in_without_a_session(shop: Person) -> None:
    for method, path, body in _every_call(shop):
        answer = shop.client.request(method, f"/api/v1{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), path


def test_a_neighbour_s_reports_do_not_exist(shop: Person, neighbour: Person) -> None:
    for method, path, body in _every_call(shop):
        if re.search(r"[0-9a-f]{8}-", path):
            answer = neighbour.request(method, path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path
    assert neighbour.get("/reports").json()["items"] == []
    assert len(neighbour.get("/reports/schedules").json()["items"]) == 1, "its own"
    assert len(shop.get("/reports").json()["items"]) == 1


@pytest.mark.parametrize("role", ["employee", "viewer"])
def test_who_may_not_see_costs_sees_no_report(shop: Person, role: str) -> None:
    colleague = shop.colleague(role)
    for method, path, body in _every_call(shop):
        answer = colleague.request(method, path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path


def test_a_manager_does_all_of_it(shop: Person) -> None:
    manager = shop.colleague("manager")
    for method, path, body in _every_call(shop):
        assert manager.request(method, path, json=body).status_code in {200, 201, 202, 204}, path


# -- what is asked for --------------------------------------------------------------------------


def test_what_there_is(shop: Person) -> None:
    known = {one["type"]: one for one in shop.get("/reports/definitions").json()["items"]}
    assert set(known) == {
        "stock_inventory", "monthly_synthesis", "sales_analysis", "credit_statement", "purchase_order", "daily_closing",
    }  # fmt: skip
    assert known["daily_closing"] == {
        "type": "daily_closing", "formats": ["pdf", "receipt"], "period": "day", "subject": "closing",
        "subject_required": False, "schedulable": True,
    }  # fmt: skip


def test_a_report_is_asked_for_made_and_fetched(shop: Person) -> None:
    answer = shop.post("/reports/generate", {"type": "sales_analysis", **LAST_WEEK, "language": "en"})
    assert answer.status_code == 202
    one = answer.json()
    assert (one["state"], one["progress"], one["title"]) == ("queued", 0.0, "Sales analysis")
    assert (one["format"], one["language"], one["user_id"]) == ("xlsx", "en", shop.user_id)
    early = shop.get(f"/reports/{one['id']}/download")
    assert (early.status_code, early.json()["code"]) == (409, "report_not_ready")
    assert work(shop) == 1
    one = shop.get(f"/reports/{one['id']}").json()
    assert (one["state"], one["progress"], one["size"], one["error"]) == ("ready", 1.0, 3, None)
    assert one["title"] == f"Papier {LAST_WEEK['first']}"
    assert one["file_name"] == f"papier-d-ete-{LAST_WEEK['first']}.xlsx"
    file = shop.get(f"/reports/{one['id']}/download")
    assert file.text == f"sales_analysis {LAST_WEEK['first']} {LAST_WEEK['last']} None en"
    assert len(file.content) == one["bytes"]
    assert file.headers["content-type"].startswith("application/vnd.openxmlformats")
    assert file.headers["content-disposition"] == f'attachment; filename="{one["file_name"]}"'
    assert file.headers["cache-control"] == "private, no-store"
    assert [path.name for path in folder(shop).iterdir()] == [f"{one['id']}.xlsx"]
    kept = (date.fromisoformat(one["expires_at"][:10]) - TODAY).days
    assert kept in {get_settings().report_days, get_settings().report_days + 1}


def test_a_pdf_can_be_shown_and_a_workbook_is_saved(shop: Person) -> None:
    pdf = ready(shop, type="monthly_synthesis", first=str(TODAY))
    book = ready(shop)
    assert shop.get(f"/reports/{pdf}/download?inline=true").headers["content-disposition"].startswith("inline")
    assert shop.get(f"/reports/{book}/download?inline=true").headers["content-disposition"].startswith("attachment")


def test_any_day_of_a_month_is_the_month(shop: Person) -> None:
    one = shop.post("/reports/generate", {"type": "monthly_synthesis", "first": "2026-02-17"}).json()
    assert (one["first"], one["last"]) == ("2026-02-01", "2026-02-28")


def test_a_closing_for_narrow_paper(shop: Person) -> None:
    one = ready(shop, type="daily_closing", first=str(TODAY), format="receipt")
    assert shop.get(f"/reports/{one}/download").headers["content-type"] == "application/pdf"


SPAN, MONTH, DAY = "sales_analysis", "monthly_synthesis", "daily_closing"
TOMORROW = str(TODAY + timedelta(days=2))


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"type": "stock_inventory", "first": "2026-01-01"}, "first", "period_not_read"),
        ({"type": "stock_inventory", "last": "2026-01-01"}, "last", "period_not_read"),
        ({"type": "stock_inventory", "format": "pdf"}, "format", "report_format"),
        ({"type": "stock_inventory", "subject_id": str(new_id())}, "subject_id", "subject_not_read"),
        ({"type": SPAN}, "first", "field.missing"),
        ({"type": SPAN, "first": "2026-01-01"}, "last", "field.missing"),
        ({"type": SPAN, "first": "2026-01-02", "last": "2026-01-01"}, "last", "period_reversed"),
        ({"type": SPAN, "first": "2025-01-01", "last": "2026-02-05"}, "last", "report_period_too_long"),
        ({"type": SPAN, "first": "2026-01-01", "last": "tomorrow"}, "last", "period_in_future"),
        ({"type": MONTH, "first": "2100-01-01"}, "first", "period_in_future"),
        ({"type": MONTH}, "first", "field.missing"),
        ({"type": DAY, "first": "2026-01-01", "last": "2026-01-02"}, "last", "period_one_day"),
        ({"type": DAY, "first": "2026-01-01", "subject_id": str(new_id())}, "subject_id", "subject_unknown"),
        ({"type": "credit_statement", "first": "2026-01-01", "last": "2026-01-31"}, "subject_id", "field.missing"),
        ({"type": "purchase_order", "subject_id": str(new_id())}, "subject_id", "subject_unknown"),
        ({"type": "stock_inventory", "recipients": [{}]}, "recipients.0.email", "recipient_unreachable"),
        ({"type": "stock_inventory", "recipients": [{"phone": "12"}]}, "recipients.0.phone", "phone_invalid"),
        (
            {"type": "stock_inventory", "recipients": [{"user_id": str(new_id())}]},
            "recipients.0.user_id", "recipient_unknown",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_cannot_be_made_is_refused(shop: Person, body: dict[str, Any], field: str, code: str) -> None:
    body = {name: TOMORROW if value == "tomorrow" else value for name, value in body.items()}
    answer = shop.post("/reports/generate", body)
    assert answer.status_code == 422, answer.text
    [problem] = answer.json()["errors"]
    assert (problem["field"], problem["code"]) == (field, code)
    texts = {shop.post("/reports/generate", body, headers={"Accept-Language": one}).json()["errors"][0]["message"]
             for one in ("fr", "en")}  # fmt: skip
    assert len(texts) == 2 and not any("{" in text for text in texts)


def test_a_span_of_400_days_is_the_longest(shop: Person) -> None:
    first, last = TODAY - timedelta(days=399), TODAY
    assert asked(shop, type=SPAN, first=str(first), last=str(last))


def test_a_colleague_of_the_neighbour_is_nobody(shop: Person, neighbour: Person) -> None:
    answer = shop.post("/reports/generate", {"type": "stock_inventory", "recipients": [{"user_id": neighbour.user_id}]})
    assert answer.json()["errors"][0]["code"] == "recipient_unknown"


def test_what_is_the_neighbour_s_cannot_be_reported(shop: Person, neighbour: Person) -> None:
    theirs = {"customer": neighbour.post("/customers", {"name": "Modou"}).json()["id"], "order": order_of(neighbour)}
    for wanted in (
        {"type": "credit_statement", "subject_id": theirs["customer"], **LAST_WEEK},
        {"type": "purchase_order", "subject_id": theirs["order"]},
        {"type": "daily_closing", "subject_id": theirs["order"], "first": str(TODAY)},
    ):
        answers = [shop.post("/reports/generate", {**wanted, "subject_id": one}).json()
                   for one in (wanted["subject_id"], str(new_id()))]  # fmt: skip
        assert answers[0] == answers[1]
        assert answers[0]["errors"][0]["code"] == "subject_unknown"
    assert asked(neighbour, type="purchase_order", subject_id=theirs["order"])
    assert asked(neighbour, type="credit_statement", subject_id=theirs["customer"], **LAST_WEEK)


# -- the same again -----------------------------------------------------------------------------


def test_the_same_within_a_minute_is_one_file(shop: Person) -> None:
    manager = shop.colleague("manager")
    first = asked(shop, type=SPAN, **LAST_WEEK)
    assert asked(shop, type=SPAN, **LAST_WEEK) == first
    assert asked(manager, type=SPAN, **LAST_WEEK) == first
    assert asked(shop, type=SPAN, **LAST_WEEK, language="en") != first
    assert asked(shop, type=SPAN, **LAST_WEEK, recipients=[{"user_id": shop.user_id}]) != first
    assert work(shop) == 3
    assert asked(shop, type=SPAN, **LAST_WEEK) == first, "also when it is made"
    age(shop, "reports", "created_at", timedelta(seconds=61))
    assert asked(shop, type=SPAN, **LAST_WEEK) != first


def test_the_same_at_once_is_one_file(shop: Person) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: asked(shop, type=SPAN, **LAST_WEEK), range(16)))
    assert len(made) == 1
    with connect("admin") as connection:
        assert count(connection, "reports", "tenant_id = %s", shop.tenant_id) == 1
        waiting = count(connection, "deliveries", "company_id = %s AND reaction = 'reports.make'", shop.tenant_id)
    assert waiting == 1


def test_what_failed_is_made_again(shop: Person) -> None:
    first = asked(shop)
    with connect("admin", autocommit=True) as connection:
        connection.execute("UPDATE reports SET state = 'failed', error = 'report_gave_up' WHERE id = %s", (first,))
    assert asked(shop) != first
    answer = shop.get(f"/reports/{first}/download")
    assert (answer.status_code, answer.json()["code"]) == (409, "report_failed")


# -- lists --------------------------------------------------------------------------------------


def test_the_newest_first_page_by_page(shop: Person) -> None:
    made = [asked(shop, type=SPAN, first=f"2026-01-{day:02}", last="2026-01-31") for day in range(1, 6)]
    other = asked(shop)
    first = shop.get("/reports?limit=4").json()
    rest = shop.get("/reports", params={"limit": 4, "cursor": first["next_cursor"]}).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == [other, *reversed(made)]
    assert rest["next_cursor"] is None
    assert [one["id"] for one in shop.get("/reports?type=stock_inventory").json()["items"]] == [other]


# -- addresses ----------------------------------------------------------------------------------


def _link(shop: Person, report: str) -> str:
    answer = shop.post(f"/reports/{report}/link")
    assert answer.status_code == 200, answer.text
    path = str(answer.json()["url"]).removeprefix("http://testserver")
    assert path.startswith("/api/v1/reports/files/")
    return path


def test_a_link_opens_the_file_without_a_session(shop: Person) -> None:
    report = ready(shop)
    path = _link(shop, report)
    assert shop.client.get(path).text == shop.get(f"/reports/{report}/download").text
    assert shop.delete(f"/reports/{report}").status_code == 204
    assert shop.client.get(path).status_code == 404


def test_a_link_ends(shop: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from digiboost.kernel.clock import now
    from digiboost.reports import keeping

    report = ready(shop)
    path = _link(shop, report)
    for hours, status in ((23.9, 200), (24.1, 404)):
        at = now() + timedelta(hours=hours)
        monkeypatch.setattr(keeping, "now", lambda at=at: at)
        assert shop.client.get(path).status_code == status


def test_a_link_lasts_no_longer_than_its_file(shop: Person) -> None:
    report = ready(shop)
    with connect("admin", autocommit=True) as connection:
        connection.execute("UPDATE reports SET expires_at = now() + interval '1 hour' WHERE id = %s", (report,))
    made = shop.post(f"/reports/{report}/link").json()
    assert made["expires_at"][:19] == shop.get(f"/reports/{report}").json()["expires_at"][:19]


def test_a_link_cannot_be_forged(shop: Person, neighbour: Person) -> None:
    """Every bit of it is signed: the company, the report, the end."""
    report, theirs = ready(shop), ready(neighbour)
    path = _link(shop, report)
    token = path.rsplit("/", 1)[1]
    raw = base64.urlsafe_b64decode(token)
    other = base64.urlsafe_b64decode(_link(neighbour, theirs).rsplit("/", 1)[1])
    forged = [
        raw[: bit // 8] + bytes([raw[bit // 8] ^ (1 << bit % 8)]) + raw[bit // 8 + 1 :]
        for bit in range(0, len(raw) * 8, 7)
    ]
    forged += [other[:16] + raw[16:], raw[:16] + other[16:32] + raw[32:], raw[:37] + other[37:], raw[:37], raw + b"x"]
    tokens = [base64.urlsafe_b64encode(one).decode() for one in forged]
    tokens += ["", "x", "é", token[:-1], token + "=", token.swapcase(), "A" * 92, "A" * 201, token.replace("_", "/")]
    for one in {one for one in tokens if one != token}:
        answer = shop.client.get(f"/api/v1/reports/files/{one}")
        assert answer.status_code in {404, 422, 401}, one
        assert answer.headers["content-type"] == "application/problem+json"
    assert shop.client.get(path).status_code == 200


def test_a_link_of_another_key_opens_nothing(shop: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _link(shop, ready(shop))
    monkeypatch.setenv("DIGIBOOST_SECRET_KEY", "another-secret-of-32-bytes-or-more!!")
    get_settings.cache_clear()
    try:
        assert shop.client.get(path).status_code == 404
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()


def test_a_link_is_in_no_log(shop: Person, log_lines: Any) -> None:
    path = _link(shop, ready(shop))
    log_lines.texts.clear()
    assert shop.client.get(path).status_code == 200
    told = [one for one in log_lines.texts if '"digiboost.access"' in one]
    assert told and not any(path.rsplit("/", 1)[1] in one for one in told)


def test_a_file_that_is_lost_is_not_found(shop: Person) -> None:
    report = ready(shop)
    path = _link(shop, report)
    (folder(shop) / f"{report}.xlsx").unlink()
    assert shop.get(f"/reports/{report}/download").status_code == 404
    assert shop.client.get(path).status_code == 404
    assert shop.post(f"/reports/{report}/link").status_code == 404


# -- the end ------------------------------------------------------------------------------------


def test_deleting_twice_at_once(shop: Person) -> None:
    report = ready(shop)
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda _: shop.delete(f"/reports/{report}").status_code, range(4)))
    assert sorted(statuses) == [204, 404, 404, 404]
    assert list(folder(shop).iterdir()) == []
    assert shop.get("/reports").json()["items"] == []


def test_what_is_done_is_written_down(shop: Person) -> None:
    report = ready(shop, recipients=[{"name": "Banque", "email": "banque@example.com"}])
    shop.post(f"/reports/{report}/link")
    shop.post(f"/reports/{report}/send", {"recipients": [{"user_id": shop.user_id}]})
    shop.delete(f"/reports/{report}")
    told = [one["action"] for one in shop.get("/audit").json()["items"] if one["action"].startswith("report.")]
    assert told == [
        "report.deleted", "report.sent", "report.linked", "report.made", "report.sent", "report.generated",
    ]  # fmt: skip
    assert "banque" not in shop.get("/audit").text


def test_the_file_s_address_is_limited(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from digiboost.kernel.cache import redis_client

    settings: Callable[[], Any] = get_settings
    monkeypatch.setattr(settings(), "rate_limits", True)
    redis_client().delete("rate:report_files:testclient")
    statuses = [client.get("/api/v1/reports/files/x").status_code for _ in range(61)]
    redis_client().delete("rate:report_files:testclient")
    assert statuses == [404] * 60 + [429]


def test_a_company_in_another_zone_has_its_own_today(client: Any) -> None:
    far = open_company(client, time_zone="Pacific/Kiritimati")
    assert far.post("/reports/generate", {"type": MONTH, "first": str(TODAY)}).status_code == 202
