"""Codes that are sent, against a real server: races, ten thousand guesses, and a clock that tells nothing."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.factories.codes import number, sent_code
from tests.factories.people import Person, open_company
from tests.invariants.kit.database import connect, count
from tests.invariants.kit.server import Server

RACERS, GUESSES = 100, 10_000
VERIFY = "/api/v1/auth/codes/verify"


def with_number(web: httpx.Client) -> tuple[Person, str]:
    phone = number()
    return open_company(web, phone=phone), phone


def tries(phone: str) -> int:
    with connect("admin") as connection:
        [(found,)] = connection.execute("SELECT tries FROM login_codes WHERE address = %s", (phone,)).fetchall()
    return int(found)


def test_a_hundred_racing_verifies_open_one_session(server: Server, web: httpx.Client) -> None:
    person, phone = with_number(web)
    code = sent_code("sign_in", phone, web)
    with ThreadPoolExecutor(RACERS) as pool:
        answers = list(pool.map(lambda _: web.post(VERIFY, json={"phone": phone, "code": code}), range(RACERS)))
    told = Counter((one.status_code, one.json().get("code")) for one in answers)
    assert told == {(200, None): 1, (401, "code_over"): RACERS - 1}
    assert tries(phone) <= 5
    with connect("admin") as connection:
        assert count(connection, "device_sessions", "tenant_id = %s AND days = 30", person.tenant_id) == 1


@pytest.mark.parametrize("guesses", [500, pytest.param(GUESSES, marks=pytest.mark.heavy)])
def test_of_thousands_of_guesses_five_are_judged(server: Server, web: httpx.Client, guesses: int) -> None:
    _, phone = with_number(web)
    code = sent_code("sign_in", phone, web)
    others = [f"{(int(code) + step) % 1_000_000:06d}" for step in range(1, guesses)]

    def guess(text: str) -> tuple[int, str]:
        answer = web.post(VERIFY, json={"phone": phone, "code": text})
        return answer.status_code, answer.json()["code"]

    with ThreadPoolExecutor(40) as pool:
        told = Counter(pool.map(guess, [*others, code]))
    assert told == {(401, "code_wrong"): 4, (401, "code_over"): guesses - 4}, "the fifth says that it was the last"
    assert tries(phone) == 5


def test_a_clock_tells_nobody_whose_number_it_is(server: Server, web: httpx.Client, record_property: Any) -> None:
    """Interleaved, so that both see the same machine; asking and guessing."""
    _, known = with_number(web)
    _check(web, "/api/v1/auth/codes", {"phone": known}, lambda: {"phone": number()}, known, record_property)


def test_nor_whose_e_mail(server: Server, web: httpx.Client, record_property: Any) -> None:
    known = open_company(web).email
    _check(
        web, "/api/v1/auth/recovery", {"email": known}, lambda: {"email": f"{number()[1:]}@example.com"}, known,
        record_property,
    )  # fmt: skip


def _check(web: httpx.Client, path: str, known: dict[str, str], unknown: Any, address: str, note: Any) -> None:
    taken: dict[str, list[float]] = {"known": [], "unknown": []}
    guessed: dict[str, list[float]] = {"known": [], "unknown": []}
    verify = VERIFY if "phone" in known else "/api/v1/auth/recovery/password"
    more = {} if "phone" in known else {"new_password": "Nouveau-mot-2026"}
    for _ in range(150):
        for name, body in (("known", known), ("unknown", unknown())):
            with connect("admin") as connection:
                connection.execute("DELETE FROM login_codes WHERE address = %s", (address,))
            started = time.perf_counter()
            assert web.post(path, json=body).status_code == 202
            taken[name].append(time.perf_counter() - started)
            started = time.perf_counter()
            assert web.post(verify, json={**body, **more, "code": "000000"}).status_code in {200, 401}
            guessed[name].append(time.perf_counter() - started)
    for what, times in (("ask", taken), ("guess", guessed)):
        medians = {name: statistics.median(values) * 1000 for name, values in times.items()}
        gap = abs(medians["known"] - medians["unknown"])
        note(f"{what}_gap_ms", round(gap, 2))
        assert gap < 5
