"""Rows of a flow's picture as an SVG, to stand in a page or in a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from blockloom.web.picture import Row

HIGH, STEP, INDENT, LETTER = 34, 40, 26, 8.2
STYLE = """
text { font: 600 15px system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; fill: hsl(var(--hue) 60% 20%) }
rect { fill: hsl(var(--hue) 62% 95%); stroke: hsl(var(--hue) 45% 72%) }
.edge { fill: hsl(var(--hue) 55% 52%); stroke: none }
@media (prefers-color-scheme: dark) {
  text { fill: hsl(var(--hue) 60% 87%) }
  rect { fill: hsl(var(--hue) 28% 17%); stroke: hsl(var(--hue) 25% 34%) }
}
"""


def svg(rows: Sequence[Row], title: str) -> str:
    """The rows as an SVG file that brings its looks along, light and dark."""
    hues = "".join(f".hue-{tint} {{ --hue: {tint * 10} }}\n" for tint in sorted({row.tint for row in rows}))
    wide, high = size(rows)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
    return f"{head}\n<title>{escape(title)}</title>\n<style>{STYLE}{hues}</style>\n{shapes(rows)}\n</svg>\n"


def size(rows: Sequence[Row]) -> tuple[int, int]:
    """Width and height in pixels."""
    return max((left(row) + width(row) for row in rows), default=0) + 1, STEP * len(rows)


def shapes(rows: Sequence[Row]) -> str:
    """What stands inside the SVG; its colours come from the style sheet around it."""
    return "\n".join(shape(row, number) for number, row in enumerate(rows))


def shape(row: Row, number: int) -> str:
    x, top = left(row), number * STEP + 3
    return (
        f'<g class="hue-{row.tint}"><rect x="{x}" y="{top}" width="{width(row)}" height="{HIGH}" rx="7"/>'
        f'<rect class="edge" x="{x}" y="{top}" width="6" height="{HIGH}" rx="3"/>'
        f'<text x="{x + 18}" y="{top + 22}">{escape(row.words)}</text></g>'
    )


def left(row: Row) -> int:
    return row.depth * INDENT + 1


def width(row: Row) -> int:
    return round(len(row.words) * LETTER) + 34
