"""One spelling for comparing what different people typed."""


def plain(text: str) -> str:
    """Give a text without case and blanks: "ICE 1234" and "ice1234" are one train."""
    return "".join(text.split()).casefold()
