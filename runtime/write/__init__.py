"""Flow → text: the canonical YAML and JSON of a flow, and saves that change only what changed."""

from blockloom.runtime.write.save import NotWritable, formatted, save
from blockloom.runtime.write.texts import to_json, to_yaml

__all__ = ["NotWritable", "formatted", "save", "to_json", "to_yaml"]
