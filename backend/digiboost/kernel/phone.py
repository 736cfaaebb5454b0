"""Telephone numbers, stored in E.164 so that equality finds them."""

from __future__ import annotations

import phonenumbers


def normalise_phone(text: str, country: str) -> str | None:
    """``text`` as E.164 (``+221771234567``) read as dialled in ``country``; None when it is no number."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
