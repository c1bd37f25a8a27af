"""The blocks that are installed, read off their functions.

``Catalog.of(modules)`` takes modules of block functions; everything else about a block is derived.
"""

from blockloom.runtime.catalog.catalog import Catalog, Category
from blockloom.runtime.catalog.definition import Definition
from blockloom.runtime.catalog.slot import CatalogError, Slot

__all__ = ["Catalog", "CatalogError", "Category", "Definition", "Slot"]
