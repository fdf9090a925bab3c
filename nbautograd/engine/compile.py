"""The functions that a declaration becomes, written as source and compiled once.

As `dataclasses` writes ``__init__``, this module writes for each op

    call      the public function: exact type checks, forward, a new Tensor; else `apply`
    record    one per pattern of inputs that need a gradient: makes the Node, saves what the
              formulas ask for by parameter name, and nothing else
    pull      the matching backward: checks versions, calls the formulas on arrays

so that the hot path has no ``*args``, no loop and no dictionary. The sources are registered with
`linecache`: a debugger or a traceback shows them.
"""

from __future__ import annotations

import inspect
import linecache
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from .node import Node, Slot, next_seq
from .spelling import SCOPE, Quoted, numpy_spelling, with_lines
from .state import GRAD, LOCAL, NO_GRAD

if TYPE_CHECKING:
    from .declare import Composite, Op

__all__ = ["CONSTANT", "Plan", "build_call", "build_composite", "build_spelled", "compiled",
           "signature_of"]

CONSTANT = [0]   # the version of what cannot change: Python numbers, copies


def compiled(name: str, source: str, names: dict[str, Any]) -> Callable[..., Any]:
    """Compile `source`, which defines the function `name`, seeing `names` as globals."""
    filename = f"<nbautograd {names['OP'].name} {name}>"
    lines = source.splitlines(keepends=True)
    linecache.cache[filename] = (len(source), None, lines, filename)
    # The module name makes the warning filter for NumPy's floating point warnings apply.
    scope = {"__name__": "nbautograd.engine.compiled", **names}
    exec(compile(source, filename, "exec"), scope)
    return scope[name]  # type: ignore[no-any-return]  # defined by the source


def saved_operand(value: Any) -> tuple[Any, list[int], int]:
    """(array, version cell, version) of an operand that is not a plain Tensor."""
    cell = getattr(value, "_cell", CONSTANT)
    if cell is CONSTANT:
        return value, CONSTANT, 0
    if cell is None:
        cell = value._cell = [0]
    return value._data, cell, cell[0]


class Plan:
    """What one op saves and computes when a given subset of its inputs needs a gradient."""

    __slots__ = ("conjugate", "formulas", "keeps", "mask", "op", "pull", "record", "several",
                 "sources")

    always = False   # whether the node runs though no cotangent reached it

    def __init__(self, op: Op, mask: int, conjugate: bool = False) -> None:
        self.op = op
        self.mask = mask
        self.conjugate = conjugate   # complex results of a holomorphic op
        self.several = op.several
        self.formulas = op.formulas(mask)
        # ordered, without repetition: ("input", 0), ("output", 0), ("shape", 0), ("param", 2) ...
        asked = [s for f in (*self.formulas, *op.name_formula) for s in f.sources]
        self.sources = tuple(dict.fromkeys(s for s in asked if s[0] not in ("g", "needs")))
        self.keeps = any(kind in ("input", "output") for kind, _ in self.sources)
        self.record: Callable[..., Any] = self._build_record()
        self.pull: Callable[[Node, Any], tuple[Any, ...]] = self._build_pull()

    # -- names -----------------------------------------------------------------------------

    def node_name(self, node: Node) -> str:
        """PyTorch's name of a node of this plan."""
        if node.extra is not None and "name" in node.extra:
            return node.extra["name"]  # type: ignore[no-any-return]  # set by the op as str
        if not self.op.name_formula:
            return self.op.node_name
        formula, values = self.op.name_formula[0], self.unpack(node, check=False)
        return formula.function(*(values[s] for s in formula.sources))  # type: ignore[no-any-return]  # a str by contract

    def free(self, node: Node) -> None:
        """Let go of what was saved; a name that depends on it is written down first."""
        if self.op.name_formula:
            node._extra()["name"] = self.node_name(node)
        node.saved = None

    def saved_names(self) -> tuple[str, ...]:
        """The saved data by the formulas' parameter names, in the order of the formulas."""
        return tuple(self.op.source_name(s) for s in self.sources if s[0] in ("input", "output"))

    def saved_attribute(self, node: Node, name: str) -> Any:
        """What PyTorch shows as ``grad_fn._saved_<name>``: a tensor, or the plain parameter."""
        source = self.source_of(name) if name.startswith(("_saved_", "_raw_saved_")) else None
        if source is None:
            raise AttributeError(f"{node.name()!r} object has no attribute {name!r}")
        self.check_freed(node)
        if name.startswith("_raw"):
            from .saved import pack_node
            pack_node(node)
            return node.plan.saved_attribute(node, name)
        return self.unpack(node)[source]

    def source_of(self, name: str) -> tuple[str, int] | None:
        """The source that ``_saved_<name>`` or ``_raw_saved_<name>`` means."""
        wanted = name.removeprefix("_raw").removeprefix("_saved_")
        aliases = {"self": ("x", "input"), "other": ("y", "other"), "result": ("out",)}
        names = (wanted, *aliases.get(wanted, ()))
        return next((s for s in self.sources if self.op.source_name(s) in names), None)

    # -- record ----------------------------------------------------------------------------

    def _build_record(self) -> Callable[..., Any]:
        op, names = self.op, self.op.arguments
        several = op.several
        body = [f"def record(out, {', '.join(names)}):"]
        emit = body.append
        edges = []
        for k, position in enumerate(op.inputs):
            if not self.mask >> k & 1:
                edges.append("None")
            elif op.variadic:
                edges.append("*EDGES(%s)" % names[position])
            else:
                emit(f"    p{k} = {names[position]}._node")
                emit(f"    if p{k} is None: p{k} = {names[position]}")
                edges.append(f"p{k}")
        emit("    node = new(Node)")
        emit("    node.plan = PLAN")
        emit(f"    node.parents = ({', '.join(edges)},)")
        stored = []
        for n, (kind, index) in enumerate(self.sources):
            if kind == "input":
                self._emit_input(emit, n, names[op.inputs[index]])
                stored += [f"d{n}", f"c{n}", f"v{n}"]
            elif kind == "output":
                value = f"out[{index}]" if several else "out"
                emit(f"    c{n} = {value}._cell")
                emit(f"    if c{n} is None: c{n} = {value}._cell = [0]")
                stored += [f"{value}._data", f"c{n}", f"c{n}[0]"]
            elif kind == "shape":
                name = names[op.inputs[index]]
                stored.append(f"SHAPES({name})" if op.variadic else f"SHAPE({name})")
            elif kind == "dtype":
                stored.append(f"DTYPE({names[op.inputs[index]]})")
            elif kind == "strides":
                stored.append(f"{names[op.inputs[index]]}.stride()")
            else:
                stored.append(names[index])
        emit(f"    node.saved = ({''.join(s + ', ' for s in stored)})")
        emit("    node.seq = next_seq()")
        emit("    node.hooks = node.extra = None")
        if several:
            emit("    ATTACH(node, out)")
        else:
            emit("    data = out._data")
            emit("    node.shape = data.shape")
            emit("    node.dtype = data.dtype")
            emit("    out._node = node")
            emit("    out._requires = True")
        emit("    return node")
        scope = {"OP": op, "PLAN": self, "Node": Node, "new": object.__new__,
                 "next_seq": next_seq, "saved_operand": saved_operand, "SHAPE": _shape,
                 "SHAPES": _shapes, "DTYPE": _dtype, "EDGES": _edges, "ATTACH": _attach,
                 **_plain_types()}
        return compiled("record", "\n".join(body) + "\n", scope)

    @staticmethod
    def _emit_input(emit: Callable[[str], None], n: int, name: str) -> None:
        emit(f"    if type({name}) is Tensor or type({name}) is Parameter:")
        emit(f"        d{n} = {name}._data; c{n} = {name}._cell")
        emit(f"        if c{n} is None: c{n} = {name}._cell = [0]")
        emit(f"        v{n} = c{n}[0]")
        emit(f"    else: d{n}, c{n}, v{n} = saved_operand({name})")

    # -- pull ------------------------------------------------------------------------------

    def _build_pull(self) -> Callable[[Node, Any], tuple[Any, ...]]:
        stored, checks = [], []
        for n, (kind, _) in enumerate(self.sources):
            if kind in ("input", "output"):
                stored += [f"s{n}", f"c{n}", f"v{n}"]
                checks.append((f"c{n}[0] != v{n}", n))
            else:
                stored.append(f"s{n}")
        body = ["def pull(node, g):"]
        if stored:
            body.append(f"    {''.join(s + ', ' for s in stored)}= node.saved")
        body += [f"    if {test}: STALE(node, {n}, c{n}[0], v{n})" for test, n in checks]
        if self.conjugate:
            # The cotangent of x is g times the conjugate of df/dx, and the formulas give g df/dx.
            body.append("    g = CONJ(g)")
            body.append(f"    return CONJ({self._formula_calls()})")
        else:
            body.append(f"    return {self._formula_calls()}")
        names: dict[str, Any] = {"OP": self.op, "STALE": self._stale, "CONJ": _conjugate}
        names |= {f"f{i}": f.function for i, f in enumerate(self.formulas)}
        names |= {f"L{k}": None for k in range(len(self.op.inputs))}
        return compiled("pull", "\n".join(body) + "\n", names)

    def _formula_calls(self) -> str:
        """The expression of all input gradients, None where none is wanted."""
        calls = {f.input: f"f{i}({', '.join(self._argument(s) for s in f.sources)})"
                 for i, f in enumerate(self.formulas)}
        if self.op.joint is not None:
            return calls[-1]
        return "(" + "".join(calls.get(k, "None") + ", " for k in range(len(self.op.inputs))) + ")"

    def _argument(self, source: tuple[str, int]) -> str:
        kind, index = source
        if kind == "g":
            return "g" if index < 0 else f"g[{index}]"
        if kind == "needs":
            if self.op.variadic:
                return "[p is not None for p in node.parents]"
            return repr(tuple(bool(self.mask >> k & 1) for k in range(len(self.op.inputs))))
        return f"s{self.sources.index(source)}"

    def _stale(self, node: Node, n: int, found: int, expected: int) -> None:
        from .messages import modified_in_place
        source = self.sources[n]
        raise RuntimeError(modified_in_place(self, node, source, found, expected))

    # -- backward of backward ----------------------------------------------------------------

    def check_freed(self, node: Node) -> None:
        """Refuse a node whose saved values were freed by an earlier backward."""
        if node.saved is None and self.keeps:
            from .messages import FREED
            raise RuntimeError(FREED)

    def unpack(self, node: Node, check: bool = True) -> dict[tuple[str, int], Any]:
        """The saved values as tensors that are connected to the graph."""
        from .saved import restore
        op, result, at = self.op, {}, 0
        for n, source in enumerate(self.sources):
            kind, index = source
            if kind not in ("input", "output"):
                result[source] = node.saved[at]
                at += 1
                continue
            data, cell, version = node.saved[at:at + 3]
            at += 3
            if check and cell[0] != version:
                self._stale(node, n, cell[0], version)
            if kind == "input":
                result[source] = restore(data, cell, node.parents[index])
            else:
                edge = Slot(node, index, data.shape, data.dtype) if op.several else node
                result[source] = restore(data, cell, edge)
        if node.extra is not None and "tangents" in node.extra:
            for source, tangents in node.extra["tangents"].items():
                result[source]._extra_().tangents = tangents
        return result

    def pull_graph(self, node: Node, g: Any) -> tuple[Any, ...]:
        """As `pull`, on tensors: the gradients are themselves part of a graph."""
        return self.pull_values(node, self.unpack(node) if self.sources else {}, g)

    def pull_values(self, node: Node, values: dict[tuple[str, int], Any], g: Any,
                    ) -> tuple[Any, ...]:
        """The formulas on these saved values: tensors or arrays."""
        op, results = self.op, [None] * len(node.parents)
        if self.conjugate:
            g = _conjugate(g)
        for f in self.formulas:
            arguments = []
            for source in f.sources:
                kind, index = source
                if kind == "g":
                    arguments.append(g if index < 0 else g[index])
                elif kind == "needs":
                    arguments.append([p is not None for p in node.parents] if op.variadic else
                                     tuple(bool(self.mask >> k & 1) for k in range(len(op.inputs))))
                else:
                    arguments.append(values[source])
            value = f.function(*arguments)
            if f.input < 0:
                results = value
                break
            results[f.input] = value
        return tuple(_conjugate(results) if self.conjugate else results)


def _conjugate(value: Any) -> Any:
    """The conjugate of a cotangent, or of each one in a list; real ones and None as they are."""
    if isinstance(value, (tuple, list)):
        return [_conjugate(v) for v in value]
    data = getattr(value, "_data", value)
    if data is None or data.dtype.kind != "c":
        return value
    return value.conj()


def _shape(value: Any) -> tuple[int, ...]:
    return np.shape(getattr(value, "_data", value))


def _shapes(values: Any) -> tuple[tuple[int, ...], ...]:
    return tuple(v._data.shape for v in values)


def _dtype(value: Any) -> Any:
    return getattr(getattr(value, "_data", None), "dtype", None)


def _edges(tensors: Any) -> list[Any]:
    return [None if not t._requires else t if t._node is None else t._node for t in tensors]


def _attach(node: Node, outs: tuple[Any, ...]) -> None:
    """Make `node` the origin of several results: a Slot for each that can have a gradient."""
    node.shape = tuple(t._data.shape for t in outs)
    node.dtype = tuple(t._data.dtype for t in outs)
    for k, t in enumerate(outs):
        if t._data.dtype.kind in "fc" and k not in node.plan.op.constant_outputs:
            t._node, t._requires = Slot(node, k, t._data.shape, t._data.dtype), True


# -- the public function ----------------------------------------------------------------------

_ONE = """\
def call({signature}):
    if type({x}) is Tensor or type({x}) is Parameter:
        mode_ = LOCAL.mode
        if mode_ is GRAD or mode_ is NO_GRAD:
            if {x}._view is not None: refresh({x})
            a_ = {x}._data
{dtype}            try: c_ = forward({data})
            except Exception: return {slow}(OP, ({arguments},))
            if type(c_) is not ndarray: c_ = array(c_)
            out_ = new(Tensor)
            out_._data = c_
            out_._grad = out_._node = out_._cell = out_._view = out_._extra = None
            out_._requires = False
{view}{record}            return out_
    elif type({x}) is ndarray and LOCAL.arrays: return forward({raw})
    return {slow}(OP, ({arguments},))
"""

_TWO = """\
def call({signature}):
    if type({x}) is Tensor or type({x}) is Parameter:
        mode_ = LOCAL.mode
        if mode_ is GRAD or mode_ is NO_GRAD:
            if {x}._view is not None: refresh({x})
            a_ = {x}._data
            d_ = a_.dtype
            if d_ is not F32 and d_ is not F64: return {slow}(OP, ({arguments},))
            need_ = {x}._requires
            if type({y}) is Tensor or type({y}) is Parameter:
                if {y}._view is not None: refresh({y})
                b_ = {y}._data
                if b_.dtype is not d_: return {slow}(OP, ({arguments},))
                if {y}._requires: need_ += 2
{numbers}            else: return {slow}(OP, ({arguments},))
            try: c_ = forward({data})
            except Exception: return {slow}(OP, ({arguments},))
            if type(c_) is not ndarray: c_ = array(c_)
            out_ = new(Tensor)
            out_._data = c_
            out_._grad = out_._node = out_._cell = out_._view = out_._extra = None
            out_._requires = False
{record}            return out_
    elif type({x}) is ndarray and LOCAL.arrays: return forward({raw})
    return {slow}(OP, ({arguments},))
"""

_MANY = """\
def call({signature}):
    mode_ = LOCAL.mode
    if mode_ is GRAD or mode_ is NO_GRAD:
        need_ = 0
{inputs}        try: c_ = forward({data})
        except Exception: return {slow}(OP, ({arguments},))
{results}{record}        return {result}
    return {slow}(OP, ({arguments},))
"""

_GENERAL = """\
def call({signature}):
    return {slow}(OP, ({arguments},))
"""

_FLOATING = """\
            if a_.dtype is not F32 and a_.dtype is not F64: return {slow}(OP, ({arguments},))
"""
_VIEW = "            VIEW(out_, {x}, mode_)\n"
_NUMBERS = "            elif type({y}) is float or type({y}) is int: b_ = {y}\n"
_ANOTHER = """\
        if type({x}) is Tensor or type({x}) is Parameter:
            if {x}._view is not None: refresh({x})
            a{k}_ = {x}._data
{check}{need}{number}{absent}        else: return {slow}(OP, ({arguments},))
"""
_CHECK_FIRST = """\
            d_ = a{k}_.dtype
            if d_ is not F32 and d_ is not F64: return {slow}(OP, ({arguments},))
"""
_CHECK_SAME = "            if a{k}_.dtype is not d_: return {slow}(OP, ({arguments},))\n"
_NEED = "            if {x}._requires: need_ += {bit}\n"
_NUMBER = "        elif type({x}) is float or type({x}) is int: a{k}_ = array({x}, d_)\n"
_ABSENT = "        elif {x} is None: a{k}_ = None\n"
_ONE_RESULT = """\
        if type(c_) is not ndarray: c_ = array(c_)
        out_ = new(Tensor)
        out_._data = c_
        out_._grad = out_._node = out_._cell = out_._view = out_._extra = None
        out_._requires = False
"""
_RESULTS = "        out_ = tuple([WRAP(c_) for c_ in c_])\n"
_RECORD_MANY = "        if need_ and mode_ is GRAD: RECORD[need_](out_, {arguments})\n"
_RECORD_ONE = "            if mode_ is GRAD and {x}._requires: RECORD[1](out_, {arguments})\n"
_RECORD_TWO = "            if need_ and mode_ is GRAD: RECORD[need_](out_, {arguments})\n"


def build_call(op: Op, slow: str = "apply", signature: inspect.Signature | None = None,
               general: bool = False) -> Any:
    """The public function of `op`; `slow` names the general path for what is not plain.

    With `general` nothing is plain: the function only binds its arguments.
    """
    names = op.public_names
    signature, lines = numpy_spelling(signature or op.signature, op.short_name)
    keyword = {p.name for p in op.signature.parameters.values() if p.kind is p.KEYWORD_ONLY}
    values = {n: n if n in signature.parameters else f"DEFAULTS[{n!r}]" for n in names}

    def call_list(replaced: dict[str, str]) -> str:
        given = {n: replaced.get(n, values[n]) for n in names}
        return ", ".join(f"{a}={given[n]}" if n in keyword else given[n]
                         for n, a in zip(names, op.arguments, strict=True))

    x = names[op.inputs[0]] if op.inputs else ""
    y = names[op.inputs[1]] if len(op.inputs) > 1 else ""
    if op.simple and not op.fast and not general and slow == "apply":
        return _build_many(op, str(signature)[1:-1], lines, values, call_list)
    template = _GENERAL
    if op.fast and not general:
        template = _ONE if len(op.inputs) == 1 else _TWO
    record = _RECORD_ONE if len(op.inputs) == 1 else _RECORD_TWO
    words = {"x": x, "y": y, "slow": slow, "arguments": ", ".join(values[n] for n in names)}
    source = template.format(
        signature=str(signature)[1:-1], data=call_list({x: "a_", y: "b_"}), raw=call_list({}),
        dtype="" if op.kind == "view" else _FLOATING.format(**words),
        view=_VIEW.format(**words) if op.kind == "view" else "",
        numbers="" if 1 in op.only_tensors else _NUMBERS.format(**words),
        record=record.format(**words) if op.differentiable else "", **words)
    scope = _scope(op)
    if slow == "run_inplace":
        from .inplace import run_inplace
        scope["run_inplace"] = run_inplace
    return compiled("call", with_lines(source, lines), scope)


def _scope(op: Op) -> dict[str, Any]:
    """What the public function of an op sees as globals."""
    from . import apply as paths
    from .tensor import wrap
    from .views import refresh, view_of
    return {
        "OP": op, "LOCAL": LOCAL, "GRAD": GRAD, "NO_GRAD": NO_GRAD, **_plain_types(),
        "F32": np.dtype(np.float32), "F64": np.dtype(np.float64), "ndarray": np.ndarray,
        "array": np.array, "new": object.__new__, "forward": op.forward, "RECORD": op.record,
        "apply": paths.apply, "apply_operator": paths.apply_operator, "WRAP": wrap,
        "RESULT": op.result_type, "refresh": refresh, "VIEW": view_of, "DEFAULTS": op.defaults,
        **SCOPE,
    }


def _plain_types() -> dict[str, Any]:
    """The types that the hot path takes: a module's parameters are tensors like others."""
    from .parameter import Parameter
    from .tensor import Tensor
    return {"Tensor": Tensor, "Parameter": Parameter}


def _build_many(op: Op, signature: str, lines: str, values: dict[str, str],
                call_list: Any) -> Any:
    """The public function of an op with several inputs or outputs, None among the inputs."""
    arguments = ", ".join(values[n] for n in op.public_names)
    inputs, data, checked = "", {}, False
    for k, position in enumerate(op.inputs):
        x = op.public_names[position]
        data[x] = f"a{k}_"
        formula = bool(op.mask_of_formulas >> k & 1)
        words = {"x": x, "k": k, "bit": 1 << k, "slow": "apply", "arguments": arguments}
        check = ""
        if formula or op.promote not in (None, "none"):
            same = checked and op.promote not in (None, "none")
            check = (_CHECK_SAME if same else _CHECK_FIRST).format(**words)
        number = checked and op.promote in ("keep", "float") and k not in op.only_tensors
        checked = checked or bool(check)
        inputs += _ANOTHER.format(
            check=check, need=_NEED.format(**words) if formula else "",
            number=_NUMBER.format(**words) if number else "",
            absent=_ABSENT.format(**words) if op.defaults.get(x, 0) is None else "", **words)
    source = _MANY.format(
        signature=signature, inputs=inputs, data=call_list(data), slow="apply",
        arguments=arguments, results=_RESULTS if op.several else _ONE_RESULT,
        record=_RECORD_MANY.format(arguments=arguments),
        result="RESULT(*out_)" if op.several and not op.variable else "out_")
    return compiled("call", with_lines(source, lines), _scope(op))


_COMPOSITE = """\
def call({signature}):
    recorder = LOCAL.mode.recorder
    if recorder is None: return function({arguments})
    return recorder.composite(OP, ({positional}), {{{keywords}}})
"""


def build_composite(entry: Composite, source: str = _COMPOSITE) -> Any:
    """The public function of a composite: itself, or one step of whoever records."""
    signature = inspect.signature(entry.function)
    parameters = []
    positional, keywords, arguments = "", "", []
    for p in signature.parameters.values():
        default = p.default if p.default is p.empty else Quoted(f"DEFAULTS[{p.name!r}]")
        parameters.append(p.replace(annotation=p.empty, default=default))
        if p.kind is p.VAR_POSITIONAL:
            positional += f"*{p.name}, "
            arguments.append(f"*{p.name}")
        elif p.kind is p.VAR_KEYWORD:
            keywords += f"**{p.name}, "
            arguments.append(f"**{p.name}")
        elif p.kind is p.KEYWORD_ONLY:
            keywords += f"{p.name!r}: {p.name}, "
            arguments.append(f"{p.name}={p.name}")
        else:
            positional += f"{p.name}, "
            arguments.append(p.name)
    shown, lines = numpy_spelling(
        signature.replace(parameters=parameters, return_annotation=inspect.Signature.empty),
        entry.name.rpartition(".")[2])
    text = source.format(signature=str(shown)[1:-1], arguments=", ".join(arguments),
                         positional=positional, keywords=keywords)
    defaults = {p.name: p.default for p in signature.parameters.values()}
    return compiled("call", with_lines(text, lines), {
        "OP": entry, "LOCAL": LOCAL, "function": entry.function, "DEFAULTS": defaults, **SCOPE})


def build_spelled(entry: Composite) -> Any:
    """A function that only rearranges arguments, with NumPy's names for them if it has `dim`."""
    if "dim" not in inspect.signature(entry.function).parameters:
        return entry.function
    return build_composite(entry, "def call({signature}):\n    return function({arguments})\n")


def signature_of(forward: Callable[..., Any], count: int) -> inspect.Signature:
    """The signature of a forward function; ufuncs have none, so theirs is positional."""
    if isinstance(forward, np.ufunc):
        return inspect.Signature([
            inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD) for n in "xyz"[:count]])
    return inspect.signature(forward)
