"""A register's people as a gallery that can be searched, in memory only."""

from datetime import date

from station_gate.faces.pipeline import Template
from station_gate.identification.compact import expand_all
from station_gate.identification.gallery import Candidate, Gallery
from station_gate.registers.register import Register


def gallery_of(register: Register, today: date) -> Gallery:
    """Load everybody who may be searched for on a day."""
    gallery = Gallery()
    held = register.templates(today)
    if held:
        encodings, crowding = expand_all([content for _, content in held])
        gallery.add_all([number for number, _ in held], encodings, crowding)
    return gallery


def lookalikes(gallery: Gallery, template: Template, limit: float) -> list[Candidate]:
    """Return who of a gallery is so near that they could pass for the person of a template.

    ``limit`` is the one-to-one threshold: such colleagues are asked for their number.
    """
    return gallery.snapshot().within(template, limit)
