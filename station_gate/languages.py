"""The languages of the kiosk: one record each, beside a catalogue of texts (``kiosk/locale/``)."""

from dataclasses import dataclass
from enum import StrEnum


class Script(StrEnum):
    """A kind of writing that needs a font of its own."""

    LATIN = "Latin"
    HANS = "Simplified Chinese"
    HANT = "Traditional Chinese"
    KANA = "Japanese"
    HANGUL = "Korean"
    ARABIC = "Arabic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What typesetting and speech must know of a language; its texts are in ``TAG.toml``."""

    tag: str
    """BCP 47."""
    script: Script = Script.LATIN
    right_to_left: bool = False
    """Screens are mirrored."""
    breaks_anywhere: bool = False
    """Written without spaces between words."""
    spaced_marks: bool = False
    """A space stands before ? ! : ; and inside « », as in French."""
    leading: float = 1.0
    """Distance of lines in paragraphs, over that of Latin letters."""
    voice: str | None = None
    """Of eSpeak NG; ``None``: nothing is spoken."""


_MANDARIN = "cmn-latn-pinyin"
"""The voice "cmn" reads most characters' pinyin aloud as if it were English."""

LANGUAGES = (
    Language(tag="en", voice="en-gb"),
    Language(
        tag="zh-Hans", script=Script.HANS, breaks_anywhere=True, leading=1.06, voice=_MANDARIN
    ),
    Language(
        tag="zh-Hant", script=Script.HANT, breaks_anywhere=True, leading=1.06, voice=_MANDARIN
    ),
    Language(tag="ko", script=Script.HANGUL, leading=1.06, voice="ko"),
    # no voice: eSpeak NG 1.51 reads kana, and every kanji as "Chinese letter"
    Language(tag="ja", script=Script.KANA, breaks_anywhere=True, leading=1.06),
    Language(tag="de", voice="de"),
    Language(tag="fr", spaced_marks=True, voice="fr-fr"),
    Language(tag="es", voice="es"),
    Language(tag="ar", script=Script.ARABIC, right_to_left=True, leading=1.08, voice="ar"),
)
"""The languages that are offered, in the order of their buttons."""

TAGS = tuple(language.tag for language in LANGUAGES)
_KNOWN = {language.tag: language for language in LANGUAGES}


def language_of(tag: str) -> Language:
    """Return a language by its tag; one without a record is taken for one in Latin letters."""
    return _KNOWN.get(tag) or Language(tag=tag)
