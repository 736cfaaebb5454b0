"""A day of a thousand requests: none is forgotten, nobody is bothered who saw to theirs, waits are as configured."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.requests.types import RequestState, Stage
from digiboost.tracking import escalating, notice_rules, sweeping
from digiboost.tracking import service as tracking
from tests.tracking.world import World

REQUESTS = 1000
MINUTE = timedelta(minutes=1)
TICK = 5 * MINUTE
CHUNK = 200
"""Events of one transaction."""
S = RequestState


@dataclass(frozen=True)
class Act:
    state: RequestState
    by: str = "provider"
    stage: Stage | None = None


@dataclass
class Span:
    """A phase as it was followed, until somebody moved the request."""

    request_id: UUID
    phase: str
    since: datetime
    clock_from: datetime
    late_at: datetime | None
    urgency: str
    end: datetime


def behaviour(chance: random.Random) -> list[tuple[float, Act]]:
    """What becomes of a request, minutes apart: most go well, some are forgotten at one point or another."""
    acts: list[tuple[float, Act]] = [(0.5, Act(S.SEARCH, "system")), (0.5, Act(S.NOTIFIED, "system"))]
    fate = chance.random()
    if fate < 0.06:
        return acts
    if fate < 0.12:
        return [*acts, (chance.uniform(1, 60), Act(S.CANCELLED, chance.choice(["client", "operator"])))]
    acts.append((chance.expovariate(1 / 9), Act(S.ACCEPTED, chance.choice(["provider", "provider", "operator"]))))
    if fate < 0.20:
        return acts
    acts.append((chance.expovariate(1 / 14), Act(S.ENROUTE)))
    if fate < 0.24:
        return acts
    if fate < 0.28:
        return [*acts, (chance.uniform(5, 40), Act(S.SEARCH, "provider")), (5, Act(S.NOTIFIED, "system"))]
    acts.append((chance.lognormvariate(2.9, 0.5), Act(S.ARRIVED)))
    acts.append((chance.expovariate(1 / 4), Act(S.STARTED, stage=Stage.DIAGNOSTIC)))
    acts.append((chance.lognormvariate(2.6, 0.4), Act(S.STARTED, stage=Stage.REPAIR)))
    return [*acts, (chance.lognormvariate(3.6, 0.4), Act(S.COMPLETED))]


class Day:
    def __init__(self, world: World, start: datetime) -> None:
        self.world, self.start, self.really = world, start, now()
        self.tx: Tx = world.tx()
        self.chance = random.Random(7)
        self.heap: list[tuple[datetime, int, UUID | None, Act | None]] = []
        self.spans: list[Span] = []
        self.urgency: dict[UUID, str] = {}
        self.rest: dict[UUID, list[tuple[float, Act]]] = {}
        self.order = 0
        self.taken: set[UUID] = set()

    def push(self, at: datetime, request_id: UUID | None, act: Act | None) -> None:
        self.order += 1
        heapq.heappush(self.heap, (at, self.order, request_id, act))

    def run(self) -> None:
        for number in range(REQUESTS):
            self.push(self.start + number * timedelta(seconds=25), None, None)
        look = self.start
        number = 0
        while self.heap:
            number += 1
            if number % CHUNK == 0:
                self.tx.commit()
                self.tx = self.world.tx()
            at, _, request_id, act = heapq.heappop(self.heap)
            while look <= at:
                self.look(look)
                look += TICK
            if request_id is None:
                self.open(at)
            elif act is not None:
                self.move(request_id, act, at)
        for _ in range(80):
            self.look(look)
            look += TICK
        for request_id in list(self.urgency):
            self.close(request_id, look)
        self.tx.commit()

    def look(self, at: datetime) -> None:
        sweeping.visit(self.tx, at)
        # What an escalation took from somebody is followed, as its event would have it.
        for row in self.tx.rows(
            "SELECT id, request_id FROM status_history WHERE tenant_id = %s AND to_state = 'provider_search'"
            " AND occurred_at >= %s AND by = 'escalation'",
            (self.world.tenant_id, self.really),
        ):
            if row["id"] not in self.taken:
                self.taken.add(row["id"])
                self.rest.pop(row["request_id"], None)
                self.close(row["request_id"], at)
                escalating_moved(self.tx, row["request_id"], row["id"], at)

    def open(self, at: datetime) -> None:
        urgency = self.chance.choice(["normal", "normal", "urgent", "emergency"])
        request_id = self.world.open(self.tx, at, urgency=urgency)
        self.urgency[request_id] = urgency
        self.rest[request_id] = behaviour(self.chance)
        self.following(request_id, at)

    def following(self, request_id: UUID, at: datetime) -> None:
        rest = self.rest.get(request_id)
        if rest:
            wait, act = rest.pop(0)
            self.push(at + timedelta(minutes=wait), request_id, act)

    def move(self, request_id: UUID, act: Act, at: datetime) -> None:
        if request_id not in self.rest:
            return  # it was taken from them meanwhile
        self.close(request_id, at)
        self.world.move(self.tx, request_id, act.state, at, by=act.by, stage=act.stage)
        self.following(request_id, at)

    def close(self, request_id: UUID, at: datetime) -> None:
        row = self.tx.row(
            "SELECT phase, since, clock_from, late_at FROM tracking_standings WHERE tenant_id = %s AND request_id = %s",
            (self.world.tenant_id, request_id),
        )
        if row is not None:
            self.spans.append(Span(request_id=request_id, urgency=self.urgency[request_id], end=at, **row))


def escalating_moved(tx: Tx, request_id: UUID, history_id: UUID, at: datetime) -> None:
    tracking.moved(tx, request_id, history_id, at)


@pytest.mark.timeout(1800)
def test_a_thousand_requests(world: World) -> None:
    # In the past as a whole: what an escalation takes back is written with the real clock.
    start = datetime.combine((now() - timedelta(days=3)).date(), datetime.min.time(), UTC)
    with world.tx() as tx:
        notice_rules.ensure(tx)
        tx.run("UPDATE tracking_rules SET is_active = false WHERE tenant_id = %s", (world.tenant_id,))
        escalating.ensure(tx)
    day = Day(world, start)
    day.run()
    with world.tx() as tx:
        rules = {
            row["id"]: row for row in tx.rows("SELECT * FROM escalation_rules WHERE tenant_id = %s", (world.tenant_id,))
        }
        escalations = tx.rows("SELECT * FROM escalations WHERE tenant_id = %s", (world.tenant_id,))
        lines = tx.rows("SELECT * FROM escalation_events WHERE tenant_id = %s ORDER BY at, id", (world.tenant_id,))
        answers = tx.rows(
            "SELECT request_id, received_at FROM status_history WHERE tenant_id = %s"
            " AND by IN ('provider', 'operator', 'client') ORDER BY received_at",
            (world.tenant_id,),
        )
    assert len(day.urgency) == REQUESTS
    by_cause: dict[tuple[UUID, UUID, datetime], Any] = {
        (one["rule_id"], one["request_id"], one["cause_at"]): one for one in escalations
    }
    expected = forgotten = 0
    # The widest span of each phase: offers that come and go leave it one.
    spans = {(span.request_id, span.phase, span.since): span for span in day.spans if span.since < now() - TICK}
    for span in spans.values():
        for rule in rules.values():
            due = begins(rule, span)
            found = by_cause.pop((rule["id"], span.request_id, span.since), None)
            if due is None or due > span.end:
                assert found is None, "it began for nothing"
            elif due + TICK < span.end and not still_open(escalations, rule, span, due):
                expected += 1
                forgotten += found is None
                assert found is not None, (rule["name"], span)
                assert due <= found["began_at"] <= due + TICK
    assert forgotten == 0
    assert expected > 150, "the day was too quiet to show anything"
    assert not [key for key in by_cause if key[2] < now() - TICK], "it began for a phase that never was"

    answered: dict[UUID, list[datetime]] = {}
    for answer in answers:
        answered.setdefault(answer["request_id"], []).append(answer["received_at"])
    names: Counter[str] = Counter()
    for one in escalations:
        assert one["state"] != "open"
        mine = [line for line in lines if line["escalation_id"] == one["id"]]
        seen = next((at for at in answered.get(one["request_id"], []) if at > one["began_at"]), None)
        steps = [line for line in mine if line["name"] in {"fired", "skipped"}]
        assert seen is None or all(line["at"] <= seen for line in steps), "somebody saw to it, and was bothered"
        assert (one["state"] == "acknowledged") <= (seen is not None)
        check_order(rules[one["rule_id"]], one["began_at"], steps)
        names.update(
            [f"{line['name']} {line['target']}" for line in steps],
        )
        names[one["state"]] += 1
    for wanted in ("fired remind_provider", "fired search_another", "fired alert_manager", "acknowledged", "expired"):
        assert names[wanted] > 5, names


def begins(rule: dict[str, Any], span: Span) -> datetime | None:
    if rule["phases"] and span.phase not in rule["phases"]:
        return None
    if rule["urgencies"] and span.urgency not in rule["urgencies"]:
        return None
    counted = span.clock_from if rule["trigger"] == "in_phase" else span.late_at
    return None if counted is None else counted + timedelta(minutes=rule["after_minutes"])


def still_open(escalations: list[dict[str, Any]], rule: dict[str, Any], span: Span, due: datetime) -> bool:
    """The same rule goes on for this request already: it is not begun twice."""
    return any(
        one["rule_id"] == rule["id"]
        and one["request_id"] == span.request_id
        and one["cause_at"] != span.since
        and one["began_at"] <= due <= (one["stopped_at"] or due)
        for one in escalations
    )


def check_order(rule: dict[str, Any], began_at: datetime, steps: list[dict[str, Any]]) -> None:
    wanted = [
        (number, step["target"], step["wait_minutes"] if again == 0 else step["every_minutes"])
        for number, step in enumerate(rule["steps"])
        for again in range(step["repeats"] + 1)
    ]
    before = began_at
    for line, (number, target, wait) in zip(steps, wanted, strict=False):
        assert (line["step"], line["target"]) == (number, target)
        assert timedelta(minutes=wait) <= line["at"] - before <= timedelta(minutes=wait) + TICK
        before = line["at"]
    assert len(steps) <= len(wanted)
