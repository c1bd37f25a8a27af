"""Numbers as text that YAML 1.1, YAML 1.2, JSON and formulas read as the same number."""

from __future__ import annotations

from decimal import Decimal

_LONGEST = 25


def number_text(number: int | float) -> str:
    """The shortest digits that read back as this number; with an exponent only where there would be very many."""
    if isinstance(number, int) or number.is_integer():
        return str(int(number))
    text = format(Decimal(repr(number)), "f")
    if len(text) <= _LONGEST:
        return text
    digits, _, exponent = f"{Decimal(repr(number)):e}".partition("e")
    return f"{digits}{'' if '.' in digits else '.0'}e{exponent}"
