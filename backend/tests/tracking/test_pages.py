"""The pages of clients, as far as they are pure: every state says something, nothing that is typed becomes markup."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digiboost.kernel.i18n import LANGUAGES, Language
from digiboost.requests.types import RequestState, Stage
from digiboost.tracking.pages import ask, follow, layout
from digiboost.tracking.pages.follow import Expected, Followed, Happened, Who

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
WHO = Who("Serge Mbarga", "+237690000123", 4.6, 23, False)
SEEN = Followed(
    company="Dépann'Express", company_phone="+237690000000", language="fr", time_zone="Africa/Douala", currency="XAF",
    exponent=0, token="abc.def", number=128, service="Plomberie", state="provider_enroute", stage=None, percent=55,
    opened_at=NOW - timedelta(minutes=50), provider=WHO,
    expected=Expected(NOW + timedelta(minutes=18), NOW + timedelta(minutes=12), NOW + timedelta(minutes=27), False),
    code="4821", quote=None, amount=None, materials=0, fee=2000, not_fixed=False, can_cancel=True, can_relaunch=False,
    can_rate=False, stars=None, history=[Happened("provider_search", None, NOW - timedelta(minutes=49))],
)  # fmt: skip
STATES = [
    (state, stage) for state in RequestState for stage in (list(Stage) if state is RequestState.STARTED else [None])
]


class Read(HTMLParser):
    """What a browser makes of a page: its tags with their attributes, and the words between them."""

    VOID = frozenset({"meta", "link", "img", "input", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def whole(seen: Followed) -> str:
    return layout.page(
        seen.language, follow.title(seen), seen.company, "", live=follow.living(seen, NOW), other="?l=en"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("state", "stage"), STATES)
def test_every_state_says_where_the_request_stands(
    state: RequestState, stage: Stage | None, language: Language
) -> None:
    seen = replace(SEEN, state=state.value, stage=stage and stage.value, language=language)
    page = Read(whole(seen))
    assert page.open == []
    assert [attrs["lang"] for tag, attrs in page.tags if tag == "html"] == [language]
    assert sum(tag == "h1" for tag, _ in page.tags) == 1
    assert follow.headline(seen) in page.text
    assert "{" not in page.text.split("(function")[0].split("}")[-1]


def test_a_page_is_small_and_asks_nobody_else_for_anything() -> None:
    text = whole(SEEN)
    assert len(gzip.compress(text.encode())) < 6_000
    assert len(text) < 20_000
    sources = [
        attrs.get("src") or attrs.get("href") or ""
        for tag, attrs in Read(text).tags
        if tag in ("img", "link", "script")
    ]
    assert all(source == "" or source.startswith(("/suivi/", "data:", "tel:")) for source in sources)
    assert "'unsafe-inline'" not in layout.POLICY.split("script-src")[1].split(";")[0]


def test_the_code_is_shown_until_the_work_begins_and_not_before_somebody_comes() -> None:
    shown = {
        state
        for state, stage in STATES
        if "4821" in whole(replace(SEEN, state=state.value, stage=stage and stage.value))
    }
    assert shown == {RequestState.ACCEPTED, RequestState.ENROUTE, RequestState.ARRIVED}


def test_what_is_late_says_so_and_names_no_hour() -> None:
    assert SEEN.expected is not None
    page = Read(whole(replace(SEEN, expected=replace(SEEN.expected, is_late=True)))).text
    assert "Du retard" in page
    assert "Arrivée prévue" not in page


def test_hours_are_those_of_the_company() -> None:
    assert "entre 10:42 et 10:57" in Read(whole(SEEN)).text
    late = replace(SEEN, expected=Expected(*(NOW + timedelta(days=one) for one in (1, 1, 9)), is_late=False))
    assert "entre demain 10:30 et le 05/12/2026 à 10:30" in Read(whole(late)).text


def test_one_search_is_one_line_and_who_gave_it_back_is_not_named_as_who_comes() -> None:
    way = ["provider_search", "provider_notified", "provider_search", "provider_notified", "provider_accepted",
           "provider_search", "provider_notified", "provider_accepted"]  # fmt: skip
    moves = [Happened(state, None, NOW - timedelta(minutes=40 - number)) for number, state in enumerate(way)]
    text = Read(whole(replace(SEEN, history=moves))).text
    assert text.count("Recherche lancée") == text.count("Nouvelle recherche") == 1
    assert text.count("Quelqu’un a accepté") == text.count("Serge Mbarga a accepté") == 1
    gone = replace(SEEN, state="cancelled", provider=None, history=moves)
    assert Read(whole(gone)).text.count("Quelqu’un a accepté") == 2


@pytest.mark.parametrize(
    ("days", "said", "in_english"),
    [(0, "10:30", "10:30"), (1, "hier 10:30", "yesterday 10:30"), (23, "03/11 10:30", "3 Nov 10:30")],
)
def test_what_is_past_is_told_briefly(days: int, said: str, in_english: str) -> None:
    moves = [Happened("provider_search", None, NOW - timedelta(days=days))]
    for language, expected in zip(LANGUAGES, (said, in_english), strict=True):
        page = whole(replace(SEEN, language=language, opened_at=NOW, history=moves))
        assert f">{expected}</time>" in page


def test_money_is_whole_francs_of_the_company() -> None:
    paid = replace(SEEN, state="service_completed", amount=12500, materials=3000)
    assert "15\u202f500\u00a0F CFA" in "".join(Read(whole(paid)).words)
    assert "dont matériel" in Read(whole(paid)).text
    assert "annuler coûte 2 000 F CFA" in Read(whole(SEEN)).text.replace("\u202f", " ").replace("\u00a0", " ")


ODD = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{company}",
        "{0}",
        "' onfocus='alert(1)",
        "%s",
        "&lt;b&gt;",
    ]
)


@settings(deadline=None)
@given(name=ODD, company=ODD, service=ODD, token=ODD)
def test_nothing_that_is_typed_becomes_markup(name: str, company: str, service: str, token: str) -> None:
    plain = Read(whole(SEEN))
    seen = replace(SEEN, provider=replace(WHO, name=name), company=company, service=service, token=token)
    page = Read(whole(seen))
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain.tags]
    assert [sorted(attrs) for _, attrs in page.tags] == [sorted(attrs) for _, attrs in plain.tags]
    assert " ".join(company.split()) in page.text


ONE = UUID(int=1)
ASKING = ask.Asking("Dépann'Express", "depann", "fr", "XAF", [(ONE, "Plomberie")], [(UUID(int=2), "Akwa")])


def test_every_field_of_the_form_has_a_label() -> None:
    html = layout.page("fr", "Demander", ASKING.company, ask.body(ASKING))
    read = Read(html)
    assert read.open == []
    fields = [attrs for tag, attrs in read.tags if tag in ("input", "select", "textarea")]
    labelled = {attrs.get("for") for tag, attrs in read.tags if tag == "label"}
    for attrs in fields:
        assert attrs.get("id") in labelled or attrs.get("type") in ("radio", "file") or attrs.get("name") == "website"
    assert len(gzip.compress(html.encode())) < 5_000


@settings(deadline=None)
@given(typed=ODD, wrong=ODD)
def test_what_was_typed_is_kept_and_stays_text(typed: str, wrong: str) -> None:
    plain = Read(ask.body(replace(ASKING, typed={"client_name": "x"}, wrong={"client_phone": "x"})))
    asking = replace(ASKING, typed={"client_name": typed, "description": typed}, wrong={"client_phone": wrong})
    read = Read(ask.body(asking))
    assert [tag for tag, _ in read.tags] == [tag for tag, _ in plain.tags]
    kept = next(attrs for tag, attrs in read.tags if attrs.get("name") == "client_name")
    assert kept["value"] == typed
