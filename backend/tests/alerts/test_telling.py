"""Who is told what, how often, and in which words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.alerts import service, telling
from digiboost.alerts.templates import TEMPLATES
from digiboost.alerts.types import Answer
from digiboost.channels.types import Channel
from digiboost.identity.service import people_to_tell
from digiboost.identity.types import SCOPES, Role
from digiboost.kernel.auth import Actor
from digiboost.kernel.clock import now
from digiboost.kernel.errors import Forbidden
from digiboost.notifications import rendering, sms
from digiboost.notifications.rendering import Content
from digiboost.notifications.templates import TONES
from tests.factories.alerts import alerts, history, rules, stock, told, visit, work
from tests.factories.buying import goods, supplier
from tests.factories.people import Person
from tests.factories.requests import every_item
from tests.factories.stock import transaction
from tests.factories.trade import sell


def sold_out(shop: Person, name: str = "Riz brisé 25 kg", **wanted: Any) -> str:
    """A product whose last piece was just sold; nobody judged it yet."""
    item = goods(shop, name=name, **wanted)
    stock(shop, item, 5)
    sell(shop, (item, 5))
    return item


def test_a_message_says_what_happened_how_much_is_left_since_when_and_what_to_do(shop: Any) -> None:
    sold_out(shop, supplier_id=supplier(shop), min_stock=10, max_stock=20, unit="sac")
    work(shop)
    [message] = told(shop)
    at = now()
    assert message["title"] == "Riz brisé 25 kg : rupture"
    assert message["body"].splitlines()[1] == "Fournisseur : Dakar Gros. À commander : 20 sac."
    assert message["body"].startswith(f"Reste : 0 sac, depuis {at:%H:}")
    assert (message["kind"], message["urgent"], message["subject_type"]) == ("alert", True, "alert")
    assert message["url"] == f"/alerts/{message['subject_id']}"


def test_several_products_are_one_message(shop: Any) -> None:
    items = [goods(shop, name=name) for name in ("Ataya", "Bissap", "Café")]
    for item in items:
        stock(shop, item, 2)
    work(shop)
    sell(shop, *((item, 2) for item in items))
    work(shop)
    [message] = told(shop)
    assert message["title"] == "3 produits en rupture"
    assert [line.split(" : ")[0] for line in message["body"].splitlines()] == ["Ataya", "Bissap", "Café"]


def test_a_hundred_judgings_of_the_same_state_tell_once(app: Any, shop: Any) -> None:
    item = sold_out(shop)
    work(shop)
    with transaction(app, shop.tenant_id) as tx:
        for _ in range(100):
            service.judge_products(tx, [UUID(item)])
            service.tell(tx, at=now() + timedelta(minutes=10))
    for minutes in range(10):
        visit(app, shop, now() + timedelta(minutes=minutes))
    assert len(told(shop)) == 1
    assert len(history(shop, "fired")) == len(history(shop, "told")) == 1


def test_a_product_around_its_threshold_tells_twice_in_an_hour_at_the_most(app: Any, shop: Any) -> None:
    """Fifty times over and under within the hour, each judged."""
    low = rules(shop)["low_stock"]["id"]
    shop.patch(f"/alerts/rules/{low}", {"delivery": "now", "repeat_hours": 1})
    item = goods(shop, min_stock=10)
    stock(shop, item, 10)
    work(shop)
    begun = now()
    for turn in range(50):
        stock(shop, item, 3 if turn % 2 == 0 else -3)
        at = begun + timedelta(seconds=72 * turn)
        with transaction(app, shop.tenant_id) as tx:
            service.judge_products(tx, [UUID(item)], at=at)
            service.tell(tx, at=at)
    work(shop)
    assert 1 <= len(told(shop)) <= 2
    assert len(history(shop, "fired")) >= 20, "it really went over and under"


def test_what_follows_a_message_waits_and_goes_out_together(app: Any, shop: Any) -> None:
    assert shop.patch("/alerts/settings", {"group_minutes": 10}).status_code == 200
    sold_out(shop, "Ataya")
    work(shop)
    for name in ("Bissap", "Café"):
        sold_out(shop, name)
    work(shop)
    assert len(told(shop)) == 1
    assert alerts(shop)["rupture", "Bissap"]["pending"]
    next_at = visit(app, shop, now() + timedelta(minutes=5))
    assert len(told(shop)) == 1
    assert now() + timedelta(minutes=9) < next_at < now() + timedelta(minutes=10)
    visit(app, shop, next_at)
    assert [one["title"] for one in told(shop)] == ["2 produits en rupture", "Ataya : rupture"]


def test_what_is_over_before_it_was_told_is_not_told(app: Any, shop: Any) -> None:
    shop.patch("/alerts/settings", {"group_minutes": 10})
    sold_out(shop, "Ataya")
    work(shop)
    item = sold_out(shop, "Bissap")
    work(shop)
    stock(shop, item, 50)
    work(shop)
    visit(app, shop, now() + timedelta(minutes=11))
    assert [one["title"] for one in told(shop)] == ["Ataya : rupture"]


def test_repeated_after_the_repeat_interval_until_somebody_says_that_they_know(app: Any, shop: Any) -> None:
    rule = rules(shop)["rupture"]["id"]
    shop.patch(f"/alerts/rules/{rule}", {"repeat_hours": 5})
    shop.patch("/alerts/settings", {"digest_on": False})
    sold_out(shop)
    work(shop)
    first = now()
    visit(app, shop, first + timedelta(hours=4, minutes=59))
    assert len(told(shop)) == 1
    visit(app, shop, first + timedelta(hours=5, minutes=1))
    assert len(told(shop)) == 2
    assert len(history(shop, "repeated")) == 1
    shop.post(f"/alerts/{alerts(shop)['rupture', 'Riz brisé 25 kg']['id']}/acknowledge")
    visit(app, shop, first + timedelta(hours=11))
    assert len(told(shop)) == 2


def test_a_snooze_ends_with_a_message(app: Any, shop: Any) -> None:
    # An hour of today that is over, on a clock that is UTC: the next morning's own moment is far away at every hour.
    shop.patch("/alerts/settings", {"digest_on": False, "digest_at": "00:00" if now().hour < 12 else "12:00"})
    sold_out(shop)
    work(shop)
    shop.post(f"/alerts/{alerts(shop)['rupture', 'Riz brisé 25 kg']['id']}/snooze", {"hours": 2})
    next_at = visit(app, shop, now() + timedelta(hours=1))
    assert len(told(shop)) == 1
    assert abs(next_at - now() - timedelta(hours=2)) < timedelta(seconds=30)
    visit(app, shop, next_at)
    assert len(told(shop)) == 2
    assert [one["name"] for one in every_item(shop, "/alerts/history")][:2] == ["repeated", "woke"]


def test_roles_and_people(shop: Any) -> None:
    manager, employee, viewer = (shop.colleague(role) for role in ("manager", "employee", "viewer"))
    rule = rules(shop)["rupture"]["id"]
    shop.patch(f"/alerts/rules/{rule}", {"roles": ["manager"], "user_ids": [viewer.user_id]})
    sold_out(shop)
    work(shop)
    assert [len(told(person)) for person in (shop, manager, employee, viewer)] == [0, 1, 0, 1]


def test_each_is_told_what_their_rules_say(app: Any, shop: Any) -> None:
    employee = shop.colleague("employee")
    soap = sold_out(shop, "Savon")
    wanted = {"type": "rupture", "roles": ["employee"], "product_ids": [soap], "delivery": "now"}
    assert shop.post("/alerts/rules", wanted).status_code == 201
    sold_out(shop, "Riz")
    work(shop)
    visit(app, shop, now() + timedelta(minutes=2))
    assert [one["title"] for one in told(employee)] == ["Savon : rupture"]
    said = "\n".join(one["title"] + one["body"] for one in told(shop))
    assert "Savon" in said and "Riz" in said


def test_answers_are_for_who_may_give_them(app: Any, shop: Any) -> None:
    employee = shop.colleague("employee")
    rule = rules(shop)["rupture"]["id"]
    shop.patch(f"/alerts/rules/{rule}", {"roles": ["owner", "employee"]})
    sold_out(shop)
    work(shop)
    with transaction(app, shop.tenant_id) as tx:
        used = {
            row["user_id"]: row["template"]
            for row in tx.rows("SELECT user_id, template FROM notifications WHERE tenant_id = %s", (tx.tenant_id,))
        }
    assert used == {UUID(shop.user_id): "alerts.one", UUID(employee.user_id): "alerts.news"}
    assert told(employee)[0]["body"] == told(shop)[0]["body"]


def test_nobody_to_tell_is_no_reason_to_try_for_ever(app: Any, shop: Any) -> None:
    rule = rules(shop)["rupture"]["id"]
    shop.patch(f"/alerts/rules/{rule}", {"roles": [], "user_ids": []})
    sold_out(shop)
    work(shop)
    assert (told(shop), alerts(shop)["rupture", "Riz brisé 25 kg"]["pending"]) == ([], False)
    [event] = history(shop, "told")
    assert event["details"] == {"people": 0, "kind": "alert"}


def test_costs_are_for_who_may_see_them(app: Any, shop: Any) -> None:
    employee = shop.colleague("employee")
    dead = rules(shop)["dead_stock"]["id"]
    shop.patch(f"/alerts/rules/{dead}", {"roles": ["owner", "employee"], "delivery": "now", "params": {"days": 1}})
    item = goods(shop, name="Parapluie", purchase_price=3000)
    stock(shop, item, 4)
    work(shop)
    visit(app, shop, morning(shop, days=2))
    for person, sees in ((shop, True), (employee, False)):
        [message] = [one for one in told(person) if "Parapluie" in one["title"] + one["body"]]
        assert ("12\u00a0000\u00a0F" in message["body"]) is sees
    seen = employee.get("/alerts").text + employee.get("/alerts/history").text
    assert "3000" not in seen and "12000" not in seen


# -- the morning --------------------------------------------------------------------------------


def morning(shop: Person, days: int = 1, hour: int = 7, minute: int = 31) -> datetime:
    """Dakar's clock is UTC."""
    return now().replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)


def test_the_morning_s_one_message(app: Any, shop: Any) -> None:
    gros, touba = supplier(shop), supplier(shop, "Touba Gros")
    for name, seller, count in (("Riz", gros, 3), ("Huile", gros, 4), ("Savon", touba, 2), ("Sel", None, 1)):
        item = goods(shop, seller, name=name, min_stock=10, max_stock=30, unit="sac")
        stock(shop, item, 20)
        work(shop)
        sell(shop, (item, 20 - count))
        work(shop)
    assert told(shop) == [], "low stock is not urgent"
    visit(app, shop, morning(shop, hour=7, minute=29))
    assert told(shop) == []
    visit(app, shop, morning(shop))
    [message] = told(shop)
    assert (message["kind"], message["title"]) == ("digest", "Point du matin : 4 alertes")
    assert message["body"].splitlines() == [
        "Bonjour Awa Ndiaye !",
        "Dakar Gros : Huile (stock faible, reste 4 sac, commander 26 sac), "
        "Riz (stock faible, reste 3 sac, commander 27 sac)",
        "Touba Gros : Savon (stock faible, reste 2 sac, commander 28 sac)",
        "Sans fournisseur : Sel (stock faible, reste 1 sac, commander 29 sac)",
    ]
    visit(app, shop, morning(shop, hour=9))
    assert len(told(shop)) == 1, "once a day"
    visit(app, shop, morning(shop, days=2))
    assert len(told(shop)) == 2, "and the next morning again, as nobody has answered"
    ids = [one["id"] for one in alerts(shop).values()]
    shop.post("/alerts/answer", {"alert_ids": ids[:3], "answer": "ignore"})
    shop.post("/alerts/answer", {"alert_ids": ids[3:], "answer": "ignore"})
    visit(app, shop, morning(shop, days=3))
    assert len(told(shop)) == 2, "there is nothing to say"


def test_no_digest_where_it_is_switched_off(app: Any, shop: Any) -> None:
    shop.patch("/alerts/settings", {"digest_on": False})
    item = goods(shop, min_stock=10)
    stock(shop, item, 5)
    work(shop)
    visit(app, shop, morning(shop))
    assert (told(shop), alerts(shop)["low_stock", "Riz brisé 25 kg"]["pending"]) == ([], True)


def test_a_rupture_told_at_once_is_not_told_again_in_the_morning(app: Any, shop: Any) -> None:
    sold_out(shop)
    work(shop)
    visit(app, shop, now().replace(hour=23, minute=59))
    if now().hour >= 8:
        visit(app, shop, morning(shop))
        assert [one["kind"] for one in told(shop)] == ["alert"]
    visit(app, shop, morning(shop, days=2))
    assert len(told(shop)) == 2


# -- answers ------------------------------------------------------------------------------------


def acting(shop: Person, role: str = "owner") -> Actor:
    return Actor(UUID(shop.tenant_id), UUID(shop.user_id), role, SCOPES[Role(role)])


def test_what_an_answer_by_message_is_about(app: Any, shop: Any) -> None:
    sold_out(shop, "Riz", supplier_id=supplier(shop))
    work(shop)
    sold_out(shop, "Savon")
    with transaction(app, shop.tenant_id) as tx:
        service.tell(tx, at=now() + timedelta(minutes=5))
    work(shop)
    with transaction(app, shop.tenant_id) as tx:
        service.tell(tx, at=now() + timedelta(minutes=5))
    later, first = told(shop)
    me = UUID(shop.user_id)
    with transaction(app, shop.tenant_id) as tx, tx.acting_as(acting(shop)):
        answered = service.open_message(tx, me, UUID(first["id"]))
        assert answered is not None
        assert service.message(tx, me, answered.id) == answered
        latest = service.open_message(tx, me, None)
        assert latest is not None
        assert latest.notification_id == UUID(later["id"]), "the latest, where nobody says which"
        assert service.open_message(tx, UUID(int=1), UUID(first["id"])) is None, "somebody else's"
        assert service.message(tx, UUID(int=1), answered.id) is None
        done = service.answer(tx, answered.alert_ids, Answer.ORDER, message=answered)
        assert [(one.number, one.supplier_name) for one in done.orders] == [("BC-0001", "Dakar Gros")]
        again = service.answer(tx, answered.alert_ids, Answer.ORDER, message=answered)
        assert (again.repeated, again.orders) == (True, done.orders)
        service.answer(tx, latest.alert_ids, Answer.LATER, message=latest)
        assert service.open_message(tx, me, None) is None, "both were answered"
        with pytest.raises(Forbidden), tx.acting_as(acting(shop, "employee")):
            service.answer(tx, answered.alert_ids, Answer.IGNORE)
    assert len(every_item(shop, "/purchase-orders")) == 1
    snoozed = alerts(shop, state="snoozed")["rupture", "Savon"]["snoozed_until"]
    until = datetime.fromisoformat(snoozed)
    assert (until.astimezone(UTC).hour, until.minute) == (7, 30), "until the next morning's message"
    assert timedelta(hours=6) <= until - now() <= timedelta(hours=30)


# -- the words ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_message_in_every_tone_fits_its_channel(app: Any, shop: Any, language: str) -> None:
    """In two languages and three tones: WhatsApp's parameters hold no line break, an SMS has three parts at most."""
    values = {
        "name": "Awa Ndiaye", "company": "Boutique Awa", "headline": "Riz brisé 25 kg : rupture", "rule": "Rupture",
        "facts": "Reste : 0 sac, depuis 14:05.", "todo": "Fournisseur : Dakar Gros. À commander : 20 sac.",
        "message": "01a21459-e0df-75b4-b9c1-22ef0195e5ef",
    }  # fmt: skip
    lines = tuple(f"Produit numéro {n} : rupture, depuis hier 18:30 (Dakar Gros)" for n in range(60))
    for template in TEMPLATES:
        for tone in TONES:
            content = Content(template, language, tone, values, lines, "/alerts")  # type: ignore[arg-type]
            call = rendering.whatsapp_call(content)
            assert len(call.parameters) == len(template.parameters)
            assert not any("\n" in one or "\t" in one or "    " in one for one in call.parameters)
            assert sum(map(len, call.parameters)) <= 1024
            assert sms.parts(rendering.write(content, Channel.SMS, "http://x").text) <= 3
            assert len(rendering.write(content, Channel.WHATSAPP, "http://x").text) <= 4096
            if template.replies:
                assert call.replies == tuple(f"{one}:{values['message']}" for one in ("order", "later", "ignore"))


def test_an_sms_of_one_product(app: Any, shop: Any) -> None:
    sold_out(shop, supplier_id=supplier(shop), unit="sac")
    work(shop)
    with transaction(app, shop.tenant_id) as tx:
        alert_id = UUID(alerts(shop)["rupture", "Riz brisé 25 kg"]["id"])
        [subject] = telling.described(tx, [alert_id])
        person = next(iter(people_to_tell(tx, ["owner"])))
        template, values, lines = telling.written([subject], telling.reader_of(tx, person, now()))
    values |= {"name": person.name, "company": "Boutique Awa", "message": "x"}
    [one] = [known for known in TEMPLATES if known.code == template]
    text = rendering.sms_text(Content(one, "fr", "concise", values, lines, "/"))
    assert text.splitlines() == [
        "Riz brisé 25 kg : rupture",
        "Fournisseur : Dakar Gros.",
        "Répondez 1 commander, 2 plus tard, 3 ignorer",
    ]
