"""One page with the saved pictures in order, for a user without a display."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

_HEAD = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="generator" content="station-gate">
<meta name="viewport" content="width=device-width">
<title>Station Gate: the screens</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem;
       color: #101c2c; background: #f5f3ee }
h2 { margin: 2.5rem 0 1rem; padding-top: 1rem; border-top: 4px solid #ffcd28 }
section { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(22rem, 1fr)) }
figure { margin: 0 }
img { width: 100%; height: auto; border-radius: 8px; box-shadow: 0 2px 12px #101c2c33 }
</style>
<h1>Station Gate: what the passenger saw</h1>
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A saved picture: its file's name, the show it is from and what it shows."""

    file: str
    title: str
    caption: str


def is_ours(html: str) -> bool:
    """Say whether ``page`` made this page."""
    return '<meta name="generator" content="station-gate">' in html


def pictures_of(html: str) -> list[str]:
    """Give the file names of the pictures on a page that ``page`` made."""
    return re.findall(r'<img src="(\d{2,}-[a-z0-9-]+\.png)"', html)


def page(pictures: Sequence[Picture]) -> str:
    """Give the HTML page; its links are relative, so the folder can be moved as a whole."""
    lines = [_HEAD]
    for title, group in groupby(pictures, key=lambda picture: picture.title):
        if title:
            lines.append(f"<h2>{escape(title)}</h2>\n")
        lines.append("<section>\n")
        for picture in group:
            file, caption = escape(picture.file), escape(picture.caption)
            lines.append(
                f'<figure><a href="{file}"><img src="{file}" alt="{caption}"></a>'
                f"<figcaption>{caption}</figcaption></figure>\n"
            )
        lines.append("</section>\n")
    return "".join(lines)
