"""The project's own static rules, which ``make check`` runs too, and proof that they see what they look for."""

from __future__ import annotations

import ast

from digiboost.tables import metadata
from tools import check_contract, check_rooms


def test_the_rooms_keep_their_rules() -> None:
    assert check_rooms.findings() == []


def test_the_contract_keeps_its_rules() -> None:
    assert check_contract.findings() == []


def test_the_rules_see_what_they_look_for() -> None:
    tree = ast.parse(
        "def sell(tx):\n"
        "    tx.commit()\n"
        "    with Tx(make_engine(url), actor) as other:\n"
        "        other.rollback()\n"
        "        other.rows('SELECT * FROM products WHERE id = %s')\n"
        "        other.rows(f'SELECT {columns} FROM products WHERE tenant_id = %s')\n"
        "lines = relationship('SaleLine')\n"
        "@router.get('/x')\n"
        "async def x(): ...\n"
    )
    seen = [
        *check_rooms._transactions("sales/service.py", tree),
        *check_rooms._relationships("sales/models.py", tree),
        *check_rooms._statements("sales/repository.py", tree, frozenset(metadata.tables)),
        *check_rooms._endpoints("sales/endpoints.py", tree),
    ]
    assert sorted({line for line, _ in seen}) == [2, 3, 4, 5, 7, 9]
