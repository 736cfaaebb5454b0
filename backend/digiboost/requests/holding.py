"""A transaction of many operations locks first what they will lock, so that nobody waits in a circle.

Everybody takes ids, requests, and then the levels of the products that are used.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.requests import photos_repository, repository


def hold(tx: Tx, claims: Iterable[UUID], request_ids: Iterable[UUID], material_ids: Iterable[UUID] = ()) -> set[UUID]:
    """Before the levels: ``claims`` are the ids of requests that will be opened, ``material_ids`` what will be taken
    back. The products that lie in those."""
    for claim in sorted(set(claims)):
        repository.wait_for_id(tx, claim)
    if wanted := sorted(set(request_ids)):
        repository.lock_requests(tx, wanted)
    return photos_repository.products_of(tx, sorted(set(material_ids)))
