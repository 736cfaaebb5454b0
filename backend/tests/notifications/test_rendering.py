"""What is written for each channel never breaks the channel's rules."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digiboost.channels.types import Channel
from digiboost.notifications import rendering, sms
from digiboost.notifications.rendering import Content
from digiboost.notifications.templates import GENERAL, TONES, Template, all_templates, filled, register, template
from digiboost.notifications.types import Kind
from digiboost.wiring import wire

wire()

TEXTS = {
    (language, tone): (f"{{count}} {word}", f"{word} {{name}} :\n{{lines}}")
    for language, word in (("fr", "ruptures"), ("en", "stock-outs"))
    for tone in TONES
}
LIST = Template(
    "test.list", Kind.ALERT, TEXTS, whatsapp={"fr": "liste_fr", "en": "list_en"},
    parameters=("name", "count", "lines"),
    replies=(
        ("order:{message}", {"fr": "Commander", "en": "Order"}),
        ("later:{message}", {"fr": "Plus tard", "en": "Later"}),
        ("ignore:{message}", {"fr": "Ignorer", "en": "Ignore"}),
    ),
)  # fmt: skip
PLAIN = Template("test.plain", Kind.REPORT, {("fr", "friendly"): ("{count}", "{name} {lines}"),
                                             ("en", "friendly"): ("{count}", "{name} {lines}")})  # fmt: skip

any_text = st.text(max_size=1500)
lines = st.lists(st.one_of(st.text(max_size=300), st.sampled_from(["Riz 50 kg : 0 sac", "Café ☕ نفد"])), max_size=60)
contents = st.builds(
    Content,
    template=st.sampled_from([LIST, PLAIN]),
    language=st.sampled_from(["fr", "en"]),
    tone=st.sampled_from(TONES),
    values=st.fixed_dictionaries({"name": any_text, "count": any_text, "message": st.just("m-1")}),
    lines=lines.map(tuple),
    url=st.just("/alerts"),
)


@given(contents)
@settings(max_examples=150, deadline=None)
def test_no_message_breaks_a_channel_s_rules(content: Content) -> None:
    call = rendering.whatsapp_call(content)
    assert all(value and re.search(r"[\n\t]| {4}", value) is None for value in call.parameters)
    approved = content.template.whatsapp or GENERAL
    assert call.name == approved[content.language]
    words = content.template.fixed(content.language) if content.template.whatsapp else 0
    assert sum(map(len, call.parameters)) + words <= 1024
    assert len(call.replies) == len(content.template.replies)
    assert 0 < len(rendering.whatsapp_text(content)) <= 4096
    assert sms.parts(rendering.sms_text(content)) <= sms.MAX_PARTS
    assert len(rendering.inbox(content)) <= rendering.INBOX_BODY
    subject = rendering.write(content, Channel.EMAIL, "https://shop.example").subject
    assert len(subject) <= 200 and not set("\r\n") & set(subject)
    push = rendering.write(content, Channel.PUSH, "")
    assert len(push.text) <= 300 and len(push.subject) <= 100


@given(st.text(max_size=500))
@settings(max_examples=150, deadline=None)
def test_parts_are_counted_as_a_phone_joins_them(text: str) -> None:
    """Filled greedily, septet by septet (or unit by unit), nothing torn apart."""
    gsm = sms.is_gsm(text)
    sizes = [(2 if char in sms.EXTENDED else 1) if gsm else len(char.encode("utf-16-le", "surrogatepass")) // 2
             for char in text]  # fmt: skip
    assert (sms.parts(text) == 1) == (sum(sizes) <= (160 if gsm else 70))
    room = 153 if gsm else 67
    packed: list[int] = [0]
    for size in sizes:
        if packed[-1] + size > room:
            packed.append(0)
        packed[-1] += size
    if sum(sizes) > (160 if gsm else 70):
        assert sms.parts(text) == len(packed)


@given(st.text(max_size=200))
def test_plain_text_is_never_dearer(text: str) -> None:
    assert sms.plain(sms.plain(text)) == sms.plain(text)
    if not sms.is_gsm(text) and sms.is_gsm(sms.plain(text)):
        # "…" becomes three, and yet one such sign alone would have more than doubled the price.
        assert sms.parts(sms.plain(text)) <= sms.parts(text) * 3


def test_french_fits_into_the_gsm_alphabet() -> None:
    text = "L’été, à l’hôtel : « cœur » naïf, ça coûte 12 500 F — déjà reçu…"
    assert sms.plain(text) == "L'été, à l'hotel : \" coeur \" naif, ca coute 12 500 F - déjà recu..."
    assert sms.is_gsm(sms.plain(text))
    assert sms.parts("é" * 160) == 1
    assert sms.parts("é" * 161) == 2
    assert sms.parts("ê" * 70) == 1
    assert sms.parts("ê" * 71) == 2
    assert sms.parts("€" * 80) == 1
    assert sms.parts("€" * 81) == 2


def test_a_long_list_is_cut_at_a_line_and_says_how_many_follow() -> None:
    shown = Content(LIST, "fr", "concise", {"name": "Awa", "count": "40", "message": "m"},
                    tuple(f"Riz parfumé {number} kg : 0 sac" for number in range(40)), "/")  # fmt: skip
    text = rendering.sms_text(shown)
    assert re.search(r"\n\.\.\. et (\d+) autres\nRépondez 1 Commander, 2 Plus tard, 3 Ignorer$", text)
    listed = rendering.whatsapp_call(shown).parameters[2]
    assert re.search(r" • … et \d+ autres$", listed)
    assert rendering.whatsapp_call(shown).replies == ("order:m", "later:m", "ignore:m")
    assert rendering.whatsapp_text(shown).endswith("\n\nRépondez 1 Commander, 2 Plus tard, 3 Ignorer")
    assert rendering.others(1, "fr") == "… et 1 autre"
    assert rendering.others(2, "en") == "… and 2 others"


def test_a_short_one_is_whole_everywhere() -> None:
    shown = Content(template("notifications.bundle"), "en", "friendly", {"name": "Awa", "count": "2"},
                    ("Rice: 0 bags", "Oil: 2 cans"), "/inbox")  # fmt: skip
    body = "Hello Awa, here is what happened:\nRice: 0 bags\nOil: 2 cans"
    assert rendering.whatsapp_text(shown) == f"*2 messages for you*\n{body}"
    assert rendering.sms_text(shown) == "2 messages\nRice: 0 bags\nOil: 2 cans"
    assert rendering.whatsapp_call(shown).parameters == ("Awa", "2", "Rice: 0 bags • Oil: 2 cans")
    mail = rendering.write(shown, Channel.EMAIL, "https://shop.example/")
    assert mail.text.endswith("\n\nSee it in Digiboost: https://shop.example/inbox\n")


def test_a_value_is_no_pattern() -> None:
    assert filled("{a} {b}", {"a": "{b}", "b": "{lines}"}, "x") == "{b} {lines}"
    with pytest.raises(KeyError):
        filled("{c}", {})


@pytest.mark.parametrize("broken", [
    {"texts": {("fr", "friendly"): ("a", "b")}},
    {"whatsapp": {"fr": "x"}},
    {"texts": dict.fromkeys(TEXTS, ("a", "b" * 600))},
    {"code": "notifications.test"},
])  # fmt: skip
def test_a_template_that_cannot_be_sent_is_not_registered(broken: dict[str, Any]) -> None:
    whole = {"code": "test.broken", "kind": Kind.ALERT, "texts": TEXTS, **broken}
    with pytest.raises(ValueError, match=r"the template|the words"):
        register(Template(**whole))


def test_every_template_of_the_product_has_all_its_tones_and_fits() -> None:
    for one in all_templates():
        for language in ("fr", "en"):
            for tone in TONES:
                title, body = one.text(language, tone)  # type: ignore[arg-type]
                assert title and body, one.code
