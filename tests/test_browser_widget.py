"""The explorer as a widget: search, filters, pages, history; escaped, and closed without a trace."""

import pytest
from ipywidgets.widgets import widget as registry

import nbautograd
from nbautograd.widgets import Browser, explore


@pytest.fixture
def browser():
    made = Browser(nbautograd.linalg, "torch.linalg")
    yield made
    made.close()


def page(browser: Browser) -> dict[str, str]:
    return browser._page.outputs[0]["data"]


def test_searching_narrows_the_names(browser: Browser) -> None:
    assert repr(browser) == f"Browser: torch.linalg, {len(dir(nbautograd.linalg))} names"
    browser._query.value = "pinv"

    assert browser._names.options[0] == "pinv"
    assert len(browser._names.options) < len(dir(nbautograd.linalg))


def test_enter_in_the_search_field_walks_through_the_names(browser: Browser) -> None:
    browser._query.value = "norm"
    first, second = browser._names.options[:2]
    shown = []
    for _ in range(len(browser._names.options) + 1):
        browser._query._handle_custom_msg({"event": "submit"}, [])
        shown.append(browser._names.value)

    assert shown[:2] == [first, second]
    assert shown[-1] == first
    assert first in page(browser)["text/markdown"]
    browser._query.value = "zzzzzz"
    browser._query._handle_custom_msg({"event": "submit"}, [])
    assert browser._names.value is None


def test_a_chosen_name_shows_its_page_and_opening_it_can_be_taken_back(browser: Browser) -> None:
    browser._names.value = "inv"
    assert "Inverse of square matrices" in page(browser)["text/markdown"]
    assert browser._back.disabled
    browser._open.click()
    assert not browser._back.disabled
    browser._back.click()

    assert browser.model.place.name == "torch.linalg"
    assert browser._back.disabled


def test_nothing_in_a_docstring_becomes_html() -> None:
    class Odd:
        """<script>alert(1)</script> <img src=x onerror=alert(1)>"""

    browser = Browser(Odd, "Odd")
    try:
        assert "<script>" not in page(browser)["text/markdown"]
        assert "<img" not in page(browser)["text/markdown"]
    finally:
        browser.close()


def test_closing_leaves_no_model() -> None:
    before = set(registry._instances)
    explore(nbautograd.linalg).close()

    assert set(registry._instances) == before
