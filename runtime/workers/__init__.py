"""The processes that share a store's work. One machine can run several, several machines one PostgreSQL."""

from blockloom.runtime.workers.place import Place
from blockloom.runtime.workers.worker import LEASE, Worker, adopt, may_adopt

__all__ = ["LEASE", "Place", "Worker", "adopt", "may_adopt"]
