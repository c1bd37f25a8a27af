"""What is known of a variable where a block reads it, and what to say if it may not be there."""

from __future__ import annotations

from blockloom.runtime.catalog import Slot
from blockloom.runtime.check.environment import NOT_SET, Environment
from blockloom.runtime.check.facts import Facts
from blockloom.runtime.findings import ENOUGH, asked, called_elsewhere, guess
from blockloom.runtime.formula.tokens import CONSTANTS
from blockloom.runtime.kinds import ANY, EVERY, UNSET, Kind
from blockloom.runtime.model import Block, Flow
from blockloom.runtime.wording import sentence


def read_variable(flow: Flow, facts: Facts, block: Block, slot: Slot, env: Environment) -> Kind:
    """The kind of the variable in a slot, as the slot lets it through; what is sure of it is noted for the compiler."""
    name = str(block.slots[slot.key])
    kind = ANY if name in flow.lost else env.get(name, NOT_SET)
    if kind.bits & UNSET:
        _unset(flow, facts, kind, env, block, slot)
        kind = kind.without(UNSET)
    if not kind.bits & EVERY and name not in env:
        kind = ANY
    if slot.kind.bits == ANY.bits:
        return kind
    within = kind.within(slot.kind)
    if not kind.meets(slot.kind):
        wanted, found = slot.kind.phrase(), kind.phrase()
        message = sentence("{name} has to be {wanted} here. It is {found}.", name=name, wanted=wanted, found=found)
        facts.find(block.places.get(slot.key, block.place), "wrong_kind", message)
    (facts.proven.add if within and kind.bits else facts.proven.discard)((id(block), slot.name))
    return kind if within else kind.with_bits(kind.bits & slot.kind.bits or slot.kind.bits)


def _unset(flow: Flow, facts: Facts, kind: Kind, env: Environment, block: Block, slot: Slot) -> None:
    """Say that the variable in a slot is not set, or may not be."""
    name, place = str(block.slots[slot.key]), block.places.get(slot.key, block.place)
    if kind.bits & EVERY:
        message = sentence('"{name}" may not be set yet here. Set it before, on every way that leads here.', name=name)
        if not flow.unsure:
            facts.find(place, "maybe_unset", message, f"set: {name}")
        return
    if not facts.listening() or len(facts.findings) > ENOUGH:
        return
    known = sorted(other for other, its in env.items() if its.bits & EVERY)
    some = sentence(" You have: {known}.", known=", ".join(known[:20]))
    have = some if known else sentence(" No variable is set yet.")
    constant = called_elsewhere(name, CONSTANTS) if block.definition.reads is slot else None
    meant = constant or guess(name, known)
    message = sentence('Nothing is called "{name}" here.{guess}{have}', name=name, guess=asked(meant), have=have)
    facts.find(place, "unknown_name", message, meant)
