"""How a program runs. The front door for blocks: slot types, the run's doors, and the operations of the language."""

from blockloom.runtime.context import Doors, entered, here
from blockloom.runtime.errors import BlockloomError, FlowError, SettingsError, Stopped
from blockloom.runtime.limits import ITEMS as ITEM_LIMIT
from blockloom.runtime.limits import TEXT as TEXT_LIMIT
from blockloom.runtime.operations import (
    add,
    bounds,
    multiply,
    ordered,
    position,
    power,
    property_of,
    room_for,
    subtract,
    whole_range,
)
from blockloom.runtime.types import Body, Break, Fields, Function, Lazy, Name, Next, Return, Verbatim
from blockloom.runtime.values import bounded, equal, joined, text_of, too_large

__all__ = [
    "ITEM_LIMIT",
    "TEXT_LIMIT",
    "BlockloomError",
    "Body",
    "Break",
    "Doors",
    "Fields",
    "FlowError",
    "Function",
    "Lazy",
    "Name",
    "Next",
    "Return",
    "SettingsError",
    "Stopped",
    "Verbatim",
    "add",
    "bounded",
    "bounds",
    "entered",
    "equal",
    "here",
    "joined",
    "multiply",
    "ordered",
    "position",
    "power",
    "property_of",
    "room_for",
    "subtract",
    "text_of",
    "too_large",
    "whole_range",
]
