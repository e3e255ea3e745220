"""Text files that people write, as their editors save them."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

_WIDE_MARKS = {BOM_UTF16_LE: "utf-16-le", BOM_UTF16_BE: "utf-16-be"}


def unmarked(content: bytes) -> bytes:
    """Give a text file's bytes as UTF-8 without the mark that some editors begin them with.

    A mark is no letter: taken for one, it changes the first word of a list or a key.
    """
    for mark, encoding in _WIDE_MARKS.items():
        if content.startswith(mark):
            try:
                return content.removeprefix(mark).decode(encoding).encode()
            except UnicodeDecodeError:
                return content
    return content.removeprefix(BOM_UTF8)
