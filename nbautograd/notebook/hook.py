"""``obj?`` on our objects: the inspector's page, as IPython's MIME hooks want it.

A hook that raises leaves Contextual Help without any reply, and one that answers for everything
would change the help of objects that are not ours; so a hook answers for our objects only, and
what goes wrong inside is silence, which IPython's own text fills. (A hook must have one parameter
in all: IPython before 9.15 counts those with a default as required.)
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from IPython.core.getipython import get_ipython

from nbautograd.notebook.names import is_tensor

if TYPE_CHECKING:
    from IPython.core.oinspect import InspectorHookData

    from nbautograd.inspector import Page

__all__ = ["HOOKS"]


def _page(data: InspectorHookData) -> Page | None:
    from nbautograd.inspector import describe

    parent = getattr(data.info, "parent", None)
    if not _is_ours(data.obj, parent):
        return None
    name = str(data.info_dict.get("name") or "") or None
    shell = get_ipython()
    return describe(
        data.obj, name, parent,
        names=shell.user_ns if shell is not None else None,
        source=data.detail_level > 0,
    )


def _is_ours(obj: Any, parent: Any) -> bool:
    module = getattr(obj, "__module__", None) or getattr(type(obj), "__module__", None) or ""
    return (
        is_tensor(obj)
        or is_tensor(parent)
        or (isinstance(module, str) and module.partition(".")[0] == "nbautograd")
    )


def _quiet(form: Callable[[Page], Any]) -> Callable[[InspectorHookData], Any]:
    def hook(data: InspectorHookData) -> Any:
        try:
            page = _page(data)
            return None if page is None else form(page)
        except Exception:  # noqa: BLE001 (a hook that raises kills the front end's request)
            return None

    return hook


def _plain(page: Page) -> list[tuple[str, str]]:
    return [("", page.text)]


def _html(page: Page) -> list[tuple[str, str]]:
    # Front ends that receive HTML prefer it to Markdown: what they get is ours too.
    return [(page.title, f"<pre>{html.escape(page.text)}</pre>")]


# IPython wants sections (heading, body) for text and HTML, the text itself for any other type.
HOOKS: dict[str, Callable[[InspectorHookData], Any]] = {
    "text/markdown": _quiet(lambda page: page.markdown),
    "text/plain": _quiet(_plain),
    "text/html": _quiet(_html),
}
