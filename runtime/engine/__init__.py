"""Work that goes on after a crash."""

from blockloom.runtime.engine.engine import Beat, Engine, Job

__all__ = ["Beat", "Engine", "Job"]
