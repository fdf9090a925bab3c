"""With this module one can say how something is called, also where Python does not know.

Most of PyTorch's and many of NumPy's functions are compiled without a signature. It is then in the
first line of their docstring, or in a type stub beside the compiled file.
"""

from __future__ import annotations

import inspect
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbautograd.inspector.static import class_name, loaded, shown, static, stored

_UNSET = inspect.Parameter.empty
# Where a package keeps stubs of functions that are not in the file of their own module.
_STUBS = {"torch": ("_C/_VariableFunctions.pyi", "_C/__init__.pyi", "_C/_nn.pyi")}
_LIMIT = 6


def signatures(obj: Any, name: str, documented: tuple[str, ...], package: str) -> tuple[str, ...]:
    """Every known way to call `obj`: its own, else its docstring's, else the stub's.

    >>> signatures(lambda x, *, eps=1e-5: x, "f", (), "")
    ('f(x, *, eps=1e-05)',)
    """
    if documented:
        return documented
    own = _own(obj, name)
    return (own,) if own else stub_signatures(name, package)


def _own(obj: Any, name: str) -> str:
    # A class or instance may compute its signature; only what is stored is read.
    if isinstance(static(obj, "__signature__"), property):
        return ""
    try:
        found = inspect.signature(obj)
    except (TypeError, ValueError, RecursionError, AttributeError):
        return ""
    return name + format_signature(found)


def format_signature(signature: inspect.Signature) -> str:
    """A signature as text; default values are never asked for their `repr`."""
    parts: list[str] = []
    kinds = [p.kind for p in signature.parameters.values()]
    starred = False
    for at, (name, p) in enumerate(signature.parameters.items()):
        if p.kind is p.KEYWORD_ONLY and not starred:
            starred = True
            if p.VAR_POSITIONAL not in kinds:
                parts.append("*")
        stars = 2 if p.kind is p.VAR_KEYWORD else int(p.kind is p.VAR_POSITIONAL)
        text = "*" * stars + name
        typed = annotation(p.annotation)
        text += f": {typed}" if typed else ""
        if p.default is not _UNSET:
            text += f" = {shown(p.default, 30)}" if typed else f"={shown(p.default, 30)}"
        parts.append(text)
        last = at + 1 == len(kinds) or kinds[at + 1] is not p.POSITIONAL_ONLY
        if p.kind is p.POSITIONAL_ONLY and last:
            parts.append("/")
    result = annotation(signature.return_annotation)
    return f"({', '.join(parts)})" + (f" -> {result}" if result else "")


def folded(signature: str, width: int = 80) -> str:
    """A signature with each parameter on a line of its own, if it is longer than `width`.

    >>> print(folded("f(x, y: tuple[int, int] = (0, 0)) -> int", 20))
    f(
        x,
        y: tuple[int, int] = (0, 0),
    ) -> int
    """
    if len(signature) <= width:
        return signature
    head, _, rest = signature.partition("(")
    parts, depth, start = [], 1, 0
    for at, char in enumerate(rest):
        depth += (char in "([{") - (char in ")]}")
        if not depth or (depth == 1 and char == ","):
            parts.append(rest[start:at].strip())
            start = at + 1
        if not depth:
            return f"{head}(\n" + "".join(f"    {p},\n" for p in parts if p) + rest[at:]
    return signature


def annotation(found: Any) -> str:
    """A type annotation in short, without the modules of its names."""
    if found is _UNSET:
        return ""
    if isinstance(found, str):
        text = found
    elif type(found).__module__ in {"typing", "types"}:
        text = repr(found)
    elif isinstance(found, type):
        text = class_name(found)
    else:
        return ""
    short = re.sub(r"\b(?:[a-z_]\w*\.)+(?=\w)", "", text)
    return "" if short in {"Any", "<class 'inspect._empty'>"} else short


@lru_cache(maxsize=1024)
def stub_signatures(name: str, package: str) -> tuple[str, ...]:
    """The overloads that a package's stub files declare for a function of that name."""
    found: list[str] = []
    for text in _stub_texts(package):
        for match in re.finditer(rf"^[ ]*def {re.escape(name)}\(", text, re.MULTILINE):
            declared = _declaration(text, match.end() - 1)
            if declared and name + declared not in found:
                found.append(name + declared)
        if found:
            break
    return tuple(found[:_LIMIT])


def _declaration(text: str, start: int) -> str:
    depth = 0
    for at in range(start, min(start + 4000, len(text))):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth == 0:
            end = text.find(":", at)
            # Drop `self`, blanks and the modules that stubs spell out in every type.
            head = re.sub(r"\s+", " ", text[start:end]).replace("( ", "(").replace(", )", ")")
            head = re.sub(r"\(self(?:, /)?(?:, )?", "(", head, count=1)
            return re.sub(r"\b(?:[a-z_]\w*\.)+(?=\w)", "", head).replace(",)", ")")
    return ""


@lru_cache(maxsize=8)
def _stub_texts(package: str) -> tuple[str, ...]:
    module = loaded(package)
    file = stored(module).get("__file__") if module else None
    if not isinstance(file, str):
        return ()
    texts = []
    for stub in _STUBS.get(package, ()):
        path = Path(file).parent / stub
        if path.is_file():
            texts.append(path.read_text(encoding="utf-8"))
    return tuple(texts)
