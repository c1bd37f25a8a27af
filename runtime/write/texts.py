"""A flow as text, in its two spellings: reading either gives the flow again, and writing that gives the text again."""

from __future__ import annotations

import json

from blockloom.runtime.model import Flow
from blockloom.runtime.write.document import document
from blockloom.runtime.write.layout import map_lines


def to_yaml(flow: Flow) -> str:
    """The canonical YAML of a flow."""
    return "\n".join(map_lines(document(flow), 0)) + "\n"


def to_json(flow: Flow) -> str:
    """The JSON twin of a flow: the same structure, two spaces a level."""
    return json.dumps(document(flow), ensure_ascii=False, indent=2) + "\n"
