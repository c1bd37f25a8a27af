"""How a program runs. The front door: for blocks the slot types, the run's doors and the operations of the language;
for everybody else reading, checking, running and printing flows."""

from blockloom.runtime import dates
from blockloom.runtime.catalog import Catalog, CatalogError, Category, Definition, Slot
from blockloom.runtime.context import Doors, entered, here
from blockloom.runtime.errors import BlockloomError, FlowError, SettingsError, Stopped
from blockloom.runtime.findings import Finding, Place
from blockloom.runtime.flowtests import FixedClock, TestResult, run_tests
from blockloom.runtime.inputs import coerce_inputs
from blockloom.runtime.json_values import value_from_json
from blockloom.runtime.keys import keys_of
from blockloom.runtime.limits import ITEMS as ITEM_LIMIT
from blockloom.runtime.limits import LARGEST as NUMBER_LIMIT
from blockloom.runtime.limits import NESTING as NESTING_LIMIT
from blockloom.runtime.limits import TEXT as TEXT_LIMIT
from blockloom.runtime.limits import Limits
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
from blockloom.runtime.program import NotRunnable, Program, python_of, read_flow
from blockloom.runtime.run import Outcome, run_flow
from blockloom.runtime.schema import schema
from blockloom.runtime.trace import Event, StepTrace
from blockloom.runtime.types import (
    Body,
    Break,
    Case,
    Cases,
    Condition,
    Empty,
    Fields,
    Function,
    Lazy,
    Name,
    Next,
    Return,
    Verbatim,
)
from blockloom.runtime.values import (
    bounded,
    copied,
    equal,
    is_value,
    joined,
    json_text,
    kind_name,
    shown,
    sized,
    text_of,
    too_large,
)
from blockloom.runtime.watch import StopSignal
from blockloom.runtime.wording import Sentence, plural, sentence

__all__ = [
    "ITEM_LIMIT",
    "NESTING_LIMIT",
    "NUMBER_LIMIT",
    "TEXT_LIMIT",
    "BlockloomError",
    "Body",
    "Break",
    "Case",
    "Cases",
    "Catalog",
    "CatalogError",
    "Category",
    "Condition",
    "Definition",
    "Doors",
    "Empty",
    "Event",
    "Fields",
    "Finding",
    "FixedClock",
    "FlowError",
    "Function",
    "Lazy",
    "Limits",
    "Name",
    "Next",
    "NotRunnable",
    "Outcome",
    "Place",
    "Program",
    "Return",
    "Sentence",
    "SettingsError",
    "Slot",
    "StepTrace",
    "StopSignal",
    "Stopped",
    "TestResult",
    "Verbatim",
    "add",
    "bounded",
    "bounds",
    "coerce_inputs",
    "copied",
    "dates",
    "entered",
    "equal",
    "here",
    "is_value",
    "joined",
    "json_text",
    "keys_of",
    "kind_name",
    "multiply",
    "ordered",
    "plural",
    "position",
    "power",
    "property_of",
    "python_of",
    "read_flow",
    "room_for",
    "run_flow",
    "run_tests",
    "schema",
    "sentence",
    "shown",
    "sized",
    "subtract",
    "text_of",
    "too_large",
    "value_from_json",
    "whole_range",
]
