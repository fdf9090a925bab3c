"""Names that a user types behind a magic: evaluated in the namespace, wrong in one line."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from nbautograd.engine.tensor import Tensor
from nbautograd.errors import suggest

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["evaluate", "is_tensor", "no_variable", "parameters_of", "tensor_names"]


def is_tensor(value: Any) -> bool:
    """Whether the value is a tensor of ours, or of PyTorch if that is loaded."""
    torch = sys.modules.get("torch")
    return isinstance(value, Tensor) or (
        torch is not None and isinstance(value, torch.Tensor)
    )


def parameters_of(value: Any, name: str) -> list[tuple[str, Any]]:
    """The parameters of a module of ours or of PyTorch as one writes them; none of anything else."""
    from nbautograd.capture.names import member

    modules = (sys.modules.get("nbautograd.nn.module"), sys.modules.get("torch.nn"))
    if not any(module is not None and isinstance(value, module.Module) for module in modules):
        return []
    try:
        return [(member(name, path), parameter) for path, parameter in value.named_parameters()]
    except Exception:  # noqa: BLE001 (a user's class may have its own idea of it)
        return []


def tensor_names(namespace: Mapping[str, Any]) -> list[str]:
    """The user's own names of tensors, sorted; IPython's `_`, `_1` ... are left out."""
    return sorted(
        name for name, value in namespace.items() if not name.startswith("_") and is_tensor(value)
    )


def no_variable(shell: InteractiveShell, name: str) -> str:
    """That there is no such variable, and which one may have been meant: a tensor rather than not.

    >>> no_variable(get_ipython(), "los")
    "there is no variable 'los'. Did you mean 'loss'?"
    """
    hidden = shell.user_ns_hidden  # what IPython itself put there: open, exit, In ...
    others = [other for other in shell.user_ns if other not in hidden and other[:1] != "_"]
    near = suggest(name, tensor_names(shell.user_ns)) or suggest(name, others)
    return f"there is no variable {name!r}.{near}"


def evaluate(shell: InteractiveShell, text: str, what: str) -> Any:
    """The value of an expression in the user's namespace.

    Raises UsageError in one line that begins with `what`, with the nearest name there is.
    """
    try:
        return eval(compile(text.strip(), "<magic>", "eval"), shell.user_global_ns, shell.user_ns)
    except NameError as error:
        raise UsageError(f"{what}: {no_variable(shell, str(error.name))}") from None
    except AttributeError as error:
        raise UsageError(f"{what}: {_no_attribute(error)}") from None
    except SyntaxError:
        raise UsageError(f"{what}: not a Python expression: {text}") from None
    except Exception as error:  # noqa: BLE001 (the user's expression may raise anything)
        first = (str(error).splitlines() or [""])[0]
        raise UsageError(f"{what}: {type(error).__name__}: {first}") from None


def _no_attribute(error: AttributeError) -> str:
    """The error's words, with the nearest name unless the object itself has named one."""
    words = str(error)
    if "Did you mean" in words or error.obj is None:
        return words
    return f"{words}.{suggest(error.name or '', dir(error.obj))}"
