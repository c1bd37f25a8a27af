"""Writes a value block of several statements as a function of the scope, and its call in the value's place.

What the block's own names stand for is the function's; names that only exist around the call are handed in.
"""

from __future__ import annotations

import ast
from contextlib import ExitStack
from typing import TYPE_CHECKING

from blockloom.runtime.compile.calls import paid_in_place

if TYPE_CHECKING:
    from blockloom.runtime.compile.unfold import Unfold


def write_function(unfold: Unfold) -> ast.expr:
    """The call of a function that does what the block's source does."""
    coder, make, source = unfold.coder, unfold.make, unfold.source
    values = {slot: source.slot_value(slot) for slot in unfold.use.slots.values() if slot.shape == "value"}
    parameters = {slot.name: coder.names.temporary() for slot in values}
    source.locals.update(parameters)
    around = set(coder.names.bound_slots())
    with ExitStack() as stack, coder.own_frame():
        for slot in unfold.use.slots.values():
            if slot.shape == "name":
                stack.enter_context(coder.names.bound(str(unfold.use.block.slots[slot.key])))
        body = paid_in_place(coder, lambda: unfold.all(unfold.use.source.body))
    handed = sorted(around & {node.id for part in body for node in ast.walk(part) if isinstance(node, ast.Name)})
    name = coder.function_name("value")
    coder.functions.append(make.function(name, [*parameters.values(), *handed], body))
    return make.call(name, [*values.values(), *(make.name(one) for one in handed)])
