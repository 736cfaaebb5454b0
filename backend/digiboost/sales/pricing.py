"""The arithmetic of a sale, in integers: no franc is lost or made by rounding."""

from __future__ import annotations

from collections.abc import Sequence

from digiboost.kernel.money import MILLI


def spread(discount: int, amounts: Sequence[int]) -> list[int]:
    """``discount`` over ``amounts`` in proportion, by largest remainders (the earlier line wins a tie).

    The parts sum to ``discount`` exactly and none exceeds its amount. Needs 0 <= discount <= sum(amounts)
    and no negative amount.
    """
    whole = sum(amounts)
    if discount == 0 or whole == 0:
        return [0] * len(amounts)
    parts = [discount * amount // whole for amount in amounts]
    by_remainder = sorted(range(len(amounts)), key=lambda i: (-(discount * amounts[i] % whole), i))
    for i in by_remainder[: discount - sum(parts)]:
        parts[i] += 1
    return parts


def share(part: int, whole: int, value: int) -> int:
    """value x part / whole, a half rounded up; for non-negative numbers."""
    return (2 * value * part + whole) // (2 * whole)


def cost_of(quantity_milli: int, average_cost: int) -> int | None:
    """The cost, in minor units, of a quantity at an average cost in thousandths of a minor unit.

    None when the average is 0: nothing is known about it. A half is rounded up.
    """
    if average_cost <= 0:
        return None
    return share(quantity_milli * average_cost, MILLI * MILLI, 1)
