"""The real worker, with one reaction more: slow enough to be killed in the middle, and easy to count."""

from __future__ import annotations

from typing import Any

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.events import Event, Reaction, reactions
from digiboost.kernel.ids import new_id

NAME = "invariants.slow"


class Happened(Event):
    type = "invariants.happened"


def act(tx: Tx, payload: dict[str, Any]) -> None:
    """Leaves a row for each time that it acts."""
    tx.run(
        "INSERT INTO categories (tenant_id, id, name, name_key, created_at, updated_at, version)"
        " VALUES (%(tenant)s, %(id)s, %(name)s, %(key)s, %(at)s, %(at)s, 1)",
        {"tenant": tx.tenant_id, "id": new_id(), "name": payload["number"], "key": str(new_id()), "at": now()},
    )
    tx.value("SELECT pg_sleep(%s)::text", (payload["seconds"],))


def register() -> None:
    if all(reaction.name != NAME for reaction in reactions.all()):
        reactions.add(Reaction(NAME, Happened.type, act))


def main() -> None:
    from digiboost.worker import celery_app

    register()
    celery_app.worker_main(["worker", "-Q", "default", "-c", "2", "-l", "WARNING", "--without-mingle"])


if __name__ == "__main__":
    main()
