"""The inbox, preferences, devices, and the list of what was sent, through the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from digiboost.channels.types import Channel
from digiboost.kernel.clock import now
from digiboost.kernel.ids import new_id
from digiboost.notifications.templates import HOLE, TONES, all_templates
from digiboost.notifications.types import Kind
from tests.factories.people import Person
from tests.factories.requests import every_item, field_problem, hides, only_for, problem, refuses_nobody
from tests.notifications.conftest import Desk

PREFERENCES = {"tone": "friendly", "quiet_from": None, "quiet_until": None, "daily_at": "07:30", "kinds": []}
DEVICE = {"endpoint": "https://push.example/abc", "p256dh": "B" + "A" * 86, "auth": "A" * 22}

SOME_ID = "0197a1b2-0000-7000-8000-000000000001"
OPERATIONS: list[tuple[str, str, Any]] = [
    ("GET", "/notifications", None),
    ("GET", "/notifications/summary", None),
    ("POST", "/notifications/seen", {}),
    ("GET", "/notifications/preferences", None),
    ("PUT", "/notifications/preferences", PREFERENCES),
    ("GET", "/notifications/channels", None),
    ("GET", "/notifications/push-subscriptions", None),
    ("POST", "/notifications/push-subscriptions", DEVICE),
    ("DELETE", f"/notifications/push-subscriptions/{SOME_ID}", None),
    ("POST", "/notifications/test", {"channel": "email"}),
    ("GET", "/notifications/messages", None),
    ("GET", "/notifications/messages/summary", None),
    ("GET", f"/notifications/messages/{SOME_ID}", None),
    ("POST", f"/notifications/messages/{SOME_ID}/retry", None),
]


@pytest.mark.parametrize(("method", "path", "body"), OPERATIONS)
def test_nobody_is_answered(client: Any, method: str, path: str, body: Any) -> None:
    refuses_nobody(client, method, path, body)


def test_a_neighbour_s_and_a_colleague_s_are_not_there(desk: Desk, neighbour: Person) -> None:
    told = desk.tell()
    send_id = str(desk.send_id(told))
    hides(neighbour, "GET", "/notifications/messages/{id}", send_id)
    hides(neighbour, "POST", "/notifications/messages/{id}/retry", send_id)
    device = desk.owner.post("/notifications/push-subscriptions", DEVICE).json()["id"]
    hides(neighbour, "DELETE", "/notifications/push-subscriptions/{id}", device)
    for path in ("/notifications", "/notifications/messages", "/notifications/push-subscriptions"):
        assert neighbour.get(path).json()["items"] == []
    # What is one's own is no colleague's either.
    manager = desk.owner.colleague("manager")
    hides(manager, "DELETE", "/notifications/push-subscriptions/{id}", device)
    assert manager.get("/notifications").json()["items"] == []
    assert manager.get("/notifications/push-subscriptions").json()["items"] == []
    assert manager.post("/notifications/seen", {"ids": [str(told.id)]}).status_code == 200
    assert desk.owner.get("/notifications/summary").json()["unread"] == 1
    assert [item["id"] for item in manager.get("/notifications/messages").json()["items"]] == [send_id]


def test_what_was_sent_is_the_owner_s_and_the_managers_to_see(shop: Person) -> None:
    for method, path in (
        ("GET", "/notifications/messages"), ("GET", "/notifications/messages/summary"),
        ("GET", f"/notifications/messages/{new_id()}"), ("POST", f"/notifications/messages/{new_id()}/retry"),
    ):  # fmt: skip
        only_for(shop, {"manager"}, method, path)
    for method, path in (("GET", "/notifications"), ("GET", "/notifications/preferences"),
                         ("GET", "/notifications/channels")):  # fmt: skip
        only_for(shop, {"manager", "employee", "viewer"}, method, path)


# -- the inbox ------------------------------------------------------------------------------------


def test_the_inbox_is_read_page_by_page_and_marked_as_seen(desk: Desk) -> None:
    told = [desk.tell(kind=kind) for kind in (Kind.ALERT, Kind.DIGEST, Kind.ALERT, Kind.REPORT, Kind.ALERT)]
    ids = [str(one.id) for one in reversed(told)]
    assert [item["id"] for item in every_item(desk.owner, "/notifications", limit=2)] == ids
    assert [item["kind"] for item in every_item(desk.owner, "/notifications", kind="digest")] == ["digest"]
    summary = desk.owner.get("/notifications/summary").json()
    assert summary["unread"] == 5
    assert summary["latest_at"] is not None
    assert desk.owner.post("/notifications/seen", {"ids": ids[:2]}).json()["unread"] == 3
    seen = desk.owner.get("/notifications").json()["items"][0]["seen_at"]
    assert desk.owner.post("/notifications/seen", {"ids": ids[:2]}).json()["unread"] == 3
    assert desk.owner.get("/notifications").json()["items"][0]["seen_at"] == seen
    assert [item["id"] for item in every_item(desk.owner, "/notifications", unread=True)] == ids[2:]
    assert desk.owner.post("/notifications/seen", {}).json()["unread"] == 0


# -- preferences ----------------------------------------------------------------------------------


def test_preferences_begin_as_defaults_and_are_versioned(shop: Person) -> None:
    found = shop.get("/notifications/preferences").json()
    assert found["version"] == 0
    kinds = {one["kind"]: one for one in found["kinds"]}
    assert set(kinds) == {"alert", "digest", "report", "account", "test", "offer", "request"}
    assert kinds["alert"]["channels"] == ["whatsapp", "sms", "email"]
    assert kinds["alert"]["frequency"] == "immediate"
    wanted = {
        "tone": "concise", "quiet_from": "21:00", "quiet_until": "07:00", "daily_at": "08:15",
        "kinds": [{"kind": "alert", "channels": ["email"], "frequency": "hourly"}],
    }  # fmt: skip
    saved = shop.put("/notifications/preferences", wanted, headers={"If-Match": '"0"'})
    assert saved.status_code == 200, saved.text
    assert saved.json() == shop.get("/notifications/preferences").json()
    assert (saved.json()["version"], saved.json()["tone"], saved.json()["quiet_until"]) == (1, "concise", "07:00")
    stale = shop.put("/notifications/preferences", wanted, headers={"If-Match": '"0"'})
    assert problem(stale) == (409, "version_conflict")
    # What is left out goes back to its default.
    again = shop.put("/notifications/preferences", {**wanted, "kinds": []}).json()
    assert {one["kind"]: one["channels"] for one in again["kinds"]}["alert"] == ["whatsapp", "sms", "email"]


@pytest.mark.parametrize(("changes", "expected"), [
    ({"quiet_from": "21:00"}, ("quiet_until", "quiet_hours_half")),
    ({"quiet_until": "07:00"}, ("quiet_from", "quiet_hours_half")),
    ({"quiet_from": "07:00", "quiet_until": "07:00"}, ("quiet_until", "quiet_hours_empty")),
    ({"quiet_from": "21:00Z", "quiet_until": "07:00"}, ("quiet_from", "value_error")),
    ({"daily_at": "07:00+01:00"}, ("daily_at", "value_error")),
    ({"daily_at": "25:00"}, ("daily_at", "time_parsing")),
    ({"kinds": [{"kind": "alert", "channels": ["sms", "sms"], "frequency": "hourly"}]},
     ("kinds.0.channels", "channel_twice")),
    ({"kinds": [{"kind": "alert", "channels": [], "frequency": "never"}] * 2}, ("kinds.1.kind", "kind_twice")),
])  # fmt: skip
def test_wishes_that_contradict_themselves_are_refused(
    shop: Person, changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert field_problem(shop.put("/notifications/preferences", {**PREFERENCES, **changes})) == expected


def test_a_reply_or_a_push_is_no_choice(shop: Person) -> None:
    for kind, channel in (("reply", "sms"), ("alert", "push")):
        wanted = {**PREFERENCES, "kinds": [{"kind": kind, "channels": [channel], "frequency": "immediate"}]}
        assert shop.put("/notifications/preferences", wanted).status_code == 422


# -- devices --------------------------------------------------------------------------------------


def test_a_browser_is_known_once_and_belongs_to_who_used_it_last(desk: Desk) -> None:
    agent = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"}
    first = desk.owner.post("/notifications/push-subscriptions", DEVICE, headers=agent)
    assert (first.status_code, first.json()["label"]) == (201, "Chrome, Android")
    second = desk.owner.post("/notifications/push-subscriptions", {**DEVICE, "auth": "A" * 21 + "Q"}, headers=agent)
    assert second.json()["id"] == first.json()["id"]
    assert len(desk.owner.get("/notifications/push-subscriptions").json()["items"]) == 1
    manager = desk.owner.colleague("manager")
    assert manager.post("/notifications/push-subscriptions", DEVICE).json()["id"] == first.json()["id"]
    assert desk.owner.get("/notifications/push-subscriptions").json()["items"] == []
    gone = manager.delete(f"/notifications/push-subscriptions/{first.json()['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    for number in range(12):
        desk.owner.post("/notifications/push-subscriptions", {**DEVICE, "endpoint": f"https://push.example/{number}"})
    assert len(desk.owner.get("/notifications/push-subscriptions").json()["items"]) == 10


@pytest.mark.parametrize("changes", [
    *({"endpoint": endpoint} for endpoint in (
        "ftp://push.example/x", "javascript:alert(1)", "push.example", "https://", "https://u:p@push.example/x",
        "https://push.exämple/x", "https://[::1", "http://push.example/x", "https://localhost/x",
        "https://127.0.0.1/x", "https://[::1]/x", "https://169.254.169.254/x", "https://redis.internal/x")),
    {"p256dh": "key"}, {"auth": "secret"},
])  # fmt: skip
def test_what_is_no_push_service_s_is_refused(shop: Person, changes: dict[str, str]) -> None:
    answer = shop.post("/notifications/push-subscriptions", {**DEVICE, **changes})
    assert field_problem(answer) == ("endpoint", "push_endpoint")


# -- a test, and what was sent --------------------------------------------------------------------


def test_one_tries_a_channel_on_oneself(desk: Desk) -> None:
    answer = desk.owner.post("/notifications/test", {"channel": "sms"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["kind"], answer.json()["state"]) == ("test", "kept")
    assert desk.sends() == [("sms", "kept")]
    manager = desk.owner.colleague("manager")
    assert field_problem(manager.post("/notifications/test", {"channel": "whatsapp"})) == ("channel", "no_address")
    assert field_problem(manager.post("/notifications/test", {"channel": "push"})) == ("channel", "no_address")
    assert manager.get("/notifications").json()["items"] == [], "what could not be sent is not told either"
    desk.owner.post("/notifications/push-subscriptions", DEVICE)
    assert desk.owner.post("/notifications/test", {"channel": "push"}).status_code == 200


def test_messages_are_listed_filtered_and_summed_up(desk: Desk) -> None:
    first = desk.tell()
    second = desk.tell(kind=Kind.DIGEST, channels=[Channel.EMAIL], to=desk.recipient(name="Modou Sène", user_id=None))
    ids = {name: str(desk.query("SELECT id FROM notification_sends WHERE notification_id = %s", told.id)[0][0])
           for name, told in (("first", first), ("second", second))}  # fmt: skip

    def found(**params: Any) -> list[str]:
        return [item["id"] for item in every_item(desk.owner, "/notifications/messages", limit=1, **params)]

    assert found() == [ids["second"], ids["first"]]
    assert found(channel="email") == [ids["second"]]
    assert found(kind="alert") == [ids["first"]]
    assert found(user_id=desk.owner.user_id) == [ids["first"]]
    assert found(state="kept") == [ids["second"], ids["first"]]
    assert found(state="dead") == []
    assert found(search="MODOU sene") == [ids["second"]]
    assert found(search="essai ça") == [ids["second"], ids["first"]]
    today = now().date()
    assert found(**{"from": str(today), "to": str(today)}) == [ids["second"], ids["first"]]
    assert found(**{"to": str(today - timedelta(days=1))}) == []
    assert found(**{"from": "0001-01-01", "to": "9999-12-31"}) == [ids["second"], ids["first"]]
    reversed_ = desk.owner.get("/notifications/messages", params={"from": "2026-02-02", "to": "2026-02-01"})
    assert field_problem(reversed_) == ("to", "period_reversed")
    summary = desk.owner.get("/notifications/messages/summary").json()
    assert summary == {"sent": 0, "delivered": 0, "failed": 0, "kept": 2, "waiting": 0, "cost_milli": 0}
    shown = desk.owner.get(f"/notifications/messages/{ids['first']}").json()
    assert (shown["address"], shown["events"], shown["state"]) == ("+221 77 *** ** 67", [], "kept")
    assert desk.owner.get(f"/notifications/messages/{ids['second']}").json()["address"] == "aw***@example.com"


def test_the_inbox_says_by_which_way_a_message_came_and_when_a_held_one_will(desk: Desk) -> None:
    kept = desk.tell()
    assert desk.owner.put("/notifications/preferences", {**PREFERENCES, "kinds": [
        {"kind": "alert", "channels": ["sms"], "frequency": "daily"}]}).status_code == 200  # fmt: skip
    held = desk.tell()
    nowhere = desk.tell(to=desk.recipient(phone=None, email=None))
    found = {item["id"]: item for item in desk.owner.get("/notifications").json()["items"]}
    assert [(found[str(told.id)]["state"], found[str(told.id)]["channel"]) for told in (kept, held, nowhere)] == [
        ("kept", "whatsapp"), ("held", None), ("inbox", None)]  # fmt: skip
    assert found[str(held.id)]["due_at"] is not None
    assert found[str(kept.id)]["due_at"] is None


def test_a_message_names_the_answers_that_it_offers(desk: Desk) -> None:
    plain = desk.tell()
    offered = next(one for one in all_templates() if one.replies)
    values = dict.fromkeys(HOLE.findall("".join(sum((offered.text("en", tone) for tone in TONES), ()))), "x")
    values.update(dict.fromkeys((*offered.parameters, "message"), "x"))
    asking = desk.tell(template=offered.code, kind=offered.kind, values=values, to=desk.recipient(language="en"))
    found = {item["notification_id"]: item for item in desk.owner.get("/notifications/messages").json()["items"]}
    assert found[str(plain.id)]["replies"] == []
    assert found[str(asking.id)]["replies"] == [label["en"] for _, label in offered.replies]
    one = desk.owner.get(f"/notifications/messages/{found[str(asking.id)]['id']}").json()
    assert one["replies"] == found[str(asking.id)]["replies"]


def test_channels_say_what_is_configured_and_what_it_costs(shop: Person) -> None:
    found = shop.get("/notifications/channels").json()
    assert [one["channel"] for one in found["items"]] == ["whatsapp", "sms", "email", "push"]
    assert {one["configured"] for one in found["items"]} == {False}
    assert found["items"][0]["price_milli"] == 4000
    assert found["vapid_public_key"] is None


def test_open_screens_are_hinted(desk: Desk) -> None:
    import json

    from digiboost.kernel.cache import redis_client

    with redis_client().pubsub() as pubsub:
        pubsub.subscribe(f"live:{desk.company}")
        pubsub.get_message(timeout=2)
        desk.tell()
        message = pubsub.get_message(ignore_subscribe_messages=True, timeout=2)
    assert message is not None
    assert json.loads(message["data"]) == ["notifications", {"user_ids": [desk.owner.user_id]}]
