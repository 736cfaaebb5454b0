"""The calendar as a company keeps it: other dates of a feast, feasts that it does not feel, days of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from digiboost.forecasting import repository
from digiboost.forecasting.calendar import FEASTS, SAME_DAYS, Occasion, felt, occasion_of, occasions
from digiboost.forecasting.errors import OccasionKnown
from digiboost.forecasting.schemas import CalendarEntryOut, CalendarEventIn, CalendarEventPatch, CalendarOut
from digiboost.identity.service import company, record_audit
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.rows import find_row, insert_row, update_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.ids import new_id
from digiboost.kernel.text import fold

OWN = "own-"
LONGEST_DAYS = 62
"""What lasts longer is a season, and no occasion."""
_AROUND = timedelta(days=LONGEST_DAYS + SAME_DAYS)


def calendar(tx: Tx, year: int | None) -> CalendarOut:
    """The occasions whose day lies in ``year``, or in the coming 12 months."""
    if year is None:
        first = day_of(now(), company(tx).time_zone)
        until = first + timedelta(days=365)
    else:
        first, until = date(year, 1, 1), date(year, 12, 31)
    events = repository.calendar_events(tx, first - _AROUND, until + _AROUND)
    effects = _effects(tx)
    return CalendarOut.model_construct(
        entries=[
            _out(one, effects)
            for one in occasions(first, until, events)
            if one.day <= until and (one.day >= first if year is not None else one.last >= first)
        ]
    )


def add_event(tx: Tx, wanted: CalendarEventIn) -> CalendarEntryOut:
    """A day of the company's own, or what is true of a feast that year. Raises Invalid, OccasionKnown where somebody
    wrote of that feast before."""
    if wanted.key is None and wanted.name is None:
        raise Invalid("name", "field.missing")
    if wanted.key is not None and wanted.key not in FEASTS:
        raise Invalid("key", "feast_unknown")
    key = wanted.key or own_key(wanted.name or "")
    first, last = _span(key, wanted.first, wanted.last)
    repository.wait_for_calendar(tx)
    _refuse_twice(tx, key, first)
    event_id = new_id()
    row = {
        "id": event_id, "key": key, "name": wanted.name, "starts_on": first, "ends_on": last,
        "is_active": wanted.is_active,
    }  # fmt: skip
    insert_row(tx, "calendar_events", row)
    record_audit(tx, "calendar.added", "calendar_event", event_id, key=key)
    return _out(occasion_of({**row, "version": 1}), _effects(tx))


def edit_event(tx: Tx, event_id: UUID, wanted: CalendarEventPatch) -> CalendarEntryOut:
    """Changes what is given. Raises NotFound, VersionConflict, Invalid, OccasionKnown."""
    changes = wanted.model_dump(exclude_unset=True)
    repository.wait_for_calendar(tx)
    row = _locked(tx, event_id)
    for name, value in changes.items():
        # A feast without a name of its own has the one that everybody knows.
        if value is None and not (name == "name" and row["key"] in FEASTS):
            raise Invalid(name, "field.missing")
    after = {**row, **{_COLUMNS.get(name, name): value for name, value in changes.items()}}
    if after["key"] not in FEASTS:
        after["key"] = own_key(after["name"] or "")
    after["starts_on"], after["ends_on"] = _span(after["key"], after["starts_on"], after["ends_on"])
    if "first" in changes:
        _refuse_twice(tx, after["key"], after["starts_on"], besides=event_id)
    changed = {name: after[name] for name in ("key", "name", "starts_on", "ends_on", "is_active")}
    update_row(tx, "calendar_events", event_id, changed)
    record_audit(tx, "calendar.edited", "calendar_event", event_id, fields=sorted(changes))
    return _out(occasion_of({**after, "version": row["version"] + 1}), _effects(tx))


def delete_event(tx: Tx, event_id: UUID) -> None:
    """A feast falls back to its computed days. Raises NotFound, VersionConflict."""
    row = _locked(tx, event_id)
    repository.delete_event(tx, event_id)
    record_audit(tx, "calendar.deleted", "calendar_event", event_id, key=row["key"])


def own_key(name: str) -> str:
    """The key of a day of the company's own: days of one name teach each other, whatever its case and accents."""
    return OWN + re.sub(r"[\W_]+", "-", fold(name)).strip("-")


_COLUMNS = {"first": "starts_on", "last": "ends_on"}


def _locked(tx: Tx, event_id: UUID) -> dict[str, Any]:
    row = find_row(tx, "calendar_events", event_id, lock=True)
    if row is None:
        raise NotFound
    check_version(tx, row["version"])
    return row


def _span(key: str, first: date, last: date) -> tuple[date, date]:
    """The days on which the shop feels it: who names a single day of a feast names the feast itself."""
    if last < first:
        raise Invalid("last", "last_before_first")
    if (last - first).days >= LONGEST_DAYS:
        raise Invalid("last", "occasion_too_long")
    if first == last and key in FEASTS:
        before, after = felt(key)
        return first - timedelta(days=before), last + timedelta(days=after)
    return first, last


def _refuse_twice(tx: Tx, key: str, first: date, besides: UUID | None = None) -> None:
    """One word on each date of a feast: wages come every month, the other feasts once a year."""
    if key not in FEASTS:
        return
    apart = timedelta(days=14 if key == "pay" else SAME_DAYS)
    for row in repository.calendar_events(tx, first - _AROUND, first + _AROUND):
        if row["key"] == key and row["id"] != besides and abs(row["starts_on"] - first) <= apart:
            raise OccasionKnown


def _effects(tx: Tx) -> Mapping[str, float]:
    """What past sales showed the last night, by key."""
    nights = repository.runs(tx, "night")
    return nights[0]["effects"] if nights else {}


def _out(one: Occasion, effects: Mapping[str, float]) -> CalendarEntryOut:
    event = one.event or {}
    return CalendarEntryOut.model_construct(
        id=event.get("id"),
        key=one.key,
        name=event.get("name"),
        day=one.day,
        first=one.first,
        last=one.last,
        is_active=one.is_active,
        effect=effects.get(one.key),
        version=event.get("version"),
    )
