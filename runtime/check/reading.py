"""What is known of a variable where a block reads it, and what to say if it may not be there."""

from __future__ import annotations

from dataclasses import replace

from blockloom.runtime.catalog import Slot
from blockloom.runtime.check.environment import NOT_SET, Environment
from blockloom.runtime.check.facts import Facts
from blockloom.runtime.findings import ENOUGH, Place, asked, called_elsewhere, guess
from blockloom.runtime.formula.tokens import CONSTANTS
from blockloom.runtime.kinds import ANY, EVERY, UNSET, Kind
from blockloom.runtime.model import Block, Flow
from blockloom.runtime.wording import sentence


def read_variable(flow: Flow, facts: Facts, block: Block, slot: Slot, env: Environment) -> Kind:
    """The kind of the variable in a slot, as the slot lets it through; what is sure of it is noted for the compiler."""
    name, place = str(block.slots[slot.key]), block.places.get(slot.key, block.place)
    elsewhere = called_elsewhere(name, CONSTANTS) if block.definition.reads is slot else None
    kind = _read(flow, facts, env, name, place, elsewhere)
    within = kind.within(slot.kind)
    if not kind.meets(slot.kind):
        wanted, found = slot.kind.phrase(), kind.phrase()
        message = sentence("{name} has to be {wanted} here. It is {found}.", name=name, wanted=wanted, found=found)
        facts.find(place, "wrong_kind", message)
    (facts.proven.add if within and kind.bits else facts.proven.discard)((id(block), slot.name))
    return kind if within else replace(kind, bits=kind.bits & slot.kind.bits or slot.kind.bits)


def _read(flow: Flow, facts: Facts, env: Environment, name: str, place: Place, elsewhere: str | None) -> Kind:
    kind = ANY if name in flow.lost else env.get(name, NOT_SET)
    if kind.bits & UNSET:
        _unset(flow, facts, kind, env, name, place, elsewhere)
        kind = kind.without(UNSET)
    return kind if kind.bits & EVERY or name in env else ANY


def _unset(
    flow: Flow, facts: Facts, kind: Kind, env: Environment, name: str, place: Place, elsewhere: str | None
) -> None:
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
    meant = elsewhere or guess(name, known)
    message = sentence('Nothing is called "{name}" here.{guess}{have}', name=name, guess=asked(meant), have=have)
    facts.find(place, "unknown_name", message, meant)
