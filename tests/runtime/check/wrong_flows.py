"""Small flows, each with all that the checker has to say of it.

A finding is line (counted from the first step), column, path, code, message, mend.
"""

from __future__ import annotations

Said = tuple[int, int, str, str, str, str | None]

COMPARE = 'Compare with "==" or another comparison to get true or false.'

WRONG: dict[str, tuple[str, list[Said]]] = {
    "a name that nothing has, and the one that was meant": (
        "- set: order\n  to: 1\n- print: =ordr\n",
        [
            (
                3,
                11,
                "do/1/value",
                "unknown_name",
                'Nothing is called "ordr" here. Did you mean "order"? You have: n, order.',
                "order",
            ),
        ],
    ),
    "a name that nothing has": (
        "- print: =x\n",
        [
            (1, 11, "do/0/value", "unknown_name", 'Nothing is called "x" here. You have: n.', None),
        ],
    ),
    "changing what is not there": (
        "- change: x\n  by: 1\n",
        [
            (1, 11, "do/0/name", "unknown_name", 'Nothing is called "x" here. You have: n.', None),
        ],
    ),
    "in a template": (
        "- print: a ${nam}\n",
        [
            (1, 14, "do/0/value/0", "unknown_name", 'Nothing is called "nam" here. You have: n.', None),
        ],
    ),
    "set on one way only": (
        "- if: =n > 1\n  then:\n  - set: x\n    to: 1\n- print: =x\n",
        [
            (
                5,
                11,
                "do/1/value",
                "maybe_unset",
                '"x" may not be set yet here. Set it before, on every way that leads here.',
                "set: x",
            ),
        ],
    ),
    "set on one way, another name on the other": (
        "- if: =n > 1\n  then:\n  - set: x\n    to: 1\n  else:\n  - set: y\n    to: 1\n- print: =x\n",
        [
            (
                8,
                11,
                "do/1/value",
                "maybe_unset",
                '"x" may not be set yet here. Set it before, on every way that leads here.',
                "set: x",
            ),
        ],
    ),
    "set in a loop that may make no turn": (
        "- repeat: 3\n  do:\n  - set: x\n    to: 1\n- print: =x\n",
        [
            (
                5,
                11,
                "do/1/value",
                "maybe_unset",
                '"x" may not be set yet here. Set it before, on every way that leads here.',
                "set: x",
            ),
        ],
    ),
    "the variable of a loop over a list": (
        "- for_each: x\n  in: [1]\n  do: []\n- print: =x\n",
        [
            (
                4,
                11,
                "do/1/value",
                "maybe_unset",
                '"x" may not be set yet here. Set it before, on every way that leads here.',
                "set: x",
            ),
        ],
    ),
    "the variable of a counting loop": (
        "- count: x\n  from: 1\n  to: 2\n  do: []\n- print: =x\n",
        [
            (
                5,
                11,
                "do/1/value",
                "maybe_unset",
                '"x" may not be set yet here. Set it before, on every way that leads here.',
                "set: x",
            ),
        ],
    ),
    "set in a while loop": (
        "- while: =n > 1\n  do:\n  - set: x\n    to: 1\n- print: =x\n",
        [
            (
                5,
                11,
                "do/1/value",
                "maybe_unset",
                '"x" may not be set yet here. Set it before, on every way that leads here.',
                "set: x",
            ),
        ],
    ),
    "set in the turn before": (
        "- repeat: 2\n  do:\n  - print: =x\n  - set: x\n    to: 1\n",
        [
            (
                3,
                13,
                "do/0/do/0/value",
                "maybe_unset",
                '"x" may not be set yet here. Set it before, on every way that leads here.',
                "set: x",
            ),
        ],
    ),
    "set after a step that fails": (
        "- try:\n  - raise: a\n  - set: x\n    to: 1\n  catch: []\n- print: =x\n",
        [
            (3, 5, "do/0/do/1", "unreachable", "This step is never reached.", "take it away or move it up"),
            (6, 11, "do/1/value", "unknown_name", 'Nothing is called "x" here. You have: n.', None),
        ],
    ),
    "set in a try, read in its catch": (
        "- try:\n  - print: a\n  - set: x\n    to: 1\n  catch:\n  - print: =x\n",
        [
            (
                6,
                13,
                "do/0/catch/0/value",
                "maybe_unset",
                '"x" may not be set yet here. Set it before, on every way that leads here.',
                "set: x",
            ),
        ],
    ),
    "set in a try, read in its finally": (
        "- try:\n  - set: x\n    to: 1\n  finally:\n  - print: =x\n",
        [
            (
                5,
                13,
                "do/0/finally/0/value",
                "maybe_unset",
                '"x" may not be set yet here. Set it before, on every way that leads here.',
                "set: x",
            ),
        ],
    ),
    "after a break": (
        "- repeat: 2\n  do:\n  - break: {}\n  - print: x\n",
        [
            (4, 5, "do/0/do/1", "unreachable", "This step is never reached.", "take it away or move it up"),
        ],
    ),
    "after a next": (
        "- set: x\n  to: 1\n- repeat: 2\n  do:\n  - next: {}\n  - set: x\n    to: a\n",
        [
            (6, 5, "do/1/do/1", "unreachable", "This step is never reached.", "take it away or move it up"),
        ],
    ),
    "left before it was set": (
        "- while: true\n  do:\n  - if: =n > 1\n    then:\n    - break: {}\n  - set: x\n    to: 1\n- print: =x\n",
        [
            (
                8,
                11,
                "do/1/value",
                "maybe_unset",
                '"x" may not be set yet here. Set it before, on every way that leads here.',
                "set: x",
            ),
        ],
    ),
    "break in no loop": (
        "- break: {}\n",
        [
            (1, 3, "do/0", "no_loop", "break stands in no loop.", "move it into a loop, or use return"),
        ],
    ),
    "break in a function called from a loop": (
        "- repeat: 2\n  do:\n  - print: =f()\n",
        [
            (-7, 7, "functions/f/do/0", "no_loop", "break stands in no loop.", "move it into a loop, or use return"),
        ],
    ),
    "after a return, told once": (
        "- return: 1\n- print: a\n- print: b\n",
        [
            (2, 3, "do/1", "unreachable", "This step is never reached.", "take it away or move it up"),
        ],
    ),
    "after a raise": (
        "- raise: a\n- print: a\n",
        [
            (2, 3, "do/1", "unreachable", "This step is never reached.", "take it away or move it up"),
        ],
    ),
    "after a loop without end": (
        "- while: true\n  do: []\n- print: a\n",
        [
            (3, 3, "do/1", "unreachable", "This step is never reached.", "take it away or move it up"),
        ],
    ),
    "after an if that never goes on": (
        "- if: =n > 1\n  then:\n  - return: 1\n  else:\n  - raise: x\n- print: a\n",
        [
            (6, 3, "do/1", "unreachable", "This step is never reached.", "take it away or move it up"),
        ],
    ),
    "no text": (
        "- raise: 5\n",
        [
            (1, 10, "do/0/message", "wrong_kind", "raise needs a text. You gave the number 5.", '"5"'),
        ],
    ),
    "no number": (
        "- repeat: ten\n  do: []\n",
        [
            (1, 11, "do/0/times", "wrong_kind", 'repeat needs a whole number. You gave the text "ten".', None),
        ],
    ),
    "no whole number": (
        "- repeat: 2.5\n  do: []\n",
        [
            (1, 11, "do/0/times", "wrong_kind", "repeat needs a whole number. You gave the number 2.5.", None),
        ],
    ),
    "no condition": (
        "- if: 'yes'\n  then: []\n",
        [
            (
                1,
                7,
                "do/0/test",
                "wrong_kind",
                f'if needs true or false. You gave the text "yes". {COMPARE}',
                "true",
            ),
        ],
    ),
    "a number as a condition": (
        "- if: =n\n  then: []\n",
        [
            (
                1,
                8,
                "do/0/test",
                "wrong_kind",
                f"if needs true or false. You gave a number. {COMPARE}",
                None,
            ),
        ],
    ),
    "a text for a list": (
        "- for_each: x\n  in: ads\n  do: []\n",
        [
            (
                2,
                7,
                "do/0/in",
                "wrong_kind",
                'in needs a list, for example [ads, discount]. You gave the text "ads".',
                "[ads]",
            ),
        ],
    ),
    "a number for a list": (
        "- for_each: x\n  in: 5\n  do: []\n",
        [
            (
                2,
                7,
                "do/0/in",
                "wrong_kind",
                "in needs a list, for example [ads, discount]. You gave the number 5.",
                None,
            ),
        ],
    ),
    "a list for an object": (
        "- print: =keys([1])\n",
        [
            (
                1,
                16,
                "do/0/value/of",
                "wrong_kind",
                "keys needs an object, for example {object: {name: Ada}}. You gave a list.",
                None,
            ),
        ],
    ),
    "a variable that is no list": (
        "- set: x\n  to: a\n- add_item: x\n  item: 1\n",
        [
            (3, 13, "do/1/list", "wrong_kind", "x has to be a list here. It is a text.", None),
        ],
    ),
    "a variable that is no number": (
        "- set: x\n  to: a\n- change: x\n  by: 1\n",
        [
            (3, 11, "do/1/name", "wrong_kind", "x has to be a number here. It is a text.", None),
        ],
    ),
    "adding number and text": (
        "- print: =1 + 'a'\n",
        [
            (1, 13, "do/0/value", "wrong_kind", "A number and a text can't be added.", "join_text: [..., ...]"),
        ],
    ),
    "adding list and number": (
        "- print: =[1] + 2\n",
        [
            (1, 15, "do/0/value", "wrong_kind", "A list and a number can't be added.", None),
        ],
    ),
    "comparing number and text": (
        "- print: =1 < 'a'\n",
        [
            (1, 13, "do/0/value", "wrong_kind", "A number and a text can't be compared.", None),
        ],
    ),
    "comparing lists": (
        "- print: =[1] < [2]\n",
        [
            (1, 15, "do/0/value", "wrong_kind", "A list and a list can't be compared.", None),
        ],
    ),
    "a property of a number": (
        "- print: =n.name\n",
        [
            (1, 12, "do/0/value", "wrong_kind", "Only objects have properties. This is a number.", None),
        ],
    ),
    "a property of a list": (
        "- print: =[1].name\n",
        [
            (1, 14, "do/0/value", "wrong_kind", "Only objects have properties. This is a list.", None),
        ],
    ),
    "minus a text": (
        "- print: =-'a'\n",
        [
            (1, 12, "do/0/value/value", "wrong_kind", 'negate needs a number. You gave the text "a".', None),
        ],
    ),
    "an item of a number": (
        "- print: =n[1]\n",
        [
            (1, 11, "do/0/value/list", "wrong_kind", "item needs a text or a list. You gave a number.", None),
        ],
    ),
    "the length of a number": (
        "- print: =length(n)\n",
        [
            (
                1,
                18,
                "do/0/value/value",
                "wrong_kind",
                "length needs a text, a list or an object. You gave a number.",
                None,
            ),
        ],
    ),
    "no word of a drop-down": (
        "- print: =change_case('a', 'uper')\n",
        [
            (
                1,
                28,
                "do/0/value/to",
                "wrong_choice",
                'to has to be one of upper, lower, title. You gave the text "uper".',
                "upper",
            ),
        ],
    ),
    "a number in a drop-down": (
        "- print: =change_case('a', 5)\n",
        [
            (1, 28, "do/0/value/to", "wrong_kind", "to needs a text. You gave the number 5.", '"5"'),
        ],
    ),
    "a parameter that a function has not": (
        "- call: half\n  with: {y: 1, x: 2}\n",
        [
            (2, 13, "do/0/with/y", "unknown_slot", 'half has no parameter "y". It takes: x.', None),
        ],
    ),
    "a parameter left out": (
        "- call: half\n",
        [
            (1, 3, "do/0", "missing_slot", 'half needs a value for "x".', "x: …"),
        ],
    ),
    "a parameter left out in a formula": (
        "- print: =half()\n",
        [
            (-7, 7, "functions/f/do/0", "no_loop", "break stands in no loop.", "move it into a loop, or use return"),
            (1, 11, "do/0/value", "missing_slot", 'half needs a value for "x".', "x: …"),
        ],
    ),
    "a parameter of the wrong kind": (
        "- print: =half('a')\n",
        [
            (1, 16, "do/0/value/with/x", "wrong_kind", '"x" of half has to be of type number. This is a text.', None),
        ],
    ),
    "a parameter of the wrong kind, in a block": (
        "- call: half\n  with: {x: [1]}\n",
        [
            (2, 13, "do/0/with/x", "wrong_kind", '"x" of half has to be of type number. This is a list.', None),
        ],
    ),
    "save where nothing is answered": (
        "- print: 1\n  save: x\n",
        [
            (2, 3, "do/0", "no_result", "print answers nothing that could be saved.", "take the save away"),
        ],
    ),
    "error where nothing was caught": (
        "- print: =error.message\n",
        [
            (1, 11, "do/0/value/of", "unknown_name", 'Nothing is called "error" here. You have: n.', None),
        ],
    ),
    "error after its catch": (
        "- try:\n  - raise: a\n  catch: []\n- print: =error.message\n",
        [
            (4, 11, "do/1/value/of", "unknown_name", 'Nothing is called "error" here. You have: n.', None),
        ],
    ),
    "error in a catch is not the flow's own error": (
        "- set: error\n  to: 5\n- try:\n  - raise: a\n  catch:\n  - print: =error + 1\n- print: =error + 1\n",
        [
            (6, 19, "do/1/catch/0/value", "wrong_kind", "An object and a number can't be added.", None),
        ],
    ),
    "an input of another kind": (
        "- print: =n + 'a'\n",
        [
            (1, 13, "do/0/value", "wrong_kind", "A number and a text can't be added.", "join_text: [..., ...]"),
        ],
    ),
    "nothing for a number": (
        "- repeat: null\n  do: []\n",
        [
            (1, 11, "do/0/times", "wrong_kind", "repeat needs a whole number. You gave nothing.", None),
        ],
    ),
    "what is known of a list's items": (
        "- set: l\n  to: [1, 2]\n- print: =l[1] + 'a'\n",
        [
            (3, 16, "do/1/value", "wrong_kind", "A number and a text can't be added.", "join_text: [..., ...]"),
        ],
    ),
    "a property of nothing": (
        "- set: x\n  to: null\n- print: =x.a\n",
        [
            (3, 12, "do/1/value", "wrong_kind", "Only objects have properties. This is nothing.", None),
        ],
    ),
}
