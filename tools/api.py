"""Make docs/api.md from the docstrings of everything that has a front door.

python tools/api.py
"""

import logging
from pathlib import Path

import griffe
from griffe2md import ConfigDict, default_config, render_object_docs

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "api.md"
_HEAD = """# Public names

<!-- Made by `python tools/api.py`; do not edit. -->
What other programs may rely on, from the docstrings: import each from the package that is
the heading (`from station_gate.faces import Verifier`). Importing a package loads nothing
heavy; what a name needs is loaded when it is asked for. [Examples](../examples) show the first
steps; whatever is not on this page may change without a word.
"""
_CONFIG = {
    **default_config,
    "heading_level": 3,
    "show_root_full_path": False,
    "show_root_members_full_path": False,
    "show_object_full_path": False,
    "show_signature_annotations": True,
    "summary": False,
    "show_bases": False,
    "show_if_no_docstring": False,
    "filters": ["!^_"],
    "line_length": 100,
}


def page() -> str:
    """Return the whole page."""
    logging.getLogger("griffe").setLevel(logging.ERROR)
    whole = griffe.load("station_gate", search_paths=[str(ROOT)])
    assert isinstance(whole, griffe.Module)
    parts = [_HEAD]
    for package in _with_doors(whole):
        parts.append(f"\n## `{package.path}`\n\n{_doc(package)}\n")
        for name in sorted(str(each) for each in package.exports or ()):
            member = package[name]
            if member.is_alias:
                member = whole[member.target_path.removeprefix("station_gate.")]
            parts.append(render_object_docs(member, ConfigDict(**_CONFIG)).rstrip() + "\n")
    return "\n".join(parts)


def _with_doors(module: griffe.Module) -> list[griffe.Module]:
    found = [module] if module.exports else []
    for child in module.modules.values():
        if not child.is_alias and child.is_subpackage:
            found += _with_doors(child)
    return sorted(found, key=lambda each: each.path)


def _doc(package: griffe.Module) -> str:
    return package.docstring.value if package.docstring else ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
