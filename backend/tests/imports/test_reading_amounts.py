"""Amounts and quantities as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiboost.imports.reading.numbers import gather, is_blank, parse_number, to_integer, to_minor
from digiboost.imports.reading.quantities import parse_quantity


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12 500 F", "12500"), ("12 500 FCFA", "12500"), ("12\u00a0500 F\u00a0CFA", "12500"),
        ("12\u202f500", "12500"),
        ("12,500.00", "12500"), ("1 234,56", "1234.56"), ("1.234,56 €", "1234.56"), ("1'234.50", "1234.50"),
        ("1.234.567", "1234567"), ("1,234,567 XOF", "1234567"), ("(500)", "-500"), ("-500", "-500"),
        ("500-", "-500"),
        ("- 500 F", "-500"), ("−500", "-500"), ("£-5", "-5"), ("-£5.50", "-5.50"),
        ("(1 250,50 €)", "-1250.50"),
        ("F CFA 12 500", "12500"), ("XAF 100", "100"), ("$ 3.5", "3.5"), ("500 F HT", "500"),
        ("0,75", "0.75"),
        ("0.001", "0.001"), ("0,350", "0.350"), (".5", "0.5"), ("5.", "5"), ("1234.567", "1234.567"),
        ("1 234,567", "1234.567"), ("+12", "12"), ("1e3", "1000"), ("00012", "12"),
    ],
)  # fmt: skip
def test_an_amount_is_read(written: str, value: str) -> None:
    number = parse_number(written)
    assert number is not None
    assert number.other is None
    assert number.value == Decimal(value)


@pytest.mark.parametrize("written", ["12,500", "12.500", "1.000", "999,999", "-12.500 F"])
def test_three_figures_after_one_mark_leave_it_undecided(written: str) -> None:
    number = parse_number(written)
    assert number is not None
    assert number.other is not None
    assert number.other == number.value * 1000


@pytest.mark.parametrize(
    "written",
    ["", "abc", "12 ou 13", "12 50", "1,23,456", "1.2.3", "--5", "-(5)", "5-5", "12 F 50", "#REF!", "NaN",
    "inf",
     "1e99", "٣", "1/2", "12:30", "9" * 60, "1,234.567,8", "=1+1"],
)  # fmt: skip
def test_what_is_no_amount_is_not_read_as_one(written: str) -> None:
    assert parse_number(written) is None


def test_values_of_a_workbook() -> None:
    assert parse_number(12500.0) is not None
    assert parse_number(0.1 + 0.2).value == Decimal("0.3")  # type: ignore[union-attr]
    assert parse_number(7).value == 7  # type: ignore[union-attr]
    assert parse_number(True) is None
    assert parse_number(float("nan")) is None
    assert parse_number(float("inf")) is None


def test_a_lone_dash_is_nothing() -> None:
    assert all(is_blank(text) for text in ("", "  ", "-", " – ", "\u00a0"))
    assert not any(is_blank(cell) for cell in ("0", "x", 0, 0.0))


SEPARATORS = st.sampled_from(["", " ", "\u00a0", "\u202f", "'"])
CURRENCIES = st.sampled_from(["", "F", " F", " FCFA", " F CFA", " XOF", " XAF", "€", " €", " CFA"])


def _grouped(whole: int, separator: str) -> str:
    return f"{whole:,}".replace(",", separator)


@given(st.integers(0, 10**12), SEPARATORS, CURRENCIES, st.booleans())
def test_whole_francs_survive_any_spelling(amount: int, separator: str, currency: str, negative: bool) -> None:
    number = parse_number(("-" if negative else "") + _grouped(amount, separator) + currency)
    assert number is not None
    assert number.other is None
    assert to_minor(number.value, 0) == (-amount if negative else amount)


@given(
    st.integers(0, 10**12), st.integers(0, 99), SEPARATORS, st.sampled_from(",."), CURRENCIES,
    st.sampled_from(["{}", "-{}", "{}-", "({})"]),
)  # fmt: skip
def test_cents_survive_any_spelling(
    whole: int, cents: int, separator: str, mark: str, currency: str, sign: str
) -> None:
    number = parse_number(sign.format(f"{_grouped(whole, separator)}{mark}{cents:02d}") + currency)
    assert number is not None
    assert number.other is None
    expected = whole * 100 + cents
    assert to_minor(number.value, 2) == (expected if sign == "{}" else -expected)


@given(st.integers(10**6, 10**12), st.sampled_from(",."), CURRENCIES)
def test_groups_of_three_survive_with_either_mark(amount: int, mark: str, currency: str) -> None:
    number = parse_number(_grouped(amount, mark) + currency)
    assert number is not None
    assert number.other is None
    assert number.value == amount


@given(st.text(max_size=60))
def test_any_text_gives_a_number_or_nothing(text: str) -> None:
    number, quantity = parse_number(text), parse_quantity(text)
    assert number is None or number.value.is_finite()
    assert quantity is None or (quantity.number.value * quantity.factor).is_finite()


@given(st.text(alphabet="0123456789 .,-()xFCA'e\u00a0", max_size=40))
def test_figures_and_marks_in_any_order_give_a_number_or_nothing(text: str) -> None:
    number, quantity = parse_number(text), parse_quantity(text)
    assert number is None or number.value.is_finite()
    assert quantity is None or quantity.number.value.is_finite()


@given(st.decimals("-1000000", "1000000", places=4))
def test_halves_go_away_from_zero(value: Decimal) -> None:
    assert to_integer(value) == -to_integer(-value)
    assert abs(to_integer(value) - value) <= Decimal("0.5")
    assert to_integer(Decimal("2.5")) == 3
    assert to_integer(Decimal("-2.5")) == -3


def test_a_column_tells_its_decimal_mark() -> None:
    assert gather(map(parse_number, ["12,500", "3,5", "7"])).mark == ","
    assert gather(map(parse_number, ["12.500", "1.234,50"])).mark == ","
    assert gather(map(parse_number, ["12.500", "1.234.567"])).mark == ","
    assert gather(map(parse_number, ["12.500", "2.55"])).mark == "."
    assert gather(map(parse_number, ["12.500", "x", ""])).mark is None
    assert gather(map(parse_number, ["2,5", "2.5"])).mark is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", "3"), ("6.0", "6"), ("2,5", "2.5"), ("-4", "-4"), ("(4)", "-4"), ("4-", "-4"),
        ("1 200", "1200"),
        ("12 pcs", "12"), ("1,5 kg", "1.5"), ("1/2", "0.5"), ("1 1/2", "1.5"), ("3/4 sac", "0.75"),
        ("2 x 12", "24"),
        ("2x12", "24"), ("2 × 12", "24"), ("3 cartons de 12", "36"), ("3 cartons of 6 pcs", "18"),
        ("2 douzaines", "24"), ("-2 dz", "-24"), ("25kg", "25"),
    ],
)  # fmt: skip
def test_a_quantity_is_read(written: str, value: str) -> None:
    found = parse_quantity(written)
    assert found is not None
    assert found.number.value * found.factor == Decimal(value)
    assert not found.packed


def test_cartons_wait_for_their_pack_size() -> None:
    for written, value in (("3 cartons", 3), ("-2 CTN", -2), ("1 caisse", 1)):
        found = parse_quantity(written)
        assert found is not None
        assert found.packed
        assert found.number.value * found.factor == value


@pytest.mark.parametrize("written", ["", "abc", "trois", "3 x 0", "1/0", "5 sacs 25kg", "(4", "4)", "2026-01-02"])
def test_what_is_no_quantity_is_not_read_as_one(written: str) -> None:
    assert parse_quantity(written) is None
