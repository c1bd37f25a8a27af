"""What a flow means: names, kinds, reachability. Findings for people, facts for the compiler."""

from blockloom.runtime.check.check import check
from blockloom.runtime.check.facts import Facts, Operation

__all__ = ["Facts", "Operation", "check"]
