"""Front doors of packages: public names that load what they need when they are asked for.

A package names its public names in ``__all__`` and says under ``TYPE_CHECKING`` where each
comes from. So whoever reads or type-checks it finds them, and importing the package loads
nothing: no vision for a journal, and no database for a picture.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec


def doors(package: str) -> Callable[[str], object]:
    """Return the ``__getattr__`` of a package (PEP 562), which imports its public names.

    Raises ``AttributeError`` for a name that is not public; a submodule is imported as usual.
    """

    @cache
    def places() -> dict[str, str]:
        return dict(_places_of(package))

    def get(name: str) -> object:
        if name.startswith("__") or name not in places():
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(places()[name]), name)
        setattr(sys.modules[package], name, value)  # found without asking from now on
        return value

    return get


def _places_of(package: str) -> Iterator[tuple[str, str]]:
    """Yield each name that the package imports for type checkers, and its module."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.loader is not None
    source = spec.loader.get_source(package)  # type: ignore[attr-defined]
    for block in ast.parse(source).body:
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING":
            for line in block.body:
                assert isinstance(line, ast.ImportFrom)
                assert line.module is not None
                for each in line.names:
                    yield each.name, line.module
