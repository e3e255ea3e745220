"""The report as one page that needs nothing else: figures, plots and the worst pairs."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from station_gate.capture.image import read_image
from station_gate.faces.calibration import RATES, tier_name
from station_gate.lab.evaluation.material import Material
from station_gate.lab.evaluation.plots import det_plot, distance_plot
from station_gate.lab.evaluation.results import Evaluation, figures, group_rows

_WORST = 12
"""Pairs of each kind shown beside each other."""
_SIDE = 150
"""Pixels of the longer side of a picture on the page."""
NOTE = (
    "Intervals are 95 % (Wilson; rule of three where nothing failed) and take pairs for "
    "independent. Pairs that share a picture or a person are not, so with all pairs of few "
    "people the truth may lie farther off than the interval says."
)
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #222; max-width: 60rem; margin: 2rem auto;
       padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { border-bottom: 1px solid #ddd; padding: .3rem .8rem; text-align: right }
th:first-child, td:first-child { text-align: left }
img { max-width: 100% }
.pairs { display: flex; flex-wrap: wrap; gap: 1rem }
figure { margin: 0 } figcaption { font-size: .8rem }
@media (prefers-color-scheme: dark) { body { background: #181818; color: #ddd } }
"""
GROUP_HEADER = (
    "group",
    "impostor pairs",
    "FMR ours",
    "FMR plain",
    "genuine pairs",
    "FNMR ours",
    "FNMR plain",
)


def as_page(found: Evaluation, given: Material) -> str:
    """Write the page; it holds the worst pairs' pictures, so mind who may see it."""
    parts = [
        f"<p>Pairs: {escape(found.origin)}. Pipeline {escape(found.pipeline)}, calibration: "
        f"{escape(found.calibration)}. Beside it plain face_recognition with its defaults.</p>",
        table_of(("", "Station Gate", "plain face_recognition"), _figures(found)),
        f"<p>{escape(' '.join(found.notes))}</p>",
        f"<p>{NOTE}</p>",
        *_groups(found),
        "<h2>DET curve</h2>",
        _image(det_plot(found), "png", "DET curve"),
        "<h2>Distances</h2>",
        _image(distance_plot(found.ours, "Station Gate"), "png", "Distances of Station Gate"),
        _image(
            distance_plot(found.plain, "Plain face_recognition"),
            "png",
            "Distances of plain face_recognition",
        ),
        "<h2>The worst genuine pairs</h2><p>One person, and farthest apart.</p>",
        _worst(found, given, same=True),
        "<h2>The worst impostor pairs</h2><p>Two people, and nearest. Look for wrong labels.</p>",
        _worst(found, given, same=False),
    ]
    return page_of("Face comparison, measured", parts)


def page_of(title: str, parts: Sequence[str]) -> str:
    """Put a title and parts of HTML into a page that needs nothing else."""
    head = (
        "<!doctype html><html lang='en'><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width'>",
        f"<title>{title}</title><style>{_STYLE}</style>",
        f"<h1>{title}</h1>",
    )
    return "\n".join([*head, *parts, "</html>\n"])


def _figures(found: Evaluation) -> Sequence[Sequence[str]]:
    return figures(found.ours, found.plain, found.target)


def _groups(found: Evaluation) -> list[str]:
    if not found.groups:
        return []
    parts = ["<h2>Groups</h2><p>At the thresholds that hold each error target over all pairs.</p>"]
    for rate in RATES:
        if found.ours.threshold_at(rate) is not None:
            table = table_of(GROUP_HEADER, group_rows(found, rate))
            parts += [f"<h3>FMR {tier_name(rate)} over all</h3>", table]
    for name, ours in found.groups.items():
        rows = figures(ours, found.plain_groups[name], found.target)
        parts += [
            f"<h3>{escape(name)} by itself</h3>",
            table_of(("", "Station Gate", "plain face_recognition"), rows),
        ]
    return parts


def table_of(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Make a table of texts; its first row are names."""
    lines = [("th", header), *(("td", row) for row in rows)]
    body = "".join(
        "<tr>" + "".join(f"<{cell}>{escape(text)}</{cell}>" for text in row) + "</tr>"
        for cell, row in lines
    )
    return f"<table>{body}</table>"


def _worst(found: Evaluation, given: Material, *, same: bool) -> str:
    compared = found.ours.compared
    kind = np.flatnonzero(compared.same == same)
    order = np.argsort(compared.distances[kind])
    chosen = kind[order[::-1] if same else order][:_WORST]
    shown = []
    for number in chosen:
        pair = compared.pairs[number]
        both = [given.pictures[side[pair]] for side in (given.left, given.right)]
        pictures = "".join(_image(_small(path), "jpeg", path.name) for path in both)
        names = " and ".join(escape(path.name) for path in both)
        distance = compared.distances[number]
        shown.append(
            f"<figure>{pictures}<figcaption>{names}<br>{distance:.3f}</figcaption></figure>"
        )
    return f"<div class='pairs'>{''.join(shown) or 'There are none.'}</div>"


def _small(path: Path) -> bytes:
    picture = Image.fromarray(read_image(path))
    picture.thumbnail((_SIDE, _SIDE))
    written = BytesIO()
    picture.save(written, "JPEG", quality=85)
    return written.getvalue()


def _image(contents: bytes, kind: str, name: str) -> str:
    data = b64encode(contents).decode()
    return f"<img src='data:image/{kind};base64,{data}' alt='{escape(name)}'>"
