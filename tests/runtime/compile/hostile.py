"""Text that would do harm where somebody takes it for code, and names that mean something to Python."""

from __future__ import annotations

import builtins
import keyword
from typing import Any

TEXTS = {
    "import": "__import__('builtins').canary()",
    "call": "canary()",
    "format": "{0.__class__.__mro__} {canary()} %s %(x)s %n",
    "f-string": "f'{canary()}' {canary()!r:>{canary()}}",
    "backticks": "`canary()` $(canary)",
    "lines": "a\nimport builtins\nbuiltins.canary()\r\n\tcanary()",
    "quotes": "');canary();('",
    "double quotes": '");canary();("',
    "triple quotes": '"""\ncanary()\n"""',
    "more quotes": "'''canary()'''\"",
    "backslash": "\\",
    "escapes": "\\\"\\'\\x22\\N{QUOTATION MARK}\\",
    "formula": "=canary()",
    "template": "${canary()} $${canary} ${",
    "separators": "\u2028canary()\u2029\u0085canary()",
    "long": "canary() " * 1000,
    "dunder": "__debug__",
    "number": "9" * 5000,
}

PYTHON = [*keyword.kwlist, *keyword.softkwlist, *(name for name in dir(builtins) if name.isidentifier())]
OURS = (
    "flow play turns chunks refund passed at saw keep depth told v0 v1 t1 f0 part_1 value_1 value_1_2 temporary_1 "
    "g0_need g1_joined need needs joined copied sized bounded position item_of equal add here FlowError FlowError_ "
    "print_ set_ if_ if__2 map_ text text_ text_2 __builtins__ __name__ __class__ __dict__ self cls _ __ ___ x x_2"
).split()
LOOKALIKES = (
    "fi ﬁ f i s ſ a ª º o x 𝐱 𝑥 𝕩 ｘ xx ｘx _ ＿ ﹍ __ ᵢ ij ĳ Å Ⅷ VIII µ μ lj ǉ ﷺ ﷲ ŉ ʼn ß ss ẞ K k ᴷ H Η А A"
).split()

LONG = "n" * 100


def allowed(names: list[str]) -> list[str]:
    """Those that the language takes for names, each once."""
    from blockloom.runtime.formula import is_name

    return [name for name in dict.fromkeys(names) if is_name(name)]


NAMES = allowed([*PYTHON, *OURS, *LOOKALIKES, LONG, LONG[:99] + "m"])


def filler(words: str) -> Any:
    """A harmless value of a kind, as a flow file writes it."""
    fillers: dict[str, Any] = {
        "number": 1,
        "text": "a",
        "boolean": False,
        "list": [1],
        "object": {"object": {"a": 1}},
        "anything": 1,
    }
    return fillers[words.split(" or ")[0]]
