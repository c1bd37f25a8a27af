"""Flow → text: the canonical YAML and JSON of a flow, and saves that change only what changed."""

from blockloom.runtime.write.texts import to_json, to_yaml

__all__ = ["to_json", "to_yaml"]
