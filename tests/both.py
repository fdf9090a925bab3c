"""One program text, run on our package and, where it is installed, on PyTorch.

A program checks itself with ``assert``, ``equal`` and ``raises``, on both engines alike, and appends
to ``log`` what must in addition be the same on both: values, types, graph nodes, messages' beginnings.
"""

import importlib
import importlib.util
import math
import textwrap
import warnings
from collections.abc import Callable
from typing import Any

HAVE_TORCH = importlib.util.find_spec("torch") is not None
SUBMODULES = ("autograd", "autograd.forward_ad", "autograd.functional", "autograd.graph",
              "autograd.function", "func", "nn")
WORDS = 6   # that our messages share with PyTorch's


def check(program: str) -> None:
    """Run a program on both engines and compare what it logged."""
    ours = run("nbautograd", program)
    if HAVE_TORCH:
        theirs = run("torch", program)
        assert len(ours) == len(theirs)
        for a, b in zip(ours, theirs, strict=True):
            assert alike(a, b), f"ours: {a}\nPyTorch's: {b}"


def run(engine: str, program: str) -> list[Any]:
    """The described log of a program on one engine."""
    with warnings.catch_warnings():
        # PyTorch's own imports and first calls warn of what does not concern us.
        warnings.simplefilter("ignore")
        module = importlib.import_module(engine)
        for name in SUBMODULES:
            importlib.import_module(f"{engine}.{name}")
    log: list[Any] = []
    names: dict[str, Any] = {
        "torch": module, "log": log, "equal": equal, "raises": raises, "warned": warned,
        "autograd": module.autograd, "func": module.func, "Function": module.autograd.Function,
        "grad": module.autograd.grad, "tensor": module.tensor, "leaf": leaf_maker(module)}
    with warnings.catch_warnings():
        warnings.simplefilter("error" if engine == "nbautograd" else "ignore")
        exec(compile(textwrap.dedent(program), f"<{engine}>", "exec"), names)
    return [described(v) for v in log]


def leaf_maker(module: Any) -> Callable[..., Any]:
    """Shorthand for a leaf that requires grad."""
    def leaf(values: Any, dtype: str = "float32") -> Any:
        return module.tensor(values, dtype=getattr(module, dtype), requires_grad=True)
    return leaf


def equal(t: Any, values: Any) -> bool:
    """Whether a tensor has these values, to the digits of its type."""
    return alike(t.detach().tolist(), values)


def raises(kind: type[Exception], words: str, call: Callable[[], Any]) -> str:
    """Check that the call raises this, with these leading words; the message."""
    try:
        call()
    except kind as error:
        text = str(error)
        if not text.startswith(words):
            raise AssertionError(text) from error
        return " ".join(text.split()[:WORDS]).rstrip(".,:;")
    raise AssertionError(f"nothing raised; {kind.__name__} was expected")


def warned(call: Callable[[], Any]) -> list[str]:
    """The leading words of what the call warns of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    return [" ".join(str(w.message).split()[:WORDS]) for w in caught]


def described(value: Any) -> Any:
    """What is compared of a value: for a tensor its type, numbers and place in the graph."""
    if hasattr(value, "grad_fn") and hasattr(value, "tolist"):
        fn = value.grad_fn
        return ("tensor", str(value.dtype), tuple(value.shape), value.detach().tolist(),
                value.requires_grad, None if fn is None else fn.name())
    if isinstance(value, (list, tuple)):
        return [described(v) for v in value]
    if isinstance(value, dict):
        return {k: described(v) for k, v in value.items()}
    return value


def alike(a: Any, b: Any) -> bool:
    """Equality, of floats to six digits."""
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(alike(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(v, b[k]) for k, v in a.items())
    if isinstance(a, float) and isinstance(b, (float, int)):
        return math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-6) or (math.isnan(a) and math.isnan(b))
    if isinstance(a, complex) or isinstance(b, complex):
        return abs(a - b) < 1e-5
    return bool(a == b)
