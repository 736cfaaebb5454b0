"""The table of moves against everybody who might make them: from every step to every step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import DomainError
from digiboost.kernel.ids import new_id
from digiboost.requests import moving
from digiboost.requests import service as requests
from digiboost.requests.types import PERCENT, TRANSITIONS, By, OfferWanted, RequestState, Stage, Step, step_of
from tests.factories.services import asked, goer, offered, service, signed_in, zone
from tests.factories.stock import transaction

STEPS = [*(Step(state) for state in RequestState if state is not RequestState.STARTED)] + [
    Step(RequestState.STARTED, stage) for stage in Stage
]


def name_of(step: Step) -> str:
    return step.state.value if step.stage is None else step.stage.value


class Scene:
    """A company with a provider who has the mission, another who has not, and everybody else."""

    def __init__(self, app: Any, shop: Any) -> None:
        self.app, self.shop = app, shop
        self.mine, self.mine_id = signed_in(shop)
        self.other, self.other_id = signed_in(shop, "Awa Diop")
        self.viewer = shop.colleague("viewer")
        shop.patch("/requests/settings", {"start_code_required": False})
        with transaction(app, shop.tenant_id) as tx:
            self.service, self.zone = service(tx), zone(tx)

    def at(self, step: Step) -> UUID:
        """A request that stands there, with what stands there beside it; straight into the table."""
        with transaction(self.app, self.shop.tenant_id) as tx:
            if step.state is RequestState.NOTIFIED:
                return offered(tx, self.service, self.zone, [self.mine_id])[0]
            request_id = asked(tx, self.service, self.zone)
            has_somebody = step.state in {
                RequestState.ACCEPTED, RequestState.ENROUTE, RequestState.ARRIVED, RequestState.STARTED,
                RequestState.COMPLETED,
            }  # fmt: skip
            if has_somebody:
                requests.assign(tx, request_id, self.mine_id)
            tx.run(
                "UPDATE requests SET state = %s, stage = %s, percent = %s, completed_at = %s, provider_id = %s"
                " WHERE tenant_id = %s AND id = %s",
                (
                    step.state.value, None if step.stage is None else step.stage.value,
                    PERCENT.get((step.state, step.stage), 15), now() if step.state is RequestState.COMPLETED else None,
                    self.mine_id if has_somebody else None, tx.tenant_id, request_id,
                ),
            )  # fmt: skip
            return request_id

    def where(self, request_id: UUID) -> tuple[Step, dict[str, Any]]:
        with transaction(self.app, self.shop.tenant_id) as tx:
            row = requests.get(tx, request_id)
            moved = tx.row(
                "SELECT * FROM status_history WHERE tenant_id = %s AND request_id = %s AND kind = 'transition'"
                " ORDER BY received_at DESC, id DESC LIMIT 1",
                (tx.tenant_id, request_id),
            )
        assert moved is not None
        return step_of(row["state"], row["stage"]), moved

    def inside(self, act: Callable[[Tx], Any]) -> None:
        """What happens in the system; refusals are what is looked for."""
        try:
            with transaction(self.app, self.shop.tenant_id) as tx:
                act(tx)
        except DomainError:
            return

    def tell(self, who: Any, request_id: UUID, step: str) -> None:
        body = {
            "id": str(new_id()), "step": step, "version": 99, "occurred_at": now().isoformat(), "reason": "Panne",
            "outcome": "fixed", "after_photo_missing_reason": "Pas d'appareil",
        }  # fmt: skip
        who.post(f"/missions/{request_id}/steps", body)

    def attempts(self, by: str, to: Step, request_id: UUID) -> None:
        """Everything that somebody can try to lead a request to ``to``."""
        state = to.state
        path = f"/requests/{request_id}"
        if by in ("mine", "other"):
            who = self.mine if by == "mine" else self.other
            words = {
                Step(RequestState.ENROUTE): "enroute", Step(RequestState.ARRIVED): "arrived",
                Step(RequestState.STARTED, Stage.DIAGNOSTIC): "diagnostic",
                Step(RequestState.STARTED, Stage.REPAIR): "repair", Step(RequestState.COMPLETED): "completed",
                Step(RequestState.SEARCH): "give_back",
            }  # fmt: skip
            if to in words:
                self.tell(who, request_id, words[to])
            if state is RequestState.ACCEPTED:
                with transaction(self.app, self.shop.tenant_id) as tx:
                    offers = requests.offers_of(tx, request_id)
                for offer in offers:
                    who.post(f"/missions/offers/{offer['id']}/accept")
            for method, where, body in self._of_the_company(path, to):
                who.request(method, where, json=body)
        elif by in ("operator", "viewer"):
            person = self.shop if by == "operator" else self.viewer
            for method, where, body in self._of_the_company(path, to):
                person.request(method, where, json=body)
            if by == "viewer":
                self.tell(person, request_id, "enroute")
        elif by == "client":
            token = self.shop.post(f"{path}/link").json()["url"].rsplit("/", 1)[1]
            public = f"/api/v1/public/requests/{token}"
            if state is RequestState.CANCELLED:
                self.shop.client.post(f"{public}/cancel", json={})
            if state is RequestState.SEARCH:
                self.shop.client.post(f"{public}/relaunch")
        elif by == "system":
            later = now() + timedelta(minutes=5)
            if state is RequestState.SEARCH:
                self.inside(lambda tx: requests.begin_search(tx, request_id, later))
                self.inside(lambda tx: requests.withdraw_offers_of(tx, self.mine_id))
            if state is RequestState.NOTIFIED:
                wanted = [OfferWanted(self.mine_id, 1, 90.0)]
                self.inside(lambda tx: requests.make_offers(tx, request_id, wanted, later))
            if state is RequestState.NO_PROVIDER:
                self.inside(lambda tx: requests.give_up(tx, request_id))
        elif by == "escalation" and state is RequestState.SEARCH:
            self.inside(lambda tx: requests.give_back(tx, request_id, By.ESCALATION, "Trop long"))
        if by in ("client", "operator", "system", "escalation"):
            # And past every verb, at the machine itself.
            self.inside(lambda tx: self._straight(tx, request_id, to, By(by)))

    def _straight(self, tx: Tx, request_id: UUID, to: Step, by: By) -> None:
        row = moving.locked(tx, request_id)
        if moving.may_move(row, to, by):
            return
        moving.move(tx, row, to, by)

    def _of_the_company(self, path: str, to: Step) -> list[tuple[str, str, dict[str, Any] | None]]:
        match to.state:
            case RequestState.SEARCH:
                return [
                    ("POST", f"{path}/relaunch", None),
                    ("POST", f"{path}/give-back", {"reason": "Panne"}),
                ]
            case RequestState.CANCELLED:
                return [("POST", f"{path}/cancel", {"reason": "Doublon"})]
            case RequestState.COMPLETED:
                body = {"outcome": "fixed", "after_photo_missing_reason": "Pas d'appareil"}
                return [("POST", f"{path}/complete", body)]
            case RequestState.STARTED if to.stage is Stage.REPAIR:
                return [("POST", f"{path}/reopen", {"reason": "Fuit"})]
            case _:
                return []


WHO: dict[str, By | None] = {
    "mine": By.PROVIDER, "other": None, "operator": By.OPERATOR, "viewer": None, "client": By.CLIENT,
    "system": By.SYSTEM, "escalation": By.ESCALATION,
}  # fmt: skip
BY_WORD = {
    # Accepting and offering for the company go by one verb that makes both moves: see test_assigning.
    ("operator", RequestState.NOTIFIED), ("operator", RequestState.ACCEPTED),
}  # fmt: skip


@pytest.fixture(scope="module")
def scene(client: Any, app: Any) -> Scene:
    from tests.factories.people import open_company

    return Scene(app, open_company(client))


@pytest.mark.parametrize("to", STEPS, ids=name_of)
@pytest.mark.parametrize("origin", STEPS, ids=name_of)
def test_only_the_table_moves(scene: Scene, origin: Step, to: Step) -> None:
    for by, role in WHO.items():
        request_id = scene.at(origin)
        before = scene.where(request_id)[1]["id"]
        scene.attempts(by, to, request_id)
        there, moved = scene.where(request_id)
        may = role is not None and role in TRANSITIONS.get((origin, to), frozenset())
        if may and (by, to.state) not in BY_WORD:
            assert there == to, f"{by} cannot lead it there"
            assert (moved["from_state"], moved["to_state"], moved["by"]) == (
                origin.state, to.state, role,
            ), by  # fmt: skip
        elif there != origin or moved["id"] != before:
            made = step_of(moved["from_state"], moved["from_stage"]), step_of(moved["to_state"], moved["to_stage"])
            # The same verb may lead elsewhere, as far as the table lets it.
            assert role is not None and role in TRANSITIONS[made], (by, made)
        if there.state is RequestState.ENROUTE:
            # One way at a time: the next one begins from nobody's.
            scene.shop.post(f"/requests/{request_id}/cancel", {"reason": "Fin"})


def test_assigning(scene: Scene) -> None:
    """The company's own way: every move that it is made of is in the table, and in the history."""
    for origin in STEPS:
        request_id = scene.at(origin)
        answer = scene.shop.post(f"/requests/{request_id}/assign", {"provider_id": str(scene.other_id)})
        history = scene.shop.get(f"/requests/{request_id}").json()["history"]
        moves = [one for one in history if one["kind"] == "transition" and one["from_state"] is not None]
        for one in moves:
            made = step_of(one["from_state"], one["from_stage"]), step_of(one["to_state"], one["to_stage"])
            assert By(one["by"]) in TRANSITIONS[made], (origin, made)
        possible = origin.state in {
            RequestState.RECEIVED, RequestState.SEARCH, RequestState.NOTIFIED, RequestState.NO_PROVIDER,
            RequestState.ACCEPTED, RequestState.ENROUTE,
        }  # fmt: skip
        assert (answer.status_code == 200) == possible, (origin, answer.text)
        if possible:
            assert answer.json()["provider_name"] == "Awa Diop"
            accepted = [offer for offer in answer.json()["offers"] if offer["state"] == "accepted"]
            assert [offer["provider_name"] for offer in accepted] == ["Awa Diop"]


def test_percent_follows_the_state(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff, one = service(tx), zone(tx), goer(tx)
        request_id = asked(tx, plumbing, yoff)
        requests.assign(tx, request_id, one)
        row = requests.cancel(tx, request_id, By.OPERATOR, "Doublon")
        assert (row["state"], row["percent"]) == ("cancelled", 40)
