"""Remember: give a value a name, read it, change it."""

from __future__ import annotations

from typing import Any

from blockloom.runtime import Name, add

HUE = 330


def set_(name: Name[Any], /, to: Any) -> None:
    """Set {name} to {to}.

    >>> price = Name()
    >>> set_(price, 5)
    >>> price.value
    5
    """
    name.value = to


def get(name: Name[Any], /) -> Any:
    """{name}.

    The value that the variable has now.

    >>> price = Name(5)
    >>> get(price)
    5
    """
    return name.value


def change(name: Name[float], /, by: float) -> None:
    """Change {name} by {by}.

    >>> stock = Name(10)
    >>> change(stock, -3)
    >>> stock.value
    7
    """
    name.value = add(name.value, by)
