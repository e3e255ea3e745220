"""Who is enrolled, for one purpose each: kept sealed, erased with a receipt."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.registers.galleries import gallery_of, lookalikes
    from station_gate.registers.people import Consent, Person, Receipt, State
    from station_gate.registers.register import Register

__all__ = [
    "Consent",
    "Person",
    "Receipt",
    "Register",
    "State",
    "gallery_of",
    "lookalikes",
]
__getattr__ = doors(__name__)
