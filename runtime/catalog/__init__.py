"""The blocks that are installed, read off their functions.

``Catalog.of(modules)`` takes modules of block functions; everything else about a block is derived. ``with_packs`` adds
those of other people's packages.
"""

from blockloom.runtime.catalog.catalog import Catalog, Category
from blockloom.runtime.catalog.definition import Definition, Pack
from blockloom.runtime.catalog.packs import with_packs
from blockloom.runtime.catalog.slot import CatalogError, Slot

__all__ = ["Catalog", "CatalogError", "Category", "Definition", "Pack", "Slot", "with_packs"]
