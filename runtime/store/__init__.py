"""The only place that speaks SQL."""

from blockloom.runtime.store.store import Store

__all__ = ["Store"]
