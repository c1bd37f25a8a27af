"""A checked flow → Python's syntax tree, which is what runs; printed, it is "View as Python"."""

from blockloom.runtime.compile.module import Code, compile_flow, python_of
from blockloom.runtime.compile.style import PLAIN, READABLE, STEPS, TRACED, Style

__all__ = ["PLAIN", "READABLE", "STEPS", "TRACED", "Code", "Style", "compile_flow", "python_of"]
