"""Read an identity document, and check a chip with the states' certificates."""

import sys
from pathlib import Path

from station_gate import BadInput, read_document
from station_gate.documents import CscaStore, DocumentRefused


def main(document: str, csca: str) -> None:
    """Print the holder and every check beside its limit."""
    try:
        read = read_document(document, csca=CscaStore.load(Path(csca)))
    except DocumentRefused as refused:
        sys.exit(f"{refused.reason.staff_code}: {refused}")
    except BadInput as problem:
        sys.exit(str(problem))
    print(f"{read.holder.given_names} {read.holder.surname}, {read.holder.issuer}")
    for check in read.checks:
        print(f"  {check.name}: {check.value}, limit {check.limit}")


if __name__ == "__main__":
    main(*sys.argv[1:])
