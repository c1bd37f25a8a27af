"""Flow ⇄ blocks: a flow's sections as blocks of the visual editor, and edited blocks back as text.

``show`` makes blocks of a section, ``take`` reads them again, ``edit`` puts them into the flow's text, and ``palette``
tells the editor what every block of the catalog looks like.
"""

from blockloom.web.workspace.edit import edited
from blockloom.web.workspace.functions import changed
from blockloom.web.workspace.kept import with_test
from blockloom.web.workspace.palette import palette
from blockloom.web.workspace.sections import outline
from blockloom.web.workspace.show import shown
from blockloom.web.workspace.wire import NotBlocks, Sheet, sheet

__all__ = ["NotBlocks", "Sheet", "changed", "edited", "outline", "palette", "sheet", "shown", "with_test"]
