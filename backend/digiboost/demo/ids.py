"""Identifiers that are the same on every machine for the same seed."""

from datetime import UTC, datetime
from random import Random
from uuid import UUID

# Names that never move (a tenant, a product) carry one fixed moment, so that they do not depend on the day of
# generation.
_FIXED_MS = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp() * 1000)
_VERSION = 0x7 << 76
_VARIANT = 0x2 << 62


def uuid7(milliseconds: int, random: Random) -> UUID:
    """A version 7 UUID (RFC 9562) of that Unix moment whose 74 random bits come from `random`."""
    noise = random.getrandbits(74)
    high, low = noise >> 62, noise & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | _VERSION | (high << 64) | _VARIANT | low)


def stable_id(seed: int, *path: str) -> UUID:
    """The identifier of a named thing, for instance `stable_id(7, "quincaillerie", "product", "CIM-001")`."""
    return uuid7(_FIXED_MS, Random(f"{seed}/{'/'.join(path)}"))  # noqa: S311 - repeatable, not secret


def ean13(number: int) -> str:
    """An EAN-13 in the range 200-299, which GS1 leaves to a shop's own use; `number` is 0 to 99,999,999."""
    body = f"{200 + number % 100:03d}{number:09d}"
    checksum = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10
    return f"{body}{checksum}"
