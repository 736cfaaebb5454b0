"""What is behind a client's address, and what they may do about it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from digiboost.identity.service import company
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.i18n import Language
from digiboost.kernel.pictures import Bounds, drawn_anew
from digiboost.requests import service as requests
from digiboost.requests.schemas import PublicRequestOut
from digiboost.requests.types import By, Outcome
from digiboost.tracking.pages.follow import Expected, Followed, Happened, Who

FACE = Bounds(largest_bytes=8_000_000, least_side=1, most_side=8_000, kept_side=160)
"""64 points on the page, on a screen of two and a half pixels to a point."""


def seen(tx: Tx, token: str, language: Language | None = None) -> Followed:
    """What the page shows, in the client's language unless another is asked for. Raises NotFound."""
    return _followed(tx, requests.public_view(tx, requests.behind(tx, token)), token, language)


def request_behind(tx: Tx, token: str) -> UUID:
    """Raises NotFound."""
    return requests.behind(tx, token)


def photo(tx: Tx, token: str) -> bytes:
    """The face of who comes, a JPEG as small as it is shown: the one that is kept would be most of the page's bytes.
    Raises NotFound."""
    return drawn_anew(requests.provider_photo(tx, requests.behind(tx, token)), FACE, as_photo=True).content


def cancel(tx: Tx, token: str, reason: str) -> None:
    """Raises NotFound, MoveRefused."""
    requests.cancel(tx, requests.behind(tx, token), By.CLIENT, reason or None)


def relaunch(tx: Tx, token: str) -> None:
    """Raises NotFound, MoveRefused, PlaceMissing, ServiceGone."""
    requests.relaunch(tx, requests.behind(tx, token), By.CLIENT)


def approve(tx: Tx, token: str, amount: int) -> None:
    """Raises NotFound, RequestOver, NothingToApprove."""
    requests.approve_quote(tx, requests.behind(tx, token), amount, By.CLIENT)


def review(tx: Tx, token: str, stars: int, comment: str) -> None:
    """Raises Invalid for what is no number of stars, NotFound, NotToBeRated."""
    if not 1 <= stars <= 5:
        raise Invalid("stars", "invalid_value")
    requests.review(tx, requests.behind(tx, token), stars, comment or None)


def _followed(tx: Tx, shown: PublicRequestOut, token: str, language: Language | None) -> Followed:
    own, who = company(tx), shown.provider
    return Followed(
        company=shown.company.name,
        company_phone=shown.company.phone,
        language=language or shown.language,
        time_zone=own.time_zone,
        currency=own.currency,
        exponent=own.currency_exponent,
        token=token,
        number=shown.number,
        service=shown.service,
        state=shown.state.value,
        stage=None if shown.stage is None else shown.stage.value,
        percent=shown.percent,
        opened_at=shown.opened_at,
        provider=None if who is None else Who(who.name, who.phone, who.rating, who.rating_count, who.has_photo),
        expected=_expected(shown, now()),
        code=shown.start_code,
        quote=shown.quote,
        amount=shown.amount,
        materials=shown.materials_amount,
        fee=shown.fee,
        not_fixed=shown.outcome is Outcome.NOT_FIXED,
        can_cancel=shown.can_cancel,
        can_relaunch=shown.can_relaunch,
        can_rate=shown.can_rate,
        stars=None if shown.review is None else shown.review.stars,
        history=[
            Happened(one.state.value, None if one.stage is None else one.stage.value, one.at) for one in shown.history
        ],
    )


def _expected(shown: PublicRequestOut, at: datetime) -> Expected | None:
    eta = shown.eta
    return None if eta is None else Expected(eta.at, eta.low, eta.high, is_late=at > eta.high)
