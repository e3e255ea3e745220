"""Where a text of a language may be broken, and which runs of it are one writing."""

from station_gate.kiosk.fonts import Script, script_of

_NOT_FIRST = "，。、！？：；）」』】》”’…,.!?:;)％%"
"""Kinsoku: what may not begin a line."""
_NOT_LAST = "（「『【《“‘("
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
    """Split a line where it may be broken.

    English and Korean break at spaces; Chinese between any two characters except
    by the kinsoku rules and inside Latin words and numbers.
    """
    if tag != "zh-Hans":
        words = text.split(" ")
        return [word + " " for word in words[:-1]] + words[-1:]
    parts: list[str] = []
    for letter in text:
        joins = parts and (
            letter in _NOT_FIRST
            or letter.isspace()
            or parts[-1].rstrip()[-1:] in _NOT_LAST
            or (_in_word(letter, tag) and _in_word(parts[-1][-1], tag))
        )
        if joins:
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts


def _in_word(letter: str, tag: str) -> bool:
    return not letter.isspace() and script_of(letter, tag) is Script.LATIN
