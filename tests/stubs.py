"""The type stubs: what the op table binds at import, written down for those who only read files.

Editors without a kernel and type checkers see neither the methods of `Tensor` nor the functions of
``torch``. With this module one writes them:

    python tests/stubs.py

A name that is ordinary Python code is imported from where it is defined; what only the table knows
is declared. `tests/test_stubs.py` fails while a file is not what is written here.
"""

from __future__ import annotations

import importlib
import inspect
import re
import textwrap
import types
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from stub_types import annotation, result_fields, result_type

import nbautograd
from nbautograd import Tensor
from nbautograd.engine.composite import Composite
from nbautograd.engine.op import Op
from nbautograd.engine.out import with_out
from nbautograd.engine.spelling import numpy_spelling
from nbautograd.ops import IN_PLACE, OPERATORS, entries

__all__ = ["PACKAGE", "SPACES", "bound", "public_names", "stubs"]

PACKAGE = Path(nbautograd.__path__[0])
SPACES = ("", "fft", "linalg", "masked", "nn", "nn.functional", "nn.modules", "special")    # made by the table
ENTRIES = {name: entry for name, (_, entry) in entries().items()}
_DUNDERS = OPERATORS | {f"__i{word}__": OPERATORS[f"__{word}__"] for word in IN_PLACE}
_HEAD = '"""Written by tests/stubs.py from the op table: not to be edited."""\n\n'
_NUMBER = "Number: TypeAlias = complex | number[Any] | bool_\n\n\n"
_METHODS = ("class Methods:\n"
            '    """What the table binds to Tensor: methods, in-place twins and operators."""\n\n')
_WIDTH = 100
_HOMES = {
    "Any": "typing", "Callable": "collections.abc", "NamedTuple": "typing", "TypeAlias": "typing",
    "InteractiveShell": "IPython.core.interactiveshell", "Layout": "nbautograd.engine.device",
    "MemoryFormat": "nbautograd.engine.memory", "Number": "nbautograd.engine.methods",
    "Sequence": "collections.abc", "Tensor": "nbautograd.engine.tensor", "overload": "typing",
    "TypedStorage": "nbautograd.engine.storage", "UntypedStorage": "nbautograd.engine.storage",
    "bool_": "numpy", "dtype": "nbautograd.engine.dtypes", "number": "numpy", "results": "nbautograd.engine",
    **dict.fromkeys(("bool", "float", "int", "str", "tuple", "type"), "builtins"),
}


def stubs() -> dict[str, str]:
    """The text of every stub by its path in the package.

    >>> "engine/methods.pyi" in stubs()
    True
    """
    found = {"engine/methods.pyi": _methods()}
    for space in SPACES:
        module = importlib.import_module(f"nbautograd.{space}".rstrip("."))
        init = "/__init__" if hasattr(module, "__path__") else ""
        found[f"{space.replace('.', '/')}{init}.pyi".lstrip("/")] = _module(module, space)
    used = set(re.findall(r"results\.(\w+)", "".join(found.values())))
    return found | {"engine/results.pyi": _results(used)}


# -- files -----------------------------------------------------------------------------------------


class _File:
    """A stub in the making, with `own` names that may hide those of Python's types."""

    def __init__(self, own: Iterable[str]) -> None:
        self.own, self.imports = set(own), set[tuple[str, str]]()

    def spelled(self, kind: str) -> str:
        """A type as it is to be written here; what it needs is imported."""
        return re.sub(r"\w+", self._imported, kind)

    def _imported(self, word: re.Match[str]) -> str:
        name, home = word[0], _HOMES.get(word[0])
        if home == "builtins":
            if name not in self.own:
                return name
            self.imports.add((home, f"{name} as _{name}"))
            return f"_{name}"
        if home and name not in self.own:
            self.imports.add((home, name))
        return name

    def text(self, body: str) -> str:
        """The whole file."""
        lines = []
        for home in sorted({home for home, _ in self.imports}):
            names = sorted(name for source, name in self.imports if source == home)
            plain = ", ".join(name for name in names if " as " not in name)
            for name in names:
                line = f"from {home} import {name}"
                if " as " in name:
                    lines.append(f"{line}\n" if len(line) <= _WIDTH else
                                 f"from {home} import (\n    {name},\n)\n")
            lines += [f"from {home} import {plain}\n"] if plain else []
        return f"{_HEAD}{''.join(lines)}\n{body.strip()}\n"


def _module(module: types.ModuleType, space: str) -> str:
    file = _File(public_names(module))
    values, functions = [], []
    for name in public_names(module):
        value = getattr(module, name)
        home, own = _source(value, name)
        if home and own == name:
            file.imports.add((home, f"{name} as {name}"))
        elif home:    # only under its own name is an import public
            file.imports.add((home, own))
            values.append(f"{name} = {own}\n")
        elif inspect.isfunction(value):
            functions.append(_function(file, name, value, f"{space}.{name}".lstrip(".")))
        else:
            values.append(f"{name}: {file.spelled(_type_of(value))}\n")
    return file.text("".join(values) + "\n" + "\n".join(functions))


def public_names(module: types.ModuleType) -> list[str]:
    """`dir` without the modules that are there only because someone has imported them.

    >>> "exp" in public_names(nbautograd), "cli" in public_names(nbautograd)
    (True, False)
    """
    modules = dir(module)
    if module is nbautograd:
        modules = [*vars(nbautograd)["_MODULES"], "engine", "errors", "ops"]
    return [name for name in dir(module)
            if name in modules or not inspect.ismodule(getattr(module, name))]


def _source(value: Any, name: str) -> tuple[str, str]:
    """The module and name of Python code; nothing for what the table or the module itself makes."""
    if inspect.ismodule(value):
        return value.__name__.rpartition(".")[0], name
    home, own = str(getattr(value, "__module__", "")), getattr(value, "__qualname__", "")
    if hasattr(value, "op") or not home.startswith("nbautograd."):
        return "", ""
    return (home, own) if getattr(importlib.import_module(home), own, None) is value else ("", "")


def _type_of(value: Any) -> str:
    if isinstance(value, type):
        return "type[Tensor]"    # FloatTensor ...
    return "None" if value is None else type(value).__name__


def _methods() -> str:
    file = _File({*bound(), "Number"})
    body = file.spelled(_NUMBER) + _METHODS
    return file.text(body + "\n".join(textwrap.indent(_member(file, name), "    ")
                                      for name in bound()))


def bound() -> list[str]:
    """The names that Tensor has from the table, and not from its class.

    >>> {"exp", "exp_", "__add__"} - set(bound())
    set()
    """
    def home(value: Any) -> Any:
        return getattr(getattr(value, "fget", value), "__module__", Tensor.__module__)

    made = {name for name, value in vars(Tensor).items() if home(value) != Tensor.__module__}
    return sorted((made | _DUNDERS.keys()) - {"__doc__", "__module__"})


def _results(used: set[str]) -> str:
    file = _File(())
    fields = {result_type(entry).removeprefix("results."): result_fields(entry).split()
              for entry in _all_entries() if result_fields(entry)}
    return file.text("\n\n".join(
        f"class {name}({file.spelled('NamedTuple')}):\n"
        + "".join(f"    {field}: {file.spelled('Tensor')}\n" for field in fields[name])
        for name in sorted(used)))


def _all_entries() -> Iterator[Op | Composite]:
    for entry in ENTRIES.values():
        yield entry
        yield from getattr(entry, "ops", ())


# -- functions -------------------------------------------------------------------------------------


def _member(file: _File, name: str) -> str:
    value = inspect.getattr_static(Tensor, name)
    if not isinstance(value, property):
        return _function(file, name, getattr(Tensor, name), name, method=True)
    text = f"@property\ndef {name}(self) -> Tensor:{_body(value)}"
    if value.fset:
        text += f"\n@{name}.setter\ndef {name}(self, value: Tensor) -> None: ...\n"
    return text


def _function(file: _File, name: str, function: Callable[..., Any], full: str,
              method: bool = False) -> str:
    entry = ENTRIES.get(_DUNDERS.get(name, full)) or ENTRIES.get(full.removesuffix("_"))
    signature = _signature(name, function, entry, method)
    body = _body(function, getattr(entry, "doc", None) if full in ENTRIES else None)
    if full in ENTRIES and _forms(entry):
        forms = [_define(file, name, inspect.signature(op.function), op, result_type(op), method)
                 for op in _forms(entry)]
        forms.append(_define(file, name, signature, entry, "Any", method))
        return "".join(f"@{file.spelled('overload')}\n{form}{body}" for form in forms)
    # `where` of a tensor, say, is another function than that of the namespace.
    same = isinstance(entry, Op) or function is getattr(entry, "public", None)
    kind = result_type(entry if same else None, signature)
    if name in ("__eq__", "__ne__"):
        other = f"(self, other: {file.spelled('Any')})"
        return f"def {name}{other} -> {kind}: ...  # type: ignore[override]  # elementwise\n"
    return _define(file, name, signature, entry, kind, method) + body


def _forms(entry: Op | Composite | None) -> tuple[Op, ...]:
    """The ops of a function that return different things: ``max(x)`` and ``max(x, dim)``."""
    ops = getattr(entry, "ops", ())
    return ops if len({result_type(op) for op in ops}) > 1 else ()


def _signature(name: str, function: Any, entry: Op | Composite | None,
               method: bool) -> inspect.Signature:
    """The signature as it can be called, with NumPy's names and `out`, which inspection hides."""
    plain = inspect.signature(function)
    if entry is None or ("args" not in plain.parameters and not hasattr(function, "op")):
        return plain
    if name in _DUNDERS:
        assert isinstance(entry, Op)
        names = [entry.public_names[i] for i in entry.inputs]
        return plain.replace(parameters=[p for n, p in entry.signature.parameters.items()
                                         if n in names])
    if "args" in plain.parameters and name != "to":
        plain = inspect.signature(entry.function if isinstance(entry, Op) else entry.public)
    shown = plain
    if getattr(entry, "arrange", None) is None:
        shown, _ = numpy_spelling(plain, name)
    return shown if method or name.endswith("_") else with_out(entry, plain, shown, "")[0]


def _define(file: _File, name: str, signature: inspect.Signature,
            entry: Op | Composite | None, kind: str, method: bool) -> str:
    parts: list[str] = []
    for n, p in enumerate(signature.parameters.values()):
        if p.kind is p.KEYWORD_ONLY and not any(part.startswith("*") for part in parts):
            parts.append("*")
        stars = "*" * (p.kind is p.VAR_POSITIONAL) + "**" * (p.kind is p.VAR_KEYWORD)
        typed = "self" if method and n == 0 else (
            f"{stars}{p.name}: {file.spelled(annotation(p, entry))}")
        parts.append(typed + ("" if p.default is p.empty else f" = {_default(p.default)}"))
    result = file.spelled(kind)
    line = f"def {name}({', '.join(parts)}) -> {result}:"
    if len(line) <= _WIDTH - 4 * method:
        return line
    whole = ", ".join(part.replace(" ", "\0") for part in parts)
    body = textwrap.fill(whole, _WIDTH - 5 - 4 * method, break_on_hyphens=False,
                         break_long_words=False).replace("\0", " ")
    return f"def {name}(\n{textwrap.indent(body, '    ')},\n) -> {result}:"


def _default(value: Any) -> str:
    plain = value is None or type(value) in (bool, int, float, str)
    return repr(value) if plain else "..."


def _body(function: Any, text: str | None = None) -> str:
    """The body of a stub: the first paragraph of the docstring."""
    text = text or inspect.getdoc(function) or ""
    first = " ".join(text.strip().partition("\n\n")[0].split())
    if not first:
        return " ...\n"
    raw = "r" if "\\" in first else ""
    filled = textwrap.fill(f'{raw}"""{first}"""', _WIDTH - 8)
    return f"\n{textwrap.indent(filled, '    ')}\n"


def main() -> None:
    """Write the files."""
    for path, text in stubs().items():
        (PACKAGE / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
