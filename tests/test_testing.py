"""What docs/testing.md shows works as it stands there."""

import re

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=["lane", "kiosk"])
def test_the_page_shows_what_works(block: str) -> None:
    exec(compile(block, "docs/testing.md", "exec"), {})
