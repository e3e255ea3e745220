"""The pages that are made from the program are what the program would write now."""

import pytest

from tests.conftest import ROOT
from tools.docs import PAGES


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_up_to_date(page: str) -> None:
    written = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert written == PAGES[page](), f"docs/{page} is out of date: run make docs"
