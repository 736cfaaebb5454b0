"""The templates as they are entered at WhatsApp: what it refuses is not proposed, and what we send fits into them."""

from __future__ import annotations

import re

import pytest

from digiboost.notifications.templates import APPROVED_WORDS, GENERAL, Approved, all_templates, to_approve
from digiboost.wiring import wire
from tests.invariants.kit.server import Program

wire()
BUTTON = 20
"""Characters of a quick reply."""


@pytest.mark.parametrize("one", to_approve(), ids=lambda one: one.name)
def test_a_body_is_one_that_whatsapp_takes(one: Approved) -> None:
    assert re.fullmatch(r"[a-z0-9_]{1,512}", one.name)
    assert re.findall(r"\{\{(\d+)\}\}", one.body) == [str(number + 1) for number in range(len(one.parameters))]
    assert not one.body.startswith("{{") and not one.body.endswith("}}")
    assert len(re.sub(r"\{\{\d+\}\}", "", one.body)) <= APPROVED_WORDS
    assert len(one.buttons) <= 3
    assert all(0 < len(label) <= BUTTON for label in one.buttons)


def test_every_name_that_is_sent_is_among_them() -> None:
    names = [one.name for one in to_approve()]
    assert len(set(names)) == len(names)
    sent = {name for one in all_templates() for name in one.whatsapp.values()} | set(GENERAL.values())
    assert sent == set(names)


def test_operators_can_read_them() -> None:
    command = Program("whatsapp-templates")
    assert command.process.wait(60) == 0, command.said()
    said = command.said()
    command.output.close()
    assert "digiboost_alerte_fr  (fr, utility)" in said
    assert "quick replies: Commander | Plus tard | Ignorer" in said
