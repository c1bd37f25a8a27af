"""Secrets: passwords and keys that a flow uses and nobody sees."""

from __future__ import annotations

from blockloom.runtime import Verbatim, here

HUE = 45


def secret(name: Verbatim, /) -> str:
    """Secret {name}.

    The value that the administrator keeps under this name, set with "blockloom secrets set NAME". The flow holds the
    name only; wherever the value would be shown, in a trace, a log, a result or an error, its name stands instead. A
    flow's own tests see such a stand-in too, and exported Python reads the variable BLOCKLOOM_SECRET_NAME.

    >>> secret("API_KEY")
    '(secret API_KEY)'
    """
    return here().secrets.get(name)
