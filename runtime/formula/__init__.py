"""The formula language: text after ``=`` and inside ``${…}``, read into blocks."""

from blockloom.runtime.formula.parser import FormulaError, Parser, is_name, parse_template
from blockloom.runtime.formula.tokens import WORDS

__all__ = ["WORDS", "FormulaError", "Parser", "is_name", "parse_template"]
