"""Text → flow: YAML or JSON is read into a tree, the tree into blocks, every remark collected on the way."""

from blockloom.runtime.format.build import build
from blockloom.runtime.format.edits import with_edits
from blockloom.runtime.format.json_reader import read_json
from blockloom.runtime.format.pieces import NotUnderstood, Pieces
from blockloom.runtime.format.reading import read, read_lately
from blockloom.runtime.format.tree import Tree, Unreadable
from blockloom.runtime.format.yaml_reader import read_yaml

__all__ = [
    "NotUnderstood",
    "Pieces",
    "Tree",
    "Unreadable",
    "build",
    "read",
    "read_json",
    "read_lately",
    "read_yaml",
    "with_edits",
]
