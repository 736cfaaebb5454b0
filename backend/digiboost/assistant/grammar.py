"""Reads a message: a small grammar of tables, the same for everybody, French and English together.

Any text has a reading; what is not understood is ``UNKNOWN``. Nothing here asks the database, so that the same words
mean the same thing everywhere.
"""

from __future__ import annotations

import re
from fractions import Fraction
from uuid import UUID

from digiboost.alerts.types import Answer
from digiboost.assistant.types import Ask, Choose, Decide, Intent, Number, Plain, Reading, Reply, Said, Sell, Use
from digiboost.kernel.money import EXPONENTS, MAX_QUANTITY, MILLI
from digiboost.kernel.text import fold

LONGEST = 300
"""Characters that are read; nobody types a command that long."""

# -- the tables -----------------------------------------------------------------------------------

ANSWERS: dict[str, Answer] = {
    "commander": Answer.ORDER, "commande": Answer.ORDER, "commandez": Answer.ORDER, "order": Answer.ORDER,
    "plus tard": Answer.LATER, "plutard": Answer.LATER, "later": Answer.LATER, "demain": Answer.LATER,
    "ignorer": Answer.IGNORE, "ignore": Answer.IGNORE, "ignorez": Answer.IGNORE,
}  # fmt: skip
NUMBERED: tuple[Answer, ...] = (Answer.ORDER, Answer.LATER, Answer.IGNORE)
"""What 1, 2 and 3 mean under a message about alerts."""

REPLIES: dict[str, bool] = {
    **dict.fromkeys(
        ("accepter", "accepte", "acceptez", "j'accepte", "accept", "i accept", "je prends", "je la prends",
         "je le prends", "j'y vais", "j'arrive"),
        True,
    ),
    **dict.fromkeys(("refuser", "refuse", "refusez", "je refuse", "decline", "i decline", "je ne peux pas"), False),
}  # fmt: skip
"""Answers to an offer that mean nothing else."""
NAMING: dict[str, bool] = {
    "oui": True, "yes": True, "ok": True, "1": True, "non": False, "no": False, "2": False, "accepter": True,
    "accepte": True, "accept": True, "refuser": False, "refuse": False, "decline": False,
}  # fmt: skip
"""Before the number of a request (``oui 45``)."""

PHRASES: dict[str, Intent] = {
    **dict.fromkeys(
        ("oui", "o", "oui oui", "yes", "y", "ok", "okay", "d'accord", "daccord", "dac", "je confirme", "confirmer",
         "confirme", "confirm", "valider", "c'est bon", "wi", "waaw", "👍", "oui merci", "oui svp", "oui stp",
         "oui d'accord", "oui ok", "oui je confirme", "oui c'est bon", "yes please", "yes thanks"),
        Intent.YES,
    ),
    **dict.fromkeys(
        ("non", "n", "no", "nop", "nope", "annuler", "annule", "annulez", "annuler la vente", "cancel", "👎"), Intent.NO
    ),
    **dict.fromkeys(
        ("aide", "help", "?", "menu", "aide moi", "info", "infos", "commandes", "bonjour", "bonsoir", "salut", "hello",
         "hi", "hey", "allo", "salam", "nanga def", "asalaam aleekum", "salam aleykoum"),
        Intent.HELP,
    ),
    **dict.fromkeys(
        ("stop", "arret", "arreter", "arretez", "stopper", "desabonner", "unsubscribe", "stop all", "stopall",
         "stop messages", "stop les messages"),
        Intent.STOP,
    ),
    **dict.fromkeys(
        ("start", "reprendre", "reprise", "unstop", "resume", "recommencer", "reactiver", "activer"), Intent.START
    ),
    **dict.fromkeys(
        ("merci", "merci beaucoup", "thanks", "thank you", "thx", "ok merci", "jerejef", "👍 merci"), Intent.THANKS
    ),
}  # fmt: skip

LOOSE = frozenset({Intent.HELP, Intent.THANKS, Intent.STOP})
"""Also known with a word or two behind (``bonjour Digiboost``). A yes is not: it moves stock and money."""

COMMANDS: dict[str, Intent] = {
    **dict.fromkeys(("stock", "stocks", "stok", "reste", "dispo", "disponible"), Intent.STOCK),
    **dict.fromkeys(("alertes", "alerte", "alerts", "alert", "ruptures", "rupture"), Intent.ALERTS),
    **dict.fromkeys(
        ("vente", "ventes", "vend", "vends", "vendre", "vendu", "vendus", "sale", "sales", "sell", "sold"), Intent.SALE
    ),
    **dict.fromkeys(("entreprise", "societe", "company"), Intent.COMPANY),
    **dict.fromkeys(("choix", "choice"), Intent.CHOICE),
}
FUZZY = {word: intent for word, intent in COMMANDS.items() if len(word) >= 5 and intent is not Intent.CHOICE}
"""Commands that are also known with one letter wrong."""

PRICE_WORDS = frozenset({"a", "@", "at", "x", "*"})
"""What stands between a quantity and the price of one."""
TIMES = frozenset({"x", "*"})
"""Of them those that also stand between a product and its quantity: before a price they follow a number."""
SMALL_WORDS = frozenset(
    {"x", "*", "de", "du", "des", "d", "la", "le", "les", "l", "en", "of", "the", "un", "une", "pour", "j'ai", "i"}
)
"""Say nothing of a product."""
CURRENCY = re.compile(r"(?:f|fr|frs|fcfa|cfa|xof|xaf|franc|francs|€|\$|£|eur|euro|euros|/u|chacun|each|l'unite|piece)+")

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?|\d+/\d+")
_GLUED = re.compile(r"(\d+(?:[.,]\d+)?)([a-z]{1,12})")
_NOISE: dict[int, str | None] = {
    **dict.fromkeys(range(127995, 128000)),
    **{ord(sign): None for sign in "\u20e3\ufe0f"},
    **{ord(sign): "'" for sign in "’‘`"},
    0x2044: "/",
    ord("×"): "x",
}
"""What telephones write of their own accord: colours of skin, boxes around digits, curved quotes."""
_PAYLOAD = re.compile(r"(order|later|ignore):([0-9a-f-]{32,36})")
_OFFER = re.compile(r"(accept|decline):([0-9a-f-]{32,36})")
_NAMED = re.compile(r"(\S+) (?:la |le |the )?(?:n°|no |numero |demande |request )?\s*(\d{1,9})")
_ASKED = re.compile(r"^(?:n°|no |numero |option |reponse |reply |je reponds )\s*")
_EDGES = " \t\n.,;:!«»\"'()[]*_~-"


def read(text: str, payload: str | None = None) -> Said:
    """What a message means; a tapped button's payload says more than its label."""
    tapped = _tapped(payload)
    if tapped is not None:
        return tapped
    whole = " ".join(fold(text[:LONGEST].replace("\x00", " ").translate(_NOISE)).translate(_NOISE).split())
    bare = whole.strip(_EDGES) or whole
    if bare in ANSWERS:
        return Decide(ANSWERS[bare])
    if bare in PHRASES:
        return Plain(PHRASES[bare])
    reply = _reply(bare)
    if reply is not None:
        return reply
    number = _ASKED.sub("", bare)
    if number[:1] in {"1", "2", "3"} and number[1:].strip(_EDGES) in ANSWERS:
        return _labelled(int(number[0]), number[1:].strip(_EDGES))
    if number.isdecimal() and number.isascii() and len(number) <= 2:
        return Number(int(number))
    words = bare.split()
    if not words:
        return Plain(Intent.UNKNOWN)
    first, rest = words[0].strip(_EDGES), words[1:]
    if first in {"non", "no"} and len(rest) <= 2 and command(rest[0]) is None:
        return Plain(Intent.NO)
    intent = command(first)
    match intent:
        case Intent.STOCK:
            return Ask(_product(rest))
        case Intent.ALERTS:
            return Plain(Intent.ALERTS)
        case Intent.SALE:
            return _sale(rest)
        case Intent.COMPANY:
            return Use(" ".join(rest))
        case Intent.CHOICE if len(rest) == 1 and rest[0].isdecimal() and rest[0].isascii() and len(rest[0]) <= 2:
            return Choose(int(rest[0]))
        case _:
            loose = PHRASES.get(first, Intent.UNKNOWN)
            return Plain(loose if loose in LOOSE and len(words) <= 3 else Intent.UNKNOWN)


def command(word: str) -> Intent | None:
    """The command that a word is, or nearly is."""
    known = COMMANDS.get(word)
    if known is not None or len(word) < 4:
        return known
    near = {intent for one, intent in FUZZY.items() if near_enough(word, one, 1)}
    return near.pop() if len(near) == 1 else None


def _labelled(number: int, label: str) -> Said:
    """``1 Commander``, as the line under an SMS says it."""
    answer = NUMBERED[number - 1]
    return Decide(answer) if ANSWERS[label] is answer else Plain(Intent.UNKNOWN)


def _tapped(payload: str | None) -> Decide | Reply | None:
    tapped = payload.strip().lower() if payload else ""
    found, offer = _PAYLOAD.fullmatch(tapped), _OFFER.fullmatch(tapped)
    try:
        if found is not None:
            return Decide(Answer(found[1]), UUID(found[2]))
        return None if offer is None else Reply(offer[1] == "accept", UUID(offer[2]))
    except ValueError:
        return None


def _reply(bare: str) -> Reply | None:
    """An answer to an offer, with the number of its request or without: ``accepter``, ``1 accepter``, ``oui 45``."""
    if bare in REPLIES:
        return Reply(REPLIES[bare])
    if bare[:1] in {"1", "2"} and (label := bare[1:].strip(_EDGES)) in REPLIES:
        # As the line under an SMS says it; a number that is not its word's is none.
        return Reply(REPLIES[label]) if REPLIES[label] is (bare[0] == "1") else None
    named = _NAMED.fullmatch(bare)
    if named is None or named[1] not in NAMING:
        return None
    return Reply(NAMING[named[1]], number=int(named[2]))


# -- a sale ---------------------------------------------------------------------------------------


def _sale(words: list[str]) -> Sell:
    words = [word for word in (one.strip(";:!?\"'()") for one in words) if word]
    words, price = _without_price(words)
    readings: list[Reading] = []
    glued: list[Reading] = []
    for place in dict.fromkeys((0, len(words) - 1)) if words else ():
        others = words[:place] + words[place + 1 :]
        quantity = _number(words[place])
        if quantity is not None:
            readings.append(Reading(quantity, _product(others)))
            continue
        found = _GLUED.fullmatch(words[place])
        stuck = _number(found[1]) if found else None
        if stuck is not None:
            glued.append(Reading(stuck, _product(others), glued=True))
    found_any = tuple(one for one in (*readings, *glued) if one.words)
    return Sell(found_any, _product(words), price)


def _without_price(words: list[str]) -> tuple[list[str], str | None]:
    """Cuts ``à 12 500 F`` off the end."""
    for place in range(len(words) - 1, 0, -1):
        after = words[place + 1 :]
        is_price = words[place] in PRICE_WORDS and (words[place] not in TIMES or _number(words[place - 1]) is not None)
        if is_price and after and all(_is_money(word) for word in after):
            return words[:place], " ".join(after)
        glued = words[place][1:]
        if words[place][:1] == "@" and glued and all(_is_money(word) for word in (glued, *after)):
            return words[:place], " ".join((glued, *after))
    return words, None


def _is_money(word: str) -> bool:
    return bool(CURRENCY.fullmatch(word) or re.fullmatch(rf"\d[\d.,]*(?:{CURRENCY.pattern})?", word))


def _product(words: list[str]) -> str:
    """What names the product, without the small words around it."""
    kept = [word for word in (one.strip(_EDGES + "?") for one in words) if word and word not in SMALL_WORDS]
    return " ".join(kept)


def _number(word: str) -> int | None:
    """A quantity in thousandths: ``3``, ``1,5``, ``1/2``. None for what is none, is zero, or has more decimals than
    a thousandth."""
    word = word.rstrip(".,;:")
    if not word.isascii() or len(word) > 14 or not _NUMBER.fullmatch(word):
        return None
    try:
        milli = Fraction(word.replace(",", ".")) * MILLI
    except ZeroDivisionError:
        return None
    if milli.denominator != 1 or not 0 < milli <= MAX_QUANTITY:
        return None
    return int(milli)


def price_of(text: str, currency: str) -> int | None:
    """What follows ``à``, in minor units of the company's currency: ``12 500 F``, ``12.500`` or ``12,50 €``. None when
    it is no amount of it."""
    bare = re.sub(CURRENCY.pattern, "", text).replace(" ", "")
    if not re.fullmatch(r"\d[\d.,]*", bare):
        return None
    exponent = EXPONENTS[currency]
    whole, decimals = bare, ""
    last = re.search(r"[.,](\d*)$", bare)
    if last is not None and exponent and 0 < len(last[1]) <= exponent:
        whole, decimals = bare[: last.start()], last[1]
    groups = re.split(r"[.,]", whole)
    if any(len(group) != 3 for group in groups[1:]) or not 1 <= len(groups[0]) <= (3 if len(groups) > 1 else 12):
        return None
    amount = int("".join(groups) + decimals.ljust(exponent, "0"))
    return amount if amount <= 10**12 else None


# -- letters that are wrong -----------------------------------------------------------------------


def near_enough(one: str, other: str, most: int) -> bool:
    """Whether at most ``most`` letters are wrong, missing, too many, or changed places (optimal string alignment)."""
    if abs(len(one) - len(other)) > most:
        return False
    before, row = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i] + [0] * len(other)
        for j, theirs in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                row[j] = min(row[j], earlier[j - 2] + 1)
        if min(row) > most:
            return False
    return row[-1] <= most
