"""Providers as they are shown: the list, one of them, and what other rooms ask."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from digiboost.identity.service import company, people_to_tell
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.http.json_lists import search_words, typed_key
from digiboost.kernel.http.pagination import Page, decode_cursor, encode_cursor
from digiboost.notifications.types import Recipient
from digiboost.providers import repository
from digiboost.providers.presence import instant
from digiboost.providers.schemas import ProviderDetail, ProviderOut, ProviderSort
from digiboost.providers.types import ProviderCard

loads: list[Callable[[Tx, Collection[UUID]], Mapping[UUID, int]]] = []
"""How many missions each of these providers has now; higher rooms are joined by ``wiring``, and who is not named has
none."""


def load_of(tx: Tx, provider_ids: Collection[UUID]) -> dict[UUID, int]:
    """Missions under way of each; zero is said, too."""
    total = dict.fromkeys(provider_ids, 0)
    for ask in loads:
        for provider_id, load in ask(tx, provider_ids).items():
            total[provider_id] += load
    return total


def providers(
    tx: Tx,
    *,
    search: str | None,
    service_id: UUID | None,
    zone_id: UUID | None,
    available: bool | None,
    sort: ProviderSort,
    limit: int,
    cursor: str | None,
) -> Page[ProviderOut]:
    """Raises CursorInvalid."""
    wanted = {
        "search": search_words(search) if search else None,
        "service_id": service_id,
        "zone_id": zone_id,
        "available": available,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    then, seen = instant(tx), decode_cursor(cursor, sort, 2)
    if sort is ProviderSort.LOAD:
        # Who has how many missions is known above: everybody who agrees is counted, and the page is cut from that.
        everybody = [row[0] for row in repository.matching(tx, then, given, "name", None, None)]
        counted = load_of(tx, everybody)
        ordered: list[tuple[UUID, Any]] = sorted(counted.items(), key=lambda item: (item[1], item[0]))
        if seen is not None:
            load, last = typed_key(seen, "bigint")
            ordered = [(one, key) for one, key in ordered if (key, one) > (load, last)]
        found = ordered[: limit + 1]
    else:
        kind = "text" if sort is ProviderSort.NAME else "bigint"
        after = None if seen is None else typed_key(seen, kind)
        found = repository.matching(tx, then, given, sort, None if after is None else (after[0], after[1]), limit + 1)
        counted = load_of(tx, [row[0] for row in found[:limit]])
    following = None
    if len(found) > limit:
        found = found[:limit]
        following = encode_cursor(sort, [found[-1][1], str(found[-1][0])])
    shown = repository.shown(tx, then, [row[0] for row in found])
    items = [ProviderOut(**shown[one], load=counted[one]) for one, _ in found if one in shown]
    return Page(items=items, next_cursor=following)


def detail(tx: Tx, provider_id: UUID) -> ProviderDetail:
    """Raises NotFound."""
    row = repository.detail(tx, instant(tx), provider_id)
    if row is None:
        raise NotFound
    return ProviderDetail(**row, zones=row["zone_ids"], load=load_of(tx, [provider_id])[provider_id])


def card(tx: Tx, provider_id: UUID) -> ProviderCard:
    """What a client may see of who comes. Raises NotFound."""
    row = repository.card(tx, provider_id)
    if row is None:
        raise NotFound
    count = row["rating_count"]
    rating = round(row["rating_sum"] / count, 2) if count else None
    return ProviderCard(provider_id, row["name"], row["phone"], rating, count, row["photo"] is not None)


def recipient(tx: Tx, provider_id: UUID) -> Recipient:
    """Where a provider is reached: as the person who signs in where there is one, on the telephone of the profile
    otherwise. Raises NotFound."""
    row = repository.card(tx, provider_id)
    if row is None:
        raise NotFound
    people = people_to_tell(tx, (), [row["user_id"]]) if row["user_id"] is not None else []
    if people:
        return replace(people[0], phone=people[0].phone or row["phone"] or None)
    here = company(tx)
    return Recipient(None, row["name"], "en" if here.language == "en" else "fr", here.time_zone, row["phone"] or None)
