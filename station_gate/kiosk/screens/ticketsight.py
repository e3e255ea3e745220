"""What the ticket reader's camera sees: the code's outline, and whether it has been read."""

from collections.abc import Sequence

from station_gate.kiosk.art.badges import Shape
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.colour import GO, GO_LIGHT, WHITE, YELLOW
from station_gate.kiosk.kit.geometry import Box, Point
from station_gate.kiosk.kit.live import put_stroke
from station_gate.kiosk.screens.cameraview import draw_camera, place_in
from station_gate.kiosk.screens.pill import draw_pill
from station_gate.lane.view import TicketSight

_MIDDLE = 0.5
_INSET = (216.0, 162.0)


def draw_sight(page: Page, sight: TicketSight, box: Box) -> None:
    """Fill the picture's place with the camera's view, and say what would help."""
    _draw_picture(page, sight, box, radius=36, line=6, tick=76)
    if sight.read:
        draw_pill(page, page.texts("ticket_read"), box, "check", good=True)
    elif sight.far:
        draw_pill(page, page.texts("ticket_nearer"), box, "arrow_up", good=False)
    else:
        draw_pill(page, page.texts("ticket_still"), box, "still", good=False)


def draw_inset(page: Page, sight: TicketSight) -> None:
    """Show the ticket that has just been read in a corner of the next screen's picture."""
    panel = page.layout.picture
    w, h = _INSET
    box = Box(panel.right - w - 18, panel.y + 18, w, h)
    page.shade(box, 18, 14, 110, 6)
    page.plate(Box(box.x - 4, box.y - 4, w + 8, h + 8), 20, WHITE)
    _draw_picture(page, sight, box, radius=16, line=4, tick=54)


def _draw_picture(
    page: Page, sight: TicketSight, box: Box, *, radius: float, line: float, tick: float
) -> None:
    place = page.place(box)
    draw_camera(page.upright, sight.picture, place, _MIDDLE, radius)
    _draw_outlines(page.upright, sight, place, line, tick)


def _draw_outlines(page: Page, sight: TicketSight, box: Box, width: float, tick: float) -> None:
    colour = GO_LIGHT if sight.read else YELLOW
    for outline in sight.outlines:
        points = [place_in(box, sight.picture, point, _MIDDLE) for point in outline]
        points = [_inside(box, point) for point in points]
        put_stroke(page.bench, page.dst, [*points, points[0]], width + 4, WHITE)
        put_stroke(page.bench, page.dst, [*points, points[0]], width, colour)
        if sight.read:
            x, y = _centre(points)
            page.badge("check", x, y, tick, GO, WHITE, Shape.DISC)


def _inside(box: Box, point: Point) -> Point:
    return min(max(point[0], box.x + 5), box.right - 5), min(
        max(point[1], box.y + 5), box.bottom - 5
    )


def _centre(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
