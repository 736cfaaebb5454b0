"""What a worker does for sign-in codes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from digiboost.identity import code_sending
from digiboost.identity.codes import END_CODE, SEND_CODE
from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import task, worker_engine


@task(SEND_CODE)
def run_send_code(code_id: str) -> None:
    send_code(worker_engine(), UUID(code_id))


@task(END_CODE)
def run_end_code(code_id: str) -> None:
    end_code(worker_engine(), UUID(code_id))


def send_code(engine: Engine, code_id: UUID) -> bool:
    """Sends a code to whose address it is, once; False where nobody has it, or somebody sent it already."""
    with Tx(engine, None) as tx:
        waiting = code_sending.to_send(tx, code_id)
    if waiting is None:
        return False
    wanted, owners = waiting
    people = []
    for owner in owners:
        with Tx(engine, system_actor(owner["company_id"])) as tx:
            person = code_sending.candidate(tx, wanted, owner["user_id"])
        if person is not None:
            people.append(person)
    first = code_sending.first_of(people)
    if first is None:
        with Tx(engine, None) as tx:
            code_sending.nobody_has_it(tx, code_id)
        return False
    with Tx(engine, system_actor(first.tenant_id)) as tx:
        return code_sending.tell(tx, code_id, wanted, first)


def end_code(engine: Engine, code_id: UUID) -> None:
    """Empties the message of a code that was used or is over."""
    with Tx(engine, None) as tx:
        ended = code_sending.ended(tx, code_id)
    if ended is not None:
        _empty(engine, ended)


def _empty(engine: Engine, ended: dict[str, Any]) -> None:
    with Tx(engine, system_actor(ended["company_id"])) as tx:
        code_sending.empty(tx, ended)


def look_after_codes(engine: Engine) -> int:
    """Does what a lost wake-up left, and drops what is over; how many there were."""
    with Tx(engine, None) as tx:
        waiting, ended = code_sending.left_over(tx)
    for code_id in waiting:
        send_code(engine, code_id)
    for one in ended:
        _empty(engine, one)
    with Tx(engine, None) as tx:
        code_sending.forget(tx)
    return len(waiting) + len(ended)
