"""Rows of a flow's picture as blocks that snap into one another: an SVG to stand in a page or in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from markupsafe import Markup

from blockloom.web.picture import Row

HIGH, FOOT, SPINE, GAP, ROUND = 36, 14, 16, 10, 5
"""Heights of a row and of what closes a block around others; the width of its side; between stacks; of corners."""
START, PAD, PILL = 14, 12, 9
"""Where the notch begins, and the room beside the words and inside a value."""
SIZE, EDGES = 15, " ,"
NOTCH, BUMP = "l4 4h10l4-4", "l-4 4h-10l-4-4"
NARROW, WIDE = "ijltfrI .,:;'|!()[]{}\"-`", "mwMW@%—…"
STYLE = """
text { font: 600 15px system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; fill: hsl(var(--hue) 60% 20%) }
path { fill: hsl(var(--hue) 62% 91%); stroke: hsl(var(--hue) 45% 62%) }
rect { fill: #fff; stroke: hsl(var(--hue) 45% 62%) }
@media (prefers-color-scheme: dark) {
  text { fill: hsl(var(--hue) 60% 87%) }
  path { fill: hsl(var(--hue) 28% 20%); stroke: hsl(var(--hue) 25% 40%) }
  rect { fill: hsl(var(--hue) 28% 12%); stroke: hsl(var(--hue) 25% 40%) }
}
"""


@dataclass
class Piece:
    """A block: its first row, and for each of its bodies, the row above it and what stands in it."""

    row: Row
    arms: list[tuple[Row, list[Piece]]] = field(default_factory=list)

    @property
    def high(self) -> int:
        """In pixels, without the bump that reaches into the next block."""
        inside = sum(HIGH + room(body) for _, body in self.arms)
        return inside + (0 if self.row.hat else FOOT) if self.arms else HIGH


def room(body: Sequence[Piece]) -> int:
    """How high what stands in a body is; an empty one is seen, too."""
    return sum(piece.high for piece in body) or FOOT


def svg(rows: Sequence[Row], title: str) -> str:
    """The rows as an SVG file that brings its looks along, light and dark."""
    hues = "".join(f".hue-{tint} {{ --hue: {tint * 10} }}\n" for tint in sorted({row.tint for row in rows}))
    wide, high = size(rows)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
    return f"{head}\n<title>{escape(title)}</title>\n<style>{STYLE}{hues}</style>\n{shapes(rows)}\n</svg>\n"


def figure(rows: Sequence[Row], told: str, scale: float = 1.0) -> Markup:
    """The rows as an SVG in a page, ``told`` to those who do not see it."""
    wide, high = size(rows)
    ems = f'width="{wide * scale / SIZE:.2f}em" height="{high * scale / SIZE:.2f}em"'
    head = f'<svg class="shapes" viewBox="0 0 {wide} {high}" {ems} role="img" aria-label="{Markup.escape(told)}">'
    return Markup(f"{head}{shapes(rows)}</svg>")  # noqa: S704 - every word in it is escaped


def size(rows: Sequence[Row]) -> tuple[int, int]:
    """Width and height in pixels."""
    wide = max((row.depth * SPINE + width(row) for row in rows), default=0)
    pieces = pieces_of(rows)
    return wide + 2, sum(piece.high for piece in pieces) + GAP * sum(piece.row.hat for piece in pieces) + 6


def shapes(rows: Sequence[Row]) -> str:
    """What stands inside the SVG; its colours come from the style sheet around it."""
    drawn: list[str] = []
    top = 1
    for piece in pieces_of(rows):
        top += GAP if piece.row.hat else 0
        drawn += draw(piece, 1, top)
        top += piece.high
    return "\n".join(drawn)


def pieces_of(rows: Sequence[Row]) -> list[Piece]:
    """The rows as blocks in blocks."""
    tops: list[Piece] = []
    open_: list[list[Piece]] = [tops]
    for at, row in enumerate(rows):
        del open_[row.depth + 1 :]
        last = open_[-1][-1] if open_[-1] else None
        deeper = at + 1 < len(rows) and rows[at + 1].depth > row.depth
        if row.line is None and last is not None:
            piece = last
        else:
            piece = Piece(row)
            open_[-1].append(piece)
        if piece is last and not piece.arms:
            piece.arms.append((piece.row, []))
        if deeper or piece is last:
            piece.arms.append((row, []))
            open_.append(piece.arms[-1][1])
    return tops


def draw(piece: Piece, left: int, top: int) -> Iterator[str]:
    """The outline of a block, the words on it, and the blocks inside it."""
    yield f'<g class="hue-{piece.row.tint}"><title>{escape(piece.row.words)}</title>'
    yield f'<path d="{outline(piece, left, top)}"/>{words(piece.row, left, top)}'
    inside: list[str] = []
    for number, (row, body) in enumerate(piece.arms):
        if number:
            yield words(row, left, top)
        at = top = top + HIGH
        for inner in body:
            inside += draw(inner, left + (0 if piece.row.hat else SPINE), at)
            at += inner.high
        top += room(body)
    yield "</g>"
    yield from inside


def outline(piece: Piece, left: int, top: int) -> str:
    """The path around a block: a notch above, a bump below, and around each body."""
    right = width(piece.row)
    if piece.row.hat:
        start = f"M{left} {top + 8}c12-11 60-11 72 0H{left + right - ROUND}"
        return f"{start}q{ROUND} 0 {ROUND} {ROUND}V{top + HIGH}{bottom(left)}{turn(left)}V{top + 8}z"
    path = f"M{left} {top + ROUND}q0-{ROUND} {ROUND}-{ROUND}H{left + START}{NOTCH}"
    for row, body in piece.arms:
        top += HIGH
        path += f"{edge(left + width(row))}{bottom(left + SPINE)}"
        path += f"H{left + SPINE + ROUND}q-{ROUND} 0-{ROUND} {ROUND}"
        top += room(body)
        path += f"V{top - ROUND}q0 {ROUND} {ROUND} {ROUND}H{left + SPINE + START}{NOTCH}"
    return f"{path}{edge(left + right, FOOT if piece.arms else HIGH)}{bottom(left)}{turn(left)}z"


def edge(right: int, high: int = HIGH) -> str:
    """Along the upper side to the right, and down."""
    return f"H{right - ROUND}q{ROUND} 0 {ROUND} {ROUND}v{high - 2 * ROUND}q0 {ROUND}-{ROUND} {ROUND}"


def bottom(left: int) -> str:
    """Along the lower side to the left, with the bump."""
    return f"H{left + START + 18}{BUMP}"


def turn(left: int) -> str:
    """To the left and up around the corner."""
    return f"H{left + ROUND}q-{ROUND} 0-{ROUND}-{ROUND}"


def words(row: Row, left: int, top: int) -> str:
    """The words of a row, each value in a pill; widths are estimated, and what is drawn is made to keep to them."""
    at, middle, drawn = left + PAD, top + HIGH // 2 + 1, ""
    for said, value in shown(row):
        wide = measure(said)
        if value:
            drawn += f'<rect x="{at}" y="{middle - 12}" width="{wide + 2 * PILL}" height="23" rx="11.5"/>'
            at += PILL
        drawn += f'<text x="{at}" y="{middle + 5}" textLength="{wide}">{escape(said)}</text>'
        at += wide + (PILL if value else 0) + 6
    return drawn


def width(row: Row) -> int:
    """Of a row with its words, in pixels."""
    return max(2 * PAD - 6 + sum(measure(said) + (2 * PILL if value else 0) + 6 for said, value in shown(row)), 72)


def shown(row: Row) -> list[tuple[str, bool]]:
    """The pieces of a row without what only joins them in a sentence."""
    return [(text.strip(EDGES), value) for text, value in row.pieces if text.strip(EDGES)]


def measure(text: str) -> int:
    """About how wide a text is in the fonts of the page, in pixels."""
    ems = sum(
        0.33 if letter in NARROW else 0.9 if letter in WIDE else 0.68 if letter.isupper() else 0.59 for letter in text
    )
    return round(ems * SIZE)
