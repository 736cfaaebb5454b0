"""What is kept right of requests when nobody asks: who leaves, parts of pictures that never came, and the night."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import UUID

from digiboost.customers.service import ERASED
from digiboost.identity.service import company
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.files import path_of
from digiboost.requests import moving, repository, upkeep_repository
from digiboost.requests.errors import ClientWaits, ProviderBusy
from digiboost.requests.photos import ROOM

UNFINISHED_DAYS = 30
"""How long a picture may be on its way: a phone may be without a network for weeks."""


def let_customer_go(tx: Tx, customer_id: UUID) -> None:
    """Before a customer is deleted: raises ClientWaits while something is done for them; else what requests that are
    over say of the person is removed, and the requests stay."""
    if upkeep_repository.waits(tx, customer_id):
        raise ClientWaits
    name = ERASED.get(company(tx).language, ERASED["en"])
    moving.touch(tx, upkeep_repository.erase(tx, customer_id, name, now()))


def let_provider_go(tx: Tx, provider_id: UUID) -> None:
    """Before a provider is deleted: raises ProviderBusy while they have a mission."""
    if repository.load(tx, [provider_id]):
        raise ProviderBusy


def forget(tx: Tx) -> list[str]:
    """Removes pictures that never came whole."""
    for photo_id in upkeep_repository.drop_unfinished(tx, now() - timedelta(days=UNFINISHED_DAYS)):
        parts = path_of(tx.tenant_id, ROOM, f"{photo_id}.parts")
        tx.after_commit(f"photo:{photo_id}", partial(parts.unlink, missing_ok=True))
    return []


def drift(tx: Tx) -> list[str]:
    """Where a request differs from what it follows from: its last move, its accepted offer, its materials; empty when
    all is well."""
    return [
        f"request {row['number']}: {row['state']} at {row['percent']} %, its history says {row['moved_to']}"
        for row in upkeep_repository.off_their_history(tx)
    ] + [
        f"request {row['number']}: materials of {row['materials_amount']}, their sum is {row['summed']}"
        for row in upkeep_repository.off_their_materials(tx)
    ] + [
        f"request {row['number']}: {row['state']}, and its accepted offer is another provider's or none"
        for row in upkeep_repository.off_their_offers(tx)
    ]  # fmt: skip
