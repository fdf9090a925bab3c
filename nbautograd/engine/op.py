"""Op: an entry of the table, with all that follows from its declaration.

The names of a formula's parameters say where their values come from (`declare` lists them); here
they are checked, and worked out into the plan of what to save for a pattern of inputs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ..errors import DeclarationError
from .compile import build_call
from .naming import namespace_of, node_name_of, return_type
from .out import takes_out
from .parameters import Signature, defaults_of, names_of, parameters_of, signature_of
from .plan import Plan

__all__ = ["PUBLIC", "Formula", "Op", "named"]

# torch's public parameter names for the short ones that formulas use
PUBLIC = {"x": "input", "y": "other"}


class Formula(NamedTuple):
    """One derivative formula with the places its arguments come from."""

    input: int                              # number of the input, -1 for a joint rule
    function: Callable[..., Any]
    sources: tuple[tuple[str, int], ...]    # (kind, index) for each parameter


class _Records(list[Any]):
    """`record` functions by mask of the inputs that need a gradient, built when first used."""

    def __init__(self, op: Op) -> None:
        super().__init__(self._stub(op, mask) for mask in range(1 << min(len(op.inputs), 8)))

    def _stub(self, op: Op, mask: int) -> Callable[..., Any]:
        def build_and_record(*arguments: Any) -> Any:
            # Inputs without a formula (indices, masks) never make a node by themselves.
            wanted = mask & op.mask_of_formulas
            self[mask] = op.plan(wanted).compiled_record() if wanted else lambda *_: None
            return self[mask](*arguments)
        return build_and_record


class Op:
    """A declared op: an entry of the table `OPS`.

    The declaration is `name, forward, vjps or joint, kind, inputs, outputs, tex, doc,
    domain/samples, edge, jvp`; the rest is computed.
    """

    takes_numbers = False   # whether all operands may be Python numbers: torch.add(1, 2)
    keeps_parameters = False    # whether PyTorch saves a tensor where a formula asks for a parameter

    def __init__(
        self, name: str, forward: Callable[..., Any], vjps: Sequence[Callable[..., Any] | None],
        *, kind: str, joint: Callable[..., Any] | None = None, inputs: str | None = None,
        outputs: Sequence[str] = ("out",), promote: str | None = None, tex: str | None = None,
        doc: str | None = None, domain: tuple[float, float] | None = None, samples: Any = None,
        edge: dict[float, float] | None = None, jvp: Callable[..., Any] | None = None,
        node: str | Callable[..., str] | None = None, inplace: bool | None = None,
        method: bool | None = None, aliases: Sequence[str] = (), constant: Sequence[str] = (),
        public: bool = True, holomorphic: bool | None = None,
        refuses: Mapping[str, tuple[type[Exception], str]] | None = None, tensors: str = "",
    ) -> None:
        self.name, self.forward, self.kind, self.joint = name, forward, kind, joint
        self.tex, self.domain, self.samples, self.edge, self.jvp = tex, domain, samples, edge, jvp
        self.promote, self.aliases, self._vjps, self._node = promote, tuple(aliases), vjps, node
        # A holomorphic op's formulas are written as for real numbers: the engine conjugates.
        self.holomorphic = kind == "elementwise" if holomorphic is None else holomorphic
        # NumPy's kind letter of an element type ("b", "c" ...) -> the error to raise for it.
        self.refuses = refuses
        self.outputs = tuple(outputs)
        self.variable = self.outputs[0].startswith("*")     # a tuple of any length
        self.several = len(self.outputs) > 1 or self.variable
        self.arguments = names_of(forward, max(len(vjps), 1))
        self.variadic, self.without = False, 0
        if inputs is None:
            self.input_names = self.arguments[:len(vjps)]
            self.inputs = tuple(range(len(self.input_names)))
        else:
            self._name_inputs(inputs.split())
        names = self.input_names
        self.only_tensors = {names.index(n) for n in tensors.split()}    # not Python numbers
        self.constant_outputs = {self.outputs.index(n) for n in constant}
        self.differentiable = joint is not None or any(f is not None for f in vjps)
        self.fast = (not self.several and not self.variadic and self.inputs in ((0,), (0, 1))
                     and not (len(self.inputs) == 2 and (
                         kind == "view" or (promote in (None, "none") and vjps[1:] == (None,))))
                     and not (refuses is not None and "f" in refuses))
        self._doc = forward.__doc__ if doc is None and not isinstance(forward, np.ufunc) else doc
        self.has_inplace = kind == "elementwise" if inplace is None else inplace
        self.is_method = ("." not in name and self.inputs[:1] == (0,) and not self.variadic
                          if method is None else method)
        self._plans: dict[tuple[int, bool, bool], Plan] = {}
        self.signature: inspect.Signature = Signature.later(self._signature)
        self.function: Any = None
        # NumPy's own function for floating operands and parameters at their defaults.
        self.plain: Callable[..., Any] | None = None
        # Python's operator for it: of single numbers, NumPy's scalars are faster than its arrays.
        self.symbol: str | None = None
        # What Python's operator runs where it is not this op: operands of another `rank`, above all.
        self.operator: Callable[..., Any] | None = None
        self.rank: int | None = None
        # The forward function with the result's memory given (`out=`), for in-place twins.
        self.into: Callable[..., Any] | None = forward if isinstance(forward, np.ufunc) else None
        self.arrange: Callable[..., Any] | None = None   # PyTorch's spelling -> our arguments
        self._twin: Any = None
        # Structural helpers (`method=False` without being in a namespace) are not public functions.
        self.is_function = public
        # One of several forms of a function is called "max.dim", after PyTorch's overloads.
        self.short_name = name if public or name.startswith("nn.") else name.partition(".")[0]
        self._check()

    def _name_inputs(self, names: list[str]) -> None:
        self.variadic = bool(names) and names[0].startswith("*")
        # "-index": of inputs that a joint rule gives no gradient to.
        self.without = sum(1 << k for k, n in enumerate(names) if n.startswith("-"))
        names = [n.lstrip("*-") for n in names]
        self._require(set(names) <= set(self.arguments), "inputs", names, self.arguments)
        self.inputs = tuple(self.arguments.index(n) for n in names)
        self.input_names = tuple(names)

    def _check(self) -> None:
        """Refuse a formula that asks for what is not there."""
        known = {"g", "needs", *self.outputs, *self.arguments}
        if self.variadic:
            known.difference_update(self.input_names)
        for f in (*self._vjps, self.joint, self._node, self.jvp):
            for n in parameters_of(f) if callable(f) else ():
                shape, tangent = n.endswith("_shape") and n[:-6], f is self.jvp and n[1:]
                if n not in known and shape not in self.input_names and (
                        tangent not in self.input_names):
                    # Works them out, and says who may ask for what.
                    _ = self._formulas, self.name_formula, self.jvp_rule

    # -- what follows, when first asked for: a program uses few of the table's ops -----------------

    def _signature(self) -> inspect.Signature:
        return signature_of(self.forward, self.public_names)

    @cached_property
    def public_names(self) -> tuple[str, ...]:
        """The names of the public function's parameters."""
        return tuple([PUBLIC.get(n, n) for n in self.arguments])

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """The values of the public function's parameters that need not be given."""
        return defaults_of(self.signature)

    @cached_property
    def _positional(self) -> int:
        return sum(p.kind is not p.KEYWORD_ONLY for p in self.signature.parameters.values())

    @cached_property
    def node_name(self) -> str:
        """The name of the op's nodes, where it does not depend on the arguments."""
        return self._node if isinstance(self._node, str) else node_name_of(self.name)

    @cached_property
    def simple(self) -> bool:
        """Of several inputs or outputs, or inputs that may be None: plain tensors go straight, too."""
        return (self.differentiable and not self.variadic and self.kind != "view"
                and len(self.inputs) > 0 and self.inputs == tuple(sorted(self.inputs))
                and (self.refuses is None or (self.promote in ("keep", "float")
                                              and "f" not in self.refuses)))

    @cached_property
    def record(self) -> _Records:
        """What makes the node of a result."""
        return _Records(self)

    # -- formulas --------------------------------------------------------------------------

    @cached_property
    def _formulas(self) -> tuple[Formula, ...]:
        if self.joint is not None:
            return (self._formula(-1, self.joint),)
        return tuple(self._formula(k, f) for k, f in enumerate(self._vjps) if f is not None)

    @cached_property
    def name_formula(self) -> tuple[Formula, ...]:
        """The formula of the node's name, if it has one."""
        return (self._formula(-2, self._node),) if callable(self._node) else ()

    @cached_property
    def jvp_rule(self) -> Formula | None:
        """The formula of forward mode, if it has its own."""
        return None if self.jvp is None else self._formula(-3, self.jvp)

    def _formula(self, k: int, function: Callable[..., Any]) -> Formula:
        allowed = self._allowed
        if k == -3:     # forward mode: the tangents of the inputs
            allowed = allowed | {f"d{name}": ("tangent", n) for n, name in enumerate(self.input_names)}
        names = parameters_of(function)
        for n in names:
            self._require(n in allowed, f"formula {k}", [n], allowed)
        return Formula(k, function, tuple(allowed[n] for n in names))

    @cached_property
    def _allowed(self) -> dict[str, tuple[str, int]]:
        allowed: dict[str, tuple[str, int]] = {"needs": ("needs", 0), "g": ("g", -1)}
        for k, name in enumerate(self.outputs):
            allowed[name] = ("output", k)
            if self.several:
                allowed[f"g_{name}"] = ("g", k)
        for k, name in enumerate(self.arguments):
            allowed[name] = ("param", k)
        for k, name in enumerate(self.input_names):
            allowed[f"{name}_shape"] = ("shape", k)
            allowed[f"{name}_dtype"] = ("dtype", k)
            allowed[f"{name}_strides"] = ("strides", k)
            if self.variadic:
                allowed.pop(name)
            else:
                allowed[name] = ("input", k)
        return allowed

    def _require(self, ok: bool, where: str, asked: Any, allowed: Any) -> None:
        if not ok:
            raise DeclarationError(
                f"op {self.name!r}, {where}: asks for {list(asked)}; it may use {sorted(allowed)}")

    def formulas(self, mask: int) -> tuple[Formula, ...]:
        """The formulas needed when the inputs of `mask` want a gradient."""
        return tuple(f for f in self._formulas if f.input < 0 or mask >> f.input & 1)

    def source_name(self, source: tuple[str, int]) -> str:
        """The parameter name of a source."""
        kind, index = source
        if kind == "input":
            return self.input_names[index]
        if kind == "output":
            return self.outputs[index]
        if kind in ("shape", "dtype", "strides"):
            return f"{self.input_names[index]}_{kind}"
        return self.arguments[index]

    def plan(self, mask: int, conjugate: bool = False, mixed: bool = False) -> Plan:
        """What to save and compute for this pattern of inputs.

        With `conjugate` the results are complex, with `mixed` of another type than some input.
        """
        key = mask, conjugate, mixed
        found = self._plans.get(key)
        if found is None:
            found = self._plans[key] = Plan(self, mask, conjugate, mixed)
        return found

    def call_forward(self, call: Sequence[Any]) -> Any:
        """The forward function on arguments in its order, keyword-only ones by name."""
        return self.forward(*call[:self._positional], **self._by_name(call))

    def write_into(self, call: Sequence[Any], out: np.ndarray[Any, Any]) -> None:
        """As `call_forward`, the result written into the memory of `out`."""
        assert self.into is not None
        self.into(*call[:self._positional], **self._by_name(call), out=out)

    def _by_name(self, call: Sequence[Any]) -> dict[str, Any]:
        n = self._positional
        return dict(zip(self.arguments[n:], call[n:], strict=True)) if n < len(call) else {}

    @cached_property
    def mask_of_formulas(self) -> int:
        """The inputs that have a formula at all."""
        if self.joint is not None:
            return (1 << len(self.inputs)) - 1 & ~self.without
        return sum(1 << f.input for f in self._formulas)

    @property
    def doc(self) -> str | None:
        """The documentation of the public function."""
        return None if self._doc is None else inspect.cleandoc(self._doc)

    @doc.setter
    def doc(self, text: str | None) -> None:
        self._doc = text

    @cached_property
    def result_type(self) -> Any:
        """The named tuple of several results."""
        return return_type(self.short_name, self.outputs) if self.several and not self.variable else None

    def twin(self) -> Any:
        """The in-place method."""
        if self._twin is None:
            from .twins import inplace_twin
            self._twin = inplace_twin(self.function)
        return self._twin

    @cached_property
    def method(self) -> Any:
        """The method of tensors: the function without ``out``."""
        if self.arrange is not None or not takes_out(self.name):
            return self.function
        return named(self, build_call(self, out=False))

    @staticmethod
    def tensor_type() -> type:
        """The Tensor class (declared later than this module)."""
        from .tensor import Tensor
        return Tensor

    def __repr__(self) -> str:
        return f"<op {self.name}>"


def named(declared: Op, function: Any) -> Any:
    """The function with the name, signature and documentation of the op, and the op itself."""
    function.__name__ = function.__qualname__ = declared.short_name.rpartition(".")[2]
    function.__module__ = namespace_of(declared.short_name)
    function.__doc__ = declared._doc
    function.__signature__ = declared.signature
    function.op = declared
    return function
