"""What changed goes out: everything at first, in pages, and then what the feed of changes names."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from digiboost.kernel import changes
from digiboost.kernel.changes import Head
from digiboost.kernel.db.tx import Tx
from digiboost.notifications import service as notifications
from digiboost.sync import feed
from digiboost.sync.feed import Rows
from digiboost.sync.kinds import Kind


@dataclass(frozen=True)
class Place:
    """How far a phone has come. While it reads for the first time, ``seq`` is where the feed stood when it began,
    and ``after`` the kind and the id of the last row that it has; afterwards it has everything up to the change
    ``seq``, and where that one was cut, of it the entities up to ``after``."""

    form: str
    epoch: int
    seq: int
    first: bool
    after: tuple[str, UUID] | None = None

    def write(self) -> str:
        kind, last = (None, None) if self.after is None else (self.after[0], self.after[1].hex)
        parts = [self.form, self.epoch, self.seq, int(self.first), kind, last]
        text = json.dumps(parts, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, cursor: str | None) -> Self | None:
        """None for a text that is none of ours: whoever holds it begins anew."""
        try:
            raw = base64.urlsafe_b64decode((cursor or "") + "=" * (-len(cursor or "") % 4))
            form, epoch, seq, first, kind, after = json.loads(raw)
            at = None if kind is None or after is None else (str(kind), UUID(hex=after))
            return cls(str(form), int(epoch), int(seq), bool(first), at)
        except (ValueError, TypeError, AttributeError, OverflowError):
            return None

    def stands(self, form: str, head: Head) -> bool:
        """Whether the phone can go on from here. A feed that is behind what was seen is another one: the database
        was put back to an earlier day."""
        return self.form == form and self.epoch == head.epoch and self.seq <= head.seq


class Page:
    """An answer while it is filled. ``unread`` rides along: a phone that asks what changed need not ask for its
    inbox besides."""

    def __init__(self, unread: int) -> None:
        self._unread = unread
        self._tables: list[str] = []
        self._gone: dict[str, list[str]] = {}

    def add(self, kind: Kind, rows: Rows) -> None:
        if rows.ids:
            columns = json.dumps(list(kind.columns), separators=(",", ":"))
            self._tables.append(f'"{kind.name}":{{"columns":{columns},"rows":{rows.text}}}')

    def miss(self, kind: Kind, ids: list[UUID]) -> None:
        if ids:
            self._gone[kind.name] = [str(one) for one in ids]

    def json(self, place: Place, *, more: bool, reset: bool) -> bytes:
        gone = json.dumps(self._gone, separators=(",", ":"))
        return (
            f'{{"cursor":"{place.write()}","more":{json.dumps(more)},"reset":{json.dumps(reset)},'
            f'"tables":{{{",".join(self._tables)}}},"gone":{gone},"unread":{self._unread}}}'
        ).encode()


def pull(tx: Tx, cursor: str | None, limit: int) -> bytes:
    """The next ``limit`` rows, or changed entities, as finished JSON (``schemas.PullOut``).

    The head is read before any row: what is committed meanwhile may be shown now and is named again later,
    never missed.
    """
    head, form = changes.head(tx), feed.form(tx)
    place = Place.read(cursor)
    tx.notes[changes.STANDS] = head.seq if place is None or not place.first else place.seq
    if place is None or not place.stands(form, head):
        return _everything(tx, Place(form, head.epoch, head.seq, first=True), head, limit, reset=True)
    if place.first:
        return _everything(tx, place, head, limit, reset=False)
    return _changed(tx, place, head, limit)


def _everything(tx: Tx, place: Place, head: Head, limit: int, *, reset: bool) -> bytes:
    page, left = Page(notifications.unread(tx)), limit
    kinds = feed.visible(tx.actor)
    names = list(kinds)
    last_kind, last_id = place.after or (None, None)
    if last_kind in kinds:
        names = names[names.index(last_kind) :]
    for name in names:
        rows = feed.page(tx, kinds[name], last_id if name == last_kind else None, left)
        page.add(kinds[name], rows)
        left -= len(rows.ids)
        if left == 0:
            return page.json(replace(place, after=(name, rows.ids[-1])), more=True, reset=reset)
    done = Place(place.form, place.epoch, place.seq, first=False)
    return page.json(done, more=head.seq > place.seq, reset=reset)


def _changed(tx: Tx, place: Place, head: Head, limit: int) -> bytes:
    page = Page(notifications.unread(tx))
    found = changes.since(tx, place.seq, limit + 1, place.after)
    more, found = len(found) > limit, found[:limit]
    named: dict[str, list[UUID]] = {}
    for change in found:
        named.setdefault(change.kind, []).append(change.entity_id)
    for kind in feed.visible(tx.actor).values():
        ids = feed.behind(tx, kind, named)
        if not ids:
            continue
        rows = feed.rows(tx, kind, ids)
        page.add(kind, rows)
        there = set(rows.ids)
        page.miss(kind, feed.lost(tx, kind, [one for one in ids if one not in there]))
    if more:
        last = found[-1]
        following = replace(place, seq=last.seq, after=(last.kind, last.entity_id))
    else:
        following = replace(place, seq=max([head.seq, *(change.seq for change in found[-1:])]), after=None)
    return page.json(following, more=more, reset=False)
