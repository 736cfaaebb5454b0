"""Random lives of requests against a plain model."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import DomainError
from digiboost.kernel.ids import new_id
from digiboost.requests import service as requests
from digiboost.requests.schemas import RequestCompleteIn, StepIn
from digiboost.requests.types import (
    PERCENT,
    STEP_TO,
    TRANSITIONS,
    UNDER_WAY,
    AnsweredBy,
    By,
    MissionStep,
    OfferState,
    OfferWanted,
    Outcome,
    RequestState,
    Step,
    step_of,
)
from tests.factories.services import asked, goer, service, zone
from tests.factories.stock import transaction

COMMANDS = st.tuples(
    st.sampled_from(
        [
            "search", "offer", "offer", "accept", "accept", "decline", "expire", "gone", "give_up", "relaunch",
            "assign", "give_back", "cancel", "complete", "reopen", *[one.value for one in MissionStep], "stale",
        ]
    ),
    st.integers(0, 1),
    st.integers(0, 2),
)  # fmt: skip


class World:
    """Two requests and three providers in one transaction, and what the model knows of them."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.people = [goer(tx, f"Prestataire {n}") for n in range(3)]
        plumbing, yoff = service(tx, f"Service {new_id()}"), zone(tx, f"Zone {new_id()}")
        self.requests = [asked(tx, plumbing, yoff, f"Client {n}") for n in range(2)]
        self.steps = [Step(RequestState.RECEIVED) for _ in self.requests]
        self.percent = [5 for _ in self.requests]
        self.holder: list[UUID | None] = [None for _ in self.requests]
        self.seen: list[list[UUID]] = [[] for _ in self.requests]

    def act(self, command: str, n: int, who: int) -> None:
        before = self.rows()
        try:
            with self.tx.savepoint():
                self.verbs(command, n, who)()
        except DomainError:
            assert self.rows() == before, f"{command} was refused and changed something"

    def verbs(self, command: str, n: int, who: int) -> Callable[[], Any]:
        tx, one, person = self.tx, self.requests[n], self.people[who]
        later = now() + timedelta(minutes=5)
        if command in STEP_TO or command == "stale":
            return lambda: self.step(command, n, person)
        verbs: dict[str, Callable[[], Any]] = {
            "search": lambda: requests.begin_search(tx, one, later),
            "offer": lambda: requests.make_offers(
                tx, one, [OfferWanted(p, rank, 50.0) for rank, p in enumerate(self.people[: who + 1], 1)], later
            ),
            "accept": lambda: requests.accept_offer(tx, self.offer(n, person), person, AnsweredBy.APP),
            "decline": lambda: requests.decline_offer(tx, self.offer(n, person), person, "Loin", AnsweredBy.SMS),
            "expire": lambda: requests.expire_offers(tx, later + timedelta(minutes=5)),
            "gone": lambda: requests.withdraw_offers_of(tx, person),
            "give_up": lambda: requests.give_up(tx, one),
            "relaunch": lambda: requests.relaunch(tx, one, By.CLIENT),
            "assign": lambda: requests.assign(tx, one, person),
            "give_back": lambda: requests.give_back(tx, one, By.OPERATOR, "Panne"),
            "cancel": lambda: requests.cancel(tx, one, By.OPERATOR if who else By.CLIENT, "Fin"),
            "complete": lambda: requests.complete(
                tx, one, RequestCompleteIn(outcome=Outcome.FIXED, after_photo_missing_reason="Rien")
            ),
            "reopen": lambda: requests.reopen(tx, one, "Fuit"),
        }
        return verbs[command]

    def offer(self, n: int, person: UUID) -> UUID:
        found = [one["id"] for one in requests.offers_of(self.tx, self.requests[n]) if one["provider_id"] == person]
        return found[-1] if found else new_id()

    def step(self, command: str, n: int, person: UUID) -> None:
        row = requests.get(self.tx, self.requests[n])
        word = MissionStep.ENROUTE if command == "stale" else MissionStep(command)
        said = StepIn(
            id=new_id(), step=word, occurred_at=now(), version=1 if command == "stale" else row["version"],
            bypass_reason="Client absent", reason="Panne", outcome=Outcome.NOT_FIXED, after_photo_missing_reason="Rien",
        )  # fmt: skip
        took = requests.step(self.tx, person, row["id"], said)
        after = requests.get(self.tx, row["id"])
        if took.noted:
            assert after["version"] == row["version"], "a note changes nothing"
        assert (took.state, took.version, took.percent) == (after["state"], after["version"], after["percent"])

    def rows(self) -> list[Any]:
        tables = ("requests", "offers", "status_history", "request_exclusions")
        return [
            self.tx.rows(
                f"SELECT t::text FROM {table} t WHERE t.tenant_id = %s ORDER BY 1",
                (self.tx.tenant_id,),
            )
            for table in tables
        ]

    def check(self) -> None:
        load = dict.fromkeys(self.people, 0)
        for n, request_id in enumerate(self.requests):
            row = requests.get(self.tx, request_id)
            history = self.tx.rows(
                "SELECT * FROM status_history WHERE tenant_id = %s AND request_id = %s ORDER BY received_at, id",
                (self.tx.tenant_id, request_id),
            )
            ids = [one["id"] for one in history]
            assert set(self.seen[n]) <= set(ids), "the history only grows"
            fresh = [one for one in history if one["id"] not in self.seen[n] and one["kind"] == "transition"]
            self.seen[n] = ids
            for one in fresh:
                self.follow(n, one)
            here = step_of(row["state"], row["stage"])
            assert (here, row["percent"]) == (self.steps[n], self.percent[n])
            assert row["provider_id"] == self.holder[n]
            offers = requests.offers_of(self.tx, request_id)
            taken = [one["provider_id"] for one in offers if one["state"] == OfferState.ACCEPTED]
            assert len(taken) <= 1
            if here.state in UNDER_WAY:
                assert taken == [self.holder[n]]
                load[self.holder[n]] += 1  # type: ignore[index]
            still_open = [one for one in offers if one["state"] == OfferState.OPEN]
            assert bool(still_open) == (here.state is RequestState.NOTIFIED), (
                "offers are open while they are waited for"
            )
        assert requests.load(self.tx, self.people) == {one: count for one, count in load.items() if count}

    def follow(self, n: int, moved: dict[str, Any]) -> None:
        """One row of the history, as the model walks along it."""
        to = step_of(moved["to_state"], moved["to_stage"])
        if moved["from_state"] is None:
            assert to == Step(RequestState.RECEIVED)
            return
        origin = step_of(moved["from_state"], moved["from_stage"])
        assert origin == self.steps[n], "a move begins where the one before ended"
        assert By(moved["by"]) in TRANSITIONS[(origin, to)]
        self.steps[n] = to
        self.percent[n] = PERCENT.get((to.state, to.stage), self.percent[n])
        if to.state is RequestState.ACCEPTED:
            self.holder[n] = moved["provider_id"]
        if to.state is RequestState.SEARCH:
            self.holder[n] = None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commands=st.lists(COMMANDS, min_size=5, max_size=30))
def test_whatever_happens_the_table_holds(app: Any, shop: Any, commands: list[tuple[str, int, int]]) -> None:
    tx = Tx(app.state.edge.engine, system_actor(UUID(shop.tenant_id)))
    try:
        world = World(tx)
        world.check()
        for command, n, who in commands:
            world.act(command, n, who)
            world.check()
    finally:
        tx.rollback()


def test_a_whole_life(app: Any, shop: Any) -> None:
    """The model walks the straight way, so that the random ones are known to be able to."""
    with transaction(app, shop.tenant_id) as tx:
        world = World(tx)
        for command in ("search", "offer", "accept", "enroute", "arrived", "diagnostic", "repair", "completed"):
            world.act(command, 0, 0)
            world.check()
        assert world.steps[0] == Step(RequestState.COMPLETED)
        for command in ("reopen", "complete"):
            world.act(command, 0, 0)
            world.check()
        assert world.percent == [100, 5]
