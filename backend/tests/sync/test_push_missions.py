"""A mission that was done without a network: every step, note, material and photo arrives once, in order, and what
came too late is a note."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from digiboost.kernel.clock import now
from digiboost.kernel.ids import new_id
from digiboost.requests import service as requests
from digiboost.requests.types import By
from tests.factories import field
from tests.factories.people import Person
from tests.factories.stock import transaction
from tests.factories.trade import level_of, shelf
from tests.sync.phone import Cache, operation, pushed, statuses


@pytest.fixture
def moussa(app: Any, shop: Person) -> Person:
    return field.sent_out(app, shop, "Moussa Diop")


@pytest.fixture
def ibou(app: Any, shop: Person) -> Person:
    return field.sent_out(app, shop, "Ibou Fall")


@pytest.fixture
def plumbing(app: Any, shop: Person) -> UUID:
    with transaction(app, shop.tenant_id) as tx:
        return field.service(tx)


def mission(app: Any, shop: Person, plumbing: UUID, person: Person) -> str:
    """A request that somebody of the company gave to a provider."""
    with transaction(app, shop.tenant_id) as tx:
        made = field.request(tx, plumbing)
        requests.assign(tx, made, field.provider_id_of(app, person))
    return str(made)


def version(app: Any, shop: Person, request_id: str) -> int:
    with transaction(app, shop.tenant_id) as tx:
        return int(requests.get(tx, UUID(request_id))["version"])


def state(app: Any, shop: Person, request_id: str) -> tuple[str, str | None]:
    with transaction(app, shop.tenant_id) as tx:
        row = requests.get(tx, UUID(request_id))
    return row["state"], row["stage"]


def step(request_id: str, name: str, seen: int = 1, **wanted: Any) -> dict[str, Any]:
    about = {key: wanted.pop(key) for key in ("at", "depends_on") if key in wanted}
    payload = {"id": str(new_id()), "request_id": request_id, "step": name, "version": seen, **wanted}
    return operation("mission.step", payload, **about)


def picture(size: tuple[int, int] = (640, 480)) -> bytes:
    chance = Random(7)
    image = Image.new("RGB", size)
    image.putdata([(chance.randrange(256), place % 256, 90) for place in range(size[0] * size[1])])
    content = io.BytesIO()
    image.save(content, "JPEG", quality=80)
    return content.getvalue()


def on_hand_of(app: Any, shop: Person, product: str) -> float:
    return float(level_of(app, shop, product).on_hand) / 1000


def photo(request_id: str, content: bytes, kind: str = "after") -> dict[str, Any]:
    return operation(
        "mission.photo",
        {
            "id": str(new_id()), "request_id": request_id, "kind": kind, "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        },
    )  # fmt: skip


def send(person: Person, request_id: str, photo_id: str, content: bytes, part: int = 40_000) -> Any:
    for offset in range(0, len(content), part):
        answer = person.request(
            "PATCH",
            f"/missions/{request_id}/photos/{photo_id}/upload",
            content=content[offset : offset + part],
            headers={"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"},
        )
        assert answer.status_code == 200, answer.text
    return answer.json()


def history(app: Any, shop: Person, request_id: str) -> list[dict[str, Any]]:
    with transaction(app, shop.tenant_id) as tx:
        return tx.rows(
            "SELECT * FROM status_history WHERE tenant_id = %s AND request_id = %s ORDER BY received_at, occurred_at",
            (tx.tenant_id, request_id),
        )


# -- a whole mission ----------------------------------------------------------------------------


def whole(request_id: str, product: str, after: bytes) -> list[dict[str, Any]]:
    """What a phone has written down when a mission was done in a basement."""
    taken = photo(request_id, after)
    before = step(request_id, "enroute")
    operations = [before]
    for name, more in (("arrived", {}), ("diagnostic", {"code": "4711"}), ("repair", {"amount": 15_000})):
        before = step(request_id, name, depends_on=[before["id"]], **more)
        operations.append(before)
    operations += [
        operation("mission.note", {"id": str(new_id()), "request_id": request_id, "note": "Tuyau fendu sous l'évier"}),
        operation(
            "mission.material", {"id": str(new_id()), "request_id": request_id, "product_id": product, "quantity": 2}
        ),
        operation(
            "mission.material",
            {"id": str(new_id()), "request_id": request_id, "name": "Joint", "quantity": 1, "unit_price": 500},
        ),
        taken,
    ]
    operations.append(
        step(
            request_id, "completed", depends_on=[before["id"], taken["id"]], outcome="fixed", amount=15_000,
            after_photo_id=taken["payload"]["id"],
        )
    )  # fmt: skip
    return operations


def test_a_mission_done_without_a_network(app: Any, shop: Person, moussa: Person, plumbing: UUID) -> None:
    product = shelf(app, shop, on_hand=10, cost=400)
    request_id = mission(app, shop, plumbing, moussa)
    cache = Cache(moussa).pull()
    after = picture()
    operations = whole(request_id, product, after)
    verdicts = pushed(moussa, *operations)
    assert statuses(verdicts) == ["applied"] * len(operations)
    assert not any(one["result"].get("noted") for one in verdicts)
    assert verdicts[-1]["result"]["percent"] == 100
    assert state(app, shop, request_id) == ("service_completed", None)
    assert on_hand_of(app, shop, product) == 8
    sent = send(moussa, request_id, operations[-2]["payload"]["id"], after)
    assert sent == {"received": len(after), "size": len(after)}
    cache.pull()
    row = cache["mission"][request_id]
    assert (row["outcome"], row["amount"], row["materials_amount"]) == ("fixed", 15_000, 2 * 1500 + 500)
    assert [(kind, whole) for _, kind, _, whole in row["photos"]] == [("after", True)]
    assert sorted(one[2] for one in row["materials"]) == ["Joint", "Riz brisé 25 kg"]
    # Everything once more: it is all known.
    assert statuses(pushed(moussa, *operations)) == ["repeated"] * len(operations)
    assert on_hand_of(app, shop, product) == 8


@pytest.mark.parametrize("seed", range(4))
def test_cuts_and_shuffles_change_nothing(app: Any, shop: Person, moussa: Person, plumbing: UUID, seed: int) -> None:
    product = shelf(app, shop, on_hand=10, cost=400)
    request_id = mission(app, shop, plumbing, moussa)
    operations = whole(request_id, product, picture())
    # Materials end with the mission: they are made before its end, and so they arrive.
    operations[-1]["depends_on"] += [one["id"] for one in operations if one["type"] == "mission.material"]
    chance, left = Random(seed), {one["id"]: one for one in operations}
    while left:
        ids = chance.sample(list(left), chance.randint(1, len(left)))
        if chance.random() < 0.3:
            continue
        verdicts = pushed(moussa, *(left[one] for one in ids))
        assert {one["status"] for one in verdicts} <= {"applied", "repeated", "waiting"}, verdicts
        if chance.random() < 0.3:
            continue
        for one in verdicts:
            if one["status"] != "waiting":
                del left[one["id"]]
    assert state(app, shop, request_id) == ("service_completed", None)
    assert on_hand_of(app, shop, product) == 8
    moves = [one["to_state"] for one in history(app, shop, request_id) if one["kind"] == "transition"]
    assert moves[-5:] == [
        "provider_enroute", "provider_arrived", "service_started", "service_started", "service_completed",
    ]  # fmt: skip


@pytest.mark.parametrize("hours", [2, -2, 30])
def test_a_wrong_clock_keeps_the_time_between_steps(
    app: Any, shop: Person, moussa: Person, plumbing: UUID, hours: int
) -> None:
    request_id = mission(app, shop, plumbing, moussa)
    with transaction(app, shop.tenant_id) as tx:
        before = now() - timedelta(hours=3)
        field.changed(tx, UUID(request_id), state_at=before, accepted_at=before, opened_at=before)
    skew, at = timedelta(hours=hours), now()
    steps = [
        step(request_id, "enroute", at=at - timedelta(minutes=50) + skew),
        step(request_id, "arrived", at=at - timedelta(minutes=20) + skew),
    ]
    steps[1]["depends_on"] = [steps[0]["id"]]
    said = operation(
        "mission.note",
        {"id": str(new_id()), "request_id": request_id, "note": "x"},
        at=at - timedelta(minutes=5) + skew,
    )
    assert statuses(pushed(moussa, *steps, said, sent_at=at + skew)) == ["applied"] * 3
    rows = {str(one["id"]): one for one in history(app, shop, request_id)}
    first, second = (rows[one["payload"]["id"]] for one in steps)
    assert abs(second["occurred_at"] - first["occurred_at"] - timedelta(minutes=30)) < timedelta(seconds=5)
    assert abs(at - second["occurred_at"] - timedelta(minutes=20)) < timedelta(seconds=5)
    assert abs(timedelta(milliseconds=first["skew_ms"]) - skew) < timedelta(seconds=5)
    assert abs(at - rows[said["payload"]["id"]]["occurred_at"] - timedelta(minutes=5)) < timedelta(seconds=5)


# -- what comes too late ------------------------------------------------------------------------


def test_what_comes_too_late_is_a_note_and_photos_are_still_attached(
    app: Any, shop: Person, moussa: Person, ibou: Person, plumbing: UUID
) -> None:
    product = shelf(app, shop, on_hand=10, cost=400)
    request_id = mission(app, shop, plumbing, moussa)
    seen, cache = version(app, shop, request_id), Cache(moussa).pull()
    assert request_id in cache["mission"]
    with transaction(app, shop.tenant_id) as tx:
        requests.give_back(tx, UUID(request_id), By.OPERATOR, "injoignable")
        requests.assign(tx, UUID(request_id), field.provider_id_of(app, ibou))
    content = picture()
    late = [
        step(request_id, "enroute", seen, note="Je suis parti"),
        operation(
            "mission.material", {"id": str(new_id()), "request_id": request_id, "product_id": product, "quantity": 2}
        ),
        operation("mission.note", {"id": str(new_id()), "request_id": request_id, "note": "Portail fermé"}),
        photo(request_id, content, "before"),
    ]
    verdicts = pushed(moussa, *late)
    assert statuses(verdicts) == ["applied"] * 4
    assert [one["result"].get("noted") for one in verdicts[:3]] == [True, True, False]
    assert verdicts[0]["result"]["is_mine"] is False
    assert state(app, shop, request_id) == ("provider_accepted", None)
    assert on_hand_of(app, shop, product) == 10
    send(moussa, request_id, late[3]["payload"]["id"], content)
    notes = [one for one in history(app, shop, request_id) if one["kind"] == "note"]
    assert {one["note"] for one in notes} >= {"Je suis parti", "Portail fermé"}
    assert statuses(pushed(moussa, *late)) == ["repeated"] * 4
    cache.pull()
    assert request_id not in cache["mission"]
    assert [one[1] for one in Cache(ibou).pull()["mission"][request_id]["photos"]] == ["before"]


def test_a_step_that_is_not_possible_on_what_was_seen_is_a_conflict(
    app: Any, shop: Person, moussa: Person, plumbing: UUID
) -> None:
    request_id = mission(app, shop, plumbing, moussa)
    [refused] = pushed(moussa, step(request_id, "repair", version(app, shop, request_id)))
    assert (refused["status"], refused["current"]["state"]) == ("conflict", "provider_accepted")
    assert "start_code" not in json.dumps(refused)


def test_a_wrong_code_is_refused_and_a_reason_passes(app: Any, shop: Person, moussa: Person, plumbing: UUID) -> None:
    request_id = mission(app, shop, plumbing, moussa)
    assert statuses(pushed(moussa, step(request_id, "arrived"))) == ["applied"]
    wrong = step(request_id, "diagnostic", code="0000")
    after = step(request_id, "completed", outcome="fixed", after_photo_missing_reason="x", depends_on=[wrong["id"]])
    verdicts = pushed(moussa, wrong, after)
    assert statuses(verdicts) == ["rejected", "waiting"]
    assert verdicts[0]["problem"]["errors"][0]["field"] == "code"
    corrected = step(request_id, "diagnostic", bypass_reason="Le client a perdu son téléphone")
    after["depends_on"] = [corrected["id"]]
    assert statuses(pushed(moussa, corrected, after)) == ["applied", "applied"]
    assert [one["kind"] for one in history(app, shop, request_id)].count("bypass") == 1


def test_a_quote_that_waits_for_the_client_is_asked_for(app: Any, shop: Person, moussa: Person, plumbing: UUID) -> None:
    request_id = mission(app, shop, plumbing, moussa)
    assert shop.patch("/requests/settings", {"quote_threshold": 10_000}).status_code == 200
    pushed(moussa, step(request_id, "arrived"), step(request_id, "diagnostic", code="4711"))
    repair = step(request_id, "repair", version(app, shop, request_id), amount=25_000)
    [refused] = pushed(moussa, repair)
    assert (refused["status"], refused["problem"]["code"]) == ("conflict", "quote_needed")
    # What was asked of the client stands although the step was not taken.
    with transaction(app, shop.tenant_id) as tx:
        assert requests.get(tx, UUID(request_id))["quote"] == 25_000
        requests.approve_quote(tx, UUID(request_id), 25_000, By.OPERATOR)
    assert statuses(pushed(moussa, repair)) == ["applied"]


# -- others ------------------------------------------------------------------------------------


def all_about(request_id: str) -> list[dict[str, Any]]:
    return [
        step(request_id, "enroute"),
        operation("mission.note", {"id": str(new_id()), "request_id": request_id, "note": "x"}),
        operation(
            "mission.material",
            {"id": str(new_id()), "request_id": request_id, "name": "x", "quantity": 1, "unit_price": 1},
        ),
        operation("mission.material_remove", {"request_id": request_id, "material_id": str(new_id())}),
        photo(request_id, b"x"),
    ]


def test_another_s_mission_is_one_that_is_not_there(
    app: Any, shop: Person, neighbour: Person, moussa: Person, ibou: Person, plumbing: UUID
) -> None:
    theirs = mission(app, shop, plumbing, moussa)
    before = history(app, shop, theirs)
    for person in (ibou, field.sent_out(app, neighbour)):
        told = []
        for request_id in (theirs, str(new_id())):
            verdicts = pushed(person, *all_about(request_id))
            assert statuses(verdicts) == ["rejected"] * 5
            told.append([one["problem"]["code"] for one in verdicts])
            assert theirs not in json.dumps([one["problem"] for one in verdicts])
        assert told[0] == told[1] == ["not_found"] * 5
    assert history(app, shop, theirs) == before


def test_roles(app: Any, shop: Person, moussa: Person, plumbing: UUID) -> None:
    request_id = mission(app, shop, plumbing, moussa)
    for role in ("manager", "employee", "viewer"):
        verdicts = pushed(
            shop.colleague(role), *all_about(request_id), operation("availability.set", {"is_available": True})
        )
        assert {one["problem"]["code"] for one in verdicts} == {"forbidden"}
    opened = {"id": str(new_id()), "client_name": "Aminata", "service_id": str(plumbing)}
    for person, allowed in ((moussa, False), (shop.colleague("viewer"), False), (shop.colleague("employee"), True)):
        [verdict] = pushed(person, operation("request.open", {**opened, "id": str(new_id())}))
        assert (verdict["status"] == "applied") == allowed


def test_a_request_that_was_asked_for_at_the_counter(app: Any, shop: Person, plumbing: UUID) -> None:
    wanted = {
        "id": str(new_id()), "client_name": "Aminata Ba", "client_phone": "77 123 45 67", "urgency": "urgent",
        "service_id": str(plumbing), "landmark": "Face à la mosquée",
    }  # fmt: skip
    sent = operation("request.open", wanted)
    [verdict] = pushed(shop, sent)
    assert (verdict["status"], verdict["result"]["number"]) == ("applied", "1")
    assert statuses(pushed(shop, sent)) == ["repeated"]
    row = Cache(shop).pull()["request"][wanted["id"]]
    assert (row["client_name"], row["client_phone"], row["urgency"]) == ("Aminata Ba", "+221771234567", "urgent")


def test_availability(app: Any, shop: Person, moussa: Person) -> None:
    me = str(field.provider_id_of(app, moussa))
    until = (now() + timedelta(days=2)).replace(microsecond=0)
    away = operation("availability.set", {"is_available": False, "away_until": until.isoformat()})
    assert statuses(pushed(moussa, away)) == ["applied"]
    row = Cache(moussa).pull()["provider"][me]
    assert (row["is_available"], datetime.fromisoformat(row["away_until"])) == (False, until)


def test_a_material_is_taken_back(app: Any, shop: Person, moussa: Person, plumbing: UUID) -> None:
    product = shelf(app, shop, on_hand=10, cost=400)
    request_id = mission(app, shop, plumbing, moussa)
    used = {"id": str(new_id()), "request_id": request_id, "product_id": product, "quantity": 3}
    added = operation("mission.material", used)
    back = operation(
        "mission.material_remove", {"request_id": request_id, "material_id": used["id"]}, depends_on=[added["id"]]
    )
    assert statuses(pushed(moussa, added)) == ["applied"]
    assert on_hand_of(app, shop, product) == 7
    assert statuses(pushed(moussa, added, back)) == ["repeated", "applied"]
    assert on_hand_of(app, shop, product) == 10
    assert Cache(moussa).pull()["mission"][request_id]["materials"] == []
