"""What we say exists in both languages, with the same holes, and is what the code asks for."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digiboost.alerts.types import Answer, RuleType
from digiboost.assistant import wording
from digiboost.assistant.grammar import COMMANDS, PHRASES
from digiboost.notifications import sms
from tests.assistant.chat import Phone, phone_of, product
from tests.factories.people import Person

ROOM = Path(wording.__file__).parent


@pytest.mark.parametrize("code", wording.SAID)
def test_both_languages_say_the_same(code: str) -> None:
    french, english = wording.SAID[code]
    holes = [set(re.findall(r"\{(\w+)\}", text)) for text in (french, english)]
    assert holes[0] == holes[1]
    assert french.count(" | ") == english.count(" | ") <= 1
    filled = wording.say(code, "fr", **dict.fromkeys(holes[0], "{x}"))
    assert filled.count("{x}") == len(re.findall(r"\{\w+\}", french)), "a value is never read as a hole"


def test_every_text_is_said_and_every_text_that_is_said_exists() -> None:
    said: set[str] = set()
    for file in ROOM.glob("*.py"):
        if file.name != "wording.py":
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in wording.SAID:
                    said.add(node.value)
    # By the state of a level.
    said |= {"stock.rupture", "stock.low"}
    assert set(wording.SAID) - said == set()


def test_every_kind_and_answer_has_its_words() -> None:
    assert set(wording.RULES) == set(RuleType)
    assert set(wording.ANSWERS) == set(Answer)


def test_fixed_texts_fit_two_messages_by_sms() -> None:
    for french, english in wording.SAID.values():
        for text in (french, english):
            assert sms.parts(sms.plain(re.sub(r"\{\w+\}", "Boutique Awa", text))) <= 2, text


@pytest.mark.parametrize(
    ("milli", "unit", "said"),
    [
        (1000, "sac", "1 sac"), (2000, "sac", "2 sacs"), (1500, "kg", "1,5 kg"), (12_000, "kg", "12 kg"),
        (-3000, "unité", "-3 unités"), (2000, "boîte", "2 boîtes"), (2000, "colis", "2 colis"), (0, "sac", "0 sac"),
        (2000, "carton de 12", "2 carton de 12"), (2000, "", "2"),
    ],
)  # fmt: skip
def test_an_amount_has_its_unit(milli: int, unit: str, said: str) -> None:
    assert wording.amount(milli, unit, "fr") == said


@pytest.fixture(scope="module")
def phone(client: Any) -> Phone:
    from tests.factories.people import open_company

    shop: Person = open_company(client)
    for name in ("Riz brisé 25 kg", "Riz parfumé", "Sucre {x} 1 kg"):
        product(shop, name)
    return phone_of(shop)


SCRAPS = st.sampled_from(
    [*PHRASES, *COMMANDS, "riz", "sucre", "3", "1,5", "à 500", "25kg", "{text}", "%s", "\x00", "\ud800"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=80), st.lists(SCRAPS, max_size=5).map(" ".join)))
def test_whatever_is_written_is_dealt_with(phone: Phone, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("digiboost.assistant.hearing.MESSAGES_AN_HOUR", 10**6)
    phone.write(text)
