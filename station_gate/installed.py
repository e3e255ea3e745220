"""How this program was installed, from a checkout or as a package, and so how it is mended."""

from pathlib import Path

IN_CHECKOUT = (Path(__file__).resolve().parents[1] / "tools" / "setup.sh").is_file()

MEND = "run make setup" if IN_CHECKOUT else "install the package station-gate again"
"""What to do where a part of the installation is broken."""

GET_SPEECH = "run make speech" if IN_CHECKOUT else "install the package espeak-ng"
"""What to do for instructions that are read aloud."""
