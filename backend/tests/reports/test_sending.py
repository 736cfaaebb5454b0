"""Who is sent a report, how, and how often."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from digiboost.kernel import files
from digiboost.reports import sending
from tests.factories.people import Person
from tests.invariants.kit.database import connect
from tests.reports.conftest import Draws, ready, work

BANK = {"name": "BICIS", "email": "banque@example.com", "phone": "+221338390390"}


@pytest.fixture(autouse=True)
def _drawn(makers: Draws) -> None:
    """Every type has a maker."""


@pytest.fixture
def ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """E-mail and WhatsApp are there; nobody sends in these tests."""
    from digiboost.kernel.settings import get_settings

    for name, value in {
        "DIGIBOOST_SMTP_HOST": "127.0.0.1", "DIGIBOOST_SMTP_FROM": "rapports@example.com",
        "DIGIBOOST_WHATSAPP_PHONE_ID": "1055", "DIGIBOOST_WHATSAPP_TOKEN": "x",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()


def _notifications(shop: Person) -> list[dict[str, Any]]:
    with connect("admin") as connection:
        cursor = connection.execute(
            "SELECT n.*, (SELECT array_agg(f.path) FROM notification_files f WHERE f.tenant_id = n.tenant_id"
            " AND f.notification_id = n.id) AS files FROM notifications n WHERE n.tenant_id = %s AND n.kind = 'report'"
            " ORDER BY n.created_at, n.id",
            (shop.tenant_id,),
        )
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_each_channel_carries_the_file(shop: Person, ways_out: None) -> None:
    report = ready(shop, recipients=[BANK])
    shown = shop.get(f"/reports/{report}").json()
    assert shown["recipients"] == [{"user_id": None, **BANK}]
    assert shown["sent_at"] is not None
    assert {(one["recipient"], one["channel"], one["state"]) for one in shown["deliveries"]} == {
        ("BICIS", "email", "waiting"), ("BICIS", "whatsapp", "waiting"),
    }  # fmt: skip
    [told] = _notifications(shop)
    assert told["key"].startswith(f"report:{report}:")
    assert "banque" not in told["key"] and told["url"] == "" and not told["in_inbox"]
    [name] = told["files"]
    kept = files.path_of(UUID(shop.tenant_id), "notifications", name).read_bytes()
    assert kept == shop.get(f"/reports/{report}/download").content


def test_a_person_of_the_company_has_it_in_their_inbox(shop: Person) -> None:
    report = ready(shop, recipients=[{"user_id": shop.user_id}])
    [line] = shop.get("/notifications").json()["items"]
    assert (line["kind"], line["url"], line["title"]) == ("report", "/reports", "Papier")
    assert shop.get(f"/reports/{report}").json()["deliveries"][0]["state"] == "kept"


def test_a_person_s_own_wishes_count(shop: Person) -> None:
    wishes = {"tone": "formal", "quiet_from": None, "quiet_until": None, "daily_at": "08:00",
              "kinds": [{"kind": "report", "channels": ["email"], "frequency": "never"}]}  # fmt: skip
    assert shop.put("/notifications/preferences", wishes).status_code == 200
    report = ready(shop, recipients=[{"user_id": shop.user_id}])
    [line] = shop.get(f"/reports/{report}").json()["deliveries"]
    assert (line["channel"], line["state"]) == (None, "inbox")


def test_sending_again_on_purpose(shop: Person) -> None:
    report = ready(shop, recipients=[BANK])
    for number in (1, 2):
        answer = shop.post(f"/reports/{report}/send", {"recipients": [BANK, {"user_id": shop.user_id}]})
        assert answer.status_code == 202, answer.text
        assert len(answer.json()["deliveries"]) == 1 + 2 * number
    key = {"Idempotency-Key": "send-once-more-1"}
    answers = [shop.post(f"/reports/{report}/send", {"recipients": [BANK]}, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len(_notifications(shop)) == 6


def test_nothing_is_sent_before_it_is_made(shop: Person) -> None:
    report = shop.post("/reports/generate", {"type": "stock_inventory"}).json()["id"]
    answer = shop.post(f"/reports/{report}/send", {"recipients": [BANK]})
    assert (answer.status_code, answer.json()["code"]) == (409, "report_not_ready")
    assert work(shop) == 1
    assert shop.post(f"/reports/{report}/send", {"recipients": [{"name": "x"}]}).status_code == 422
    assert shop.post(f"/reports/{report}/send", {"recipients": []}).status_code == 422
    assert _notifications(shop) == []


def test_a_large_file_is_fetched_by_its_address(shop: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "LARGEST", 10)
    report = ready(shop, recipients=[BANK])
    [told] = _notifications(shop)
    assert (told["template"], told["files"]) == ("reports.link", None)
    link = told["content"]["values"]["link"]
    assert link in told["body"] and told["content"]["values"]["until"] in told["body"]
    fetched = shop.client.get(link.removeprefix("http://testserver"))
    assert fetched.content == shop.get(f"/reports/{report}/download").content
