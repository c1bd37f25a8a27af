"""Formula text → blocks: ``=a + b`` is sugar for ``{add: {a: =a, b: =b}}``, and nothing but such sugar."""

from blockloom.runtime.formula.errors import FormulaError
from blockloom.runtime.formula.nodes import Known
from blockloom.runtime.formula.parser import parse_formula, parse_template
from blockloom.runtime.formula.tokens import is_name

__all__ = ["FormulaError", "Known", "is_name", "parse_formula", "parse_template"]
