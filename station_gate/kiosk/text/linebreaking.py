"""Where a text of a language may be broken, and which runs of it are one writing."""

import re

from station_gate.kiosk.text.fonts import script_of
from station_gate.kiosk.text.texts import HYPHEN
from station_gate.languages import Script, language_of

_NOT_FIRST = frozenset(
    "，。、！？：；）」』】》〉〕”’…・～ー々％,.!?:;)%ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
)
"""Kinsoku: what may not begin a line (small kana among it)."""
_STOPS = frozenset("、。：？！」…")
_NOT_LAST = frozenset("（「『【《〈〔“‘(")
"""Kinsoku: what may not end a line."""


def runs(text: str, tag: str) -> list[tuple[Script, str]]:
    """Split a line into runs of one writing; a space stays with what it follows."""
    parts: list[tuple[Script, str]] = []
    for letter in text:
        script = script_of(letter, tag)
        if letter == " " and parts:
            script = parts[-1][0]
        if parts and parts[-1][0] is script:
            parts[-1] = (script, parts[-1][1] + letter)
        else:
            parts.append((script, letter))
    return parts


def pieces(text: str, tag: str) -> list[str]:
    """Split a line where it is best broken.

    Most languages break at spaces; Chinese between any two characters except by the
    kinsoku rules and inside Latin words and numbers; Japanese where a phrase ends.
    """
    if not language_of(tag).breaks_anywhere:
        words = text.split(" ")
        return [word + " " for word in words[:-1]] + words[-1:]
    parts: list[str] = []
    for part in _characters(text, tag):
        if tag == "ja" and parts and not _phrase_ends(parts[-1], part):
            parts[-1] += part
        else:
            parts.append(part)
    return parts


def small_pieces(text: str, tag: str) -> list[str]:
    """Split a line wherever it may be broken at all: also at soft hyphens, and inside phrases."""
    if language_of(tag).breaks_anywhere:
        return _characters(text, tag)
    return [part for part in re.split(f"(?<=[ {HYPHEN}])", text) if part]


def _characters(text: str, tag: str) -> list[str]:
    parts: list[str] = []
    for letter in text:
        joins = parts and (
            letter in _NOT_FIRST
            or letter.isspace()
            or (parts[-1].rstrip() and parts[-1].rstrip()[-1] in _NOT_LAST)
            or (_in_word(letter, tag) and _in_word(parts[-1][-1], tag))
        )
        if joins:
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts


def _phrase_ends(before: str, after: str) -> bool:
    """Return whether a Japanese phrase ends here.

    Its last syllables are in hiragana, the next word's first character is not; the polite
    prefixes belong to what follows them.
    """
    last, first = before.rstrip()[-1:], after[:1]
    if "\u3041" <= first <= "\u3096":
        return last in _STOPS
    return last in _STOPS or ("\u3041" <= last <= "\u3096" and last not in "おご")


def _in_word(letter: str, tag: str) -> bool:
    return not letter.isspace() and script_of(letter, tag) is Script.LATIN
