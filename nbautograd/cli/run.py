"""``python -m nbautograd run``: record a script or a notebook and write its tape."""

from __future__ import annotations

import argparse
import ast
import sys
import traceback
import types
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbautograd.cli.program import Piece, Program, read_program
from nbautograd.errors import suggest
from nbautograd.notebook.backend import backend_of
from nbautograd.notebook.files import FORMATS, tape_file
from nbautograd.notebook.traceback import users_frames

if TYPE_CHECKING:
    from nbautograd.tape import Tape

__all__ = ["add", "record_program"]

EXAMPLE = Path(__file__).parent.parent / "examples" / "linear.py"


def add(commands: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "run",
        help="record a script or a notebook and write its tape",
        description="Run FILE under the recorder and print its tape, or write it to a file. "
        "Without FILE: the first example of the chapter.",
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE.py|FILE.ipynb")
    parser.add_argument("--target", metavar="NAME", help="call NAME.backward() at the end")
    parser.add_argument(
        "-o", "--output", type=tape_file, metavar="FILE", help=f"by suffix: {' '.join(FORMATS)}"
    )
    parser.set_defaults(run=_run)


def _run(found: argparse.Namespace, rest: list[str]) -> int:
    try:
        program = read_program(found.file or EXAMPLE)
    except (OSError, SyntaxError, ValueError) as error:
        return _fail(error)
    tape, stopped = record_program(program, found.target)
    try:
        _write(tape, found.output)
    except (OSError, RuntimeError) as failure:  # RuntimeError: it cannot be drawn
        return _fail(failure)
    return _report(stopped)


def _write(tape: Tape, output: str | None) -> None:
    if output is None:
        print(tape)
        return
    from nbautograd.views import draw

    draw(tape).save(output)


def _fail(error: Exception) -> int:
    print(f"nbautograd run: {error}", file=sys.stderr)
    return 2


def _report(error: BaseException | None) -> int:
    if error is None:
        return 0
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else bool(error.code)
    frames = users_frames(error.__traceback__, {_execute.__code__})
    traceback.print_exception(type(error), error, frames)
    return 1


def record_program(
    program: Program, target: str | None = None
) -> tuple[Tape, BaseException | None]:
    """The tape of a program, as far as it came, and what stopped it.

    >>> from nbautograd.cli.program import read_program
    >>> tape, error = record_program(read_program(EXAMPLE))
    >>> tape["w"].gradient.state, error
    ('value', None)
    """
    from nbautograd.capture import record

    stopped: BaseException | None = None
    with _as_main(program) as names:
        backend = backend_of(*[piece.tree for piece in program.pieces], names=names)
        try:
            with record(program.source, names, program.filename, backend) as recording:
                _execute(program, names)
                if target:
                    recording.backward(_tensor(names, target))
        except BaseException as error:  # noqa: BLE001 (the tape comes first, then it is told)
            stopped = error
    return recording.tape(target if stopped is None else None), stopped


@contextmanager
def _as_main(program: Program) -> Iterator[dict[str, Any]]:
    """The namespace of a module that thinks it was started as ``python FILE``."""
    module = types.ModuleType("__main__")
    module.__file__ = str(program.path)
    before = sys.modules["__main__"], sys.argv, sys.path[:]
    sys.modules["__main__"], sys.argv = module, [str(program.path)]
    sys.path.insert(0, str(program.path.resolve().parent))
    try:
        with _shell(program, module):
            yield vars(module)
    finally:
        sys.modules["__main__"], sys.argv, sys.path[:] = before


def _shell(program: Program, module: types.ModuleType) -> AbstractContextManager[object]:
    """What a cell expects beside Python: get_ipython() and display()."""
    if program.path.suffix != ".ipynb":
        return nullcontext()
    from nbautograd.notebook.chapter import shell_of

    return shell_of(module)


def _execute(program: Program, names: dict[str, Any]) -> None:
    for piece in program.pieces:
        with suppress(*_expected(piece)):
            exec(compile(piece.tree, program.filename, "exec"), names)


def _expected(piece: Piece) -> tuple[type[Exception], ...]:
    return (Exception,) if piece.may_raise else ()


def _tensor(names: dict[str, Any], target: str) -> Any:
    """The value of a name or of an expression like ``losses[0]``."""
    if target.isidentifier() and target not in names:
        known = [name for name in names if not name.startswith("_")]
        raise NameError(f"--target: there is no variable {target!r}.{suggest(target, known)}")
    return eval(compile(ast.parse(target, "--target", "eval"), "--target", "eval"), names)
