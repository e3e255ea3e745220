"""Words that may need more room than a screen has: laid on sheets, and nothing left out.

Large text goes on over as many sheets as it needs; a button turns them, one after the other,
and after the last the first.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from station_gate.kiosk.drawing.buttons import Button, Look
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.colour import BLUE, Colour
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.target import SHEET_TARGET
from station_gate.kiosk.text.typesetting import Paragraph

_BESIDE = 18.0
"""From a mark to its words."""


class Mark(NamedTuple):
    """The picture beside a block: an icon, on a plate or bare."""

    icon: str
    size: float
    ground: Colour | None = None
    colour: Colour = BLUE


class Block(NamedTuple):
    """What stays together on a sheet: paragraphs, ``gap`` below what is above them."""

    paragraphs: tuple[Paragraph, ...]
    mark: Mark | None = None
    gap: float = 14.0
    joined: bool = False
    """Whether it makes no sense without the block before it: they are not parted."""
    own: str = ""
    """A name, where the screen draws it itself."""


class Flow(NamedTuple):
    """Blocks under each other in a box; ``pager`` is where the button that turns sheets is."""

    blocks: tuple[Block, ...]
    box: Box
    pager: Box


class Sheet(NamedTuple):
    """The blocks of one sheet and where they are, and which of how many it is (0 the first)."""

    placed: tuple[tuple[Block, Box], ...]
    number: int
    total: int


def sheet_of(page: Page, flow: Flow) -> Sheet:
    """Lay a flow out and give the sheet that is shown."""
    sheets = _fill(page, flow.blocks, flow.box)
    if len(sheets) > 1:
        low = min(flow.box.bottom, max(flow.pager.y - 10, flow.box.y))
        if flow.pager.y > flow.box.y:  # else it stands above, and takes nothing away
            sheets = _fill(page, flow.blocks, flow.box._replace(h=low - flow.box.y))
    number = page.turned % len(sheets)
    return Sheet(tuple(sheets[number]), number, len(sheets))


def draw_flow(page: Page, flow: Flow) -> None:
    """Draw the sheet that is shown, without the button."""
    for block, box in sheet_of(page, flow).placed:
        mark = block.mark
        if block.own:
            continue
        if mark is None:
            page.stack(block.paragraphs, box)
        else:
            y = box.cy if box.h <= 2.2 * mark.size else box.y + mark.size / 2
            if mark.ground is not None:
                plate = Box(box.x, y - mark.size / 2, mark.size, mark.size)
                page.plate(plate, mark.size * 0.3, mark.ground)
            share = 1.0 if mark.ground is None else 0.58
            page.icon(mark.icon, box.x + mark.size / 2, y, mark.size * share, mark.colour)
            page.stack(block.paragraphs, _words(block, box), middle=True)


def pager(page: Page, flow: Flow | None) -> list[Button]:
    """Lay out the button that turns to the next sheet, where there is more than one."""
    sheet = None if flow is None else sheet_of(page, flow)
    if flow is None or sheet is None or sheet.total < 2:
        return []
    last = sheet.number == sheet.total - 1
    key, icon = ("first_sheet", "chevron_up") if last else ("next_sheet", "chevron_down")
    label = page.texts(key, n=sheet.number + 1, total=sheet.total)
    return [Button(SHEET_TARGET, flow.pager, label, Look.OUTLINE, icon, size=24)]


def _words(block: Block, box: Box) -> Box:
    """Where a block's words are, beside its mark."""
    beside = block.mark.size + _BESIDE if block.mark else 0.0
    return box._replace(x=box.x + beside, w=box.w - beside)


def _fill(page: Page, blocks: Sequence[Block], box: Box) -> list[list[tuple[Block, Box]]]:
    """Put blocks under each other, and on a new sheet whatever has no room."""
    sheets: list[list[tuple[Block, Box]]] = [[]]
    y = box.y
    for group in _groups(blocks):
        heights = [_height(page, block, box) for block in group]
        whole = sum(heights) + sum(block.gap for block in group[1:])
        for block, height in zip(group, heights, strict=True):
            needed = whole if block is group[0] and whole <= box.h else height
            gap = block.gap if sheets[-1] else 0.0
            if sheets[-1] and y + gap + needed > box.bottom + 0.5:
                sheets.append([])
                y, gap = box.y, 0.0
            sheets[-1].append((block, Box(box.x, y + gap, box.w, height)))
            y += gap + height
    return sheets


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Give the blocks that are not to be parted."""
    group: list[Block] = []
    for block in blocks:
        if group and not block.joined:
            yield group
            group = []
        group.append(block)
    yield group


def _height(page: Page, block: Block, box: Box) -> float:
    words = page.height(block.paragraphs, _words(block, box))
    return max(words, block.mark.size if block.mark else 0.0)
