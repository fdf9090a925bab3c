"""The types of the table's functions, as far as a type checker can use them.

A source that says more than Any is believed. Otherwise names tell: PyTorch calls the same thing by
the same name everywhere. What is left is told by the default, or is Any.
"""

from __future__ import annotations

import inspect

from nbautograd.engine.composite import Composite
from nbautograd.engine.op import Op

__all__ = ["FIELDS", "MIXED", "TUPLES", "annotation", "result_fields", "result_type"]

_DIMS = "int | Sequence[int]"
_BY_NAME = {
    "Tensor": """
        A B L LD LU LU_data LU_pivots anchor batch1 batch2 boundaries condition grad_output grid
        indices input input1 input2 key linear_weight log_probs logits mask mat mat1 mat2
        negative offsets output per_sample_weights pivots pos_weight positive query self
        sorted_sequence sorter src target tau tensor tensor1 tensor2 theta vec vec1 vec2 weight x1
        x2""",
    "Tensor | None": "bias running_mean running_var",
    "Tensor | Number": "max min value",
    "Number": "alpha beta maxnorm negative_slope p threshold",
    "Sequence[Tensor]": "tensors",
    "bool": "keepdim keepdims",
    "dtype | type | None": "dtype",
    "int": "dim0 dim1 dim2 dimension k length start step",
    _DIMS: "dim dims kernel_size output_size shape size sizes",
}
_TYPES = {name: kind for kind, names in _BY_NAME.items() for name in names.split()}
# Where a name means something else.
_OF_FUNCTIONS = {
    ("index", "int"): "select select_copy select_scatter",
    ("indices", f"{_DIMS} | Tensor"): "dsplit hsplit tensor_split vsplit",
    ("indices", "Sequence[Tensor | None]"): "index_put",
    ("other", "Tensor | Number"): "where",
    ("p", "Number | str"): "norm",
    ("src", "Tensor | Number"): "scatter",
    ("weight", "Tensor | Number"): "lerp",
    ("weight", "Tensor | None"): """
        batch_norm group_norm instance_norm native_batch_norm native_group_norm native_layer_norm
        nn.functional.batch_norm nn.functional.instance_norm""",
    ("dtype", "dtype | type | str | None"): "type",
    ("input", "Tensor | Number"): "where",
}
_OTHERWISE = {(function, name): kind for (name, kind), functions in _OF_FUNCTIONS.items()
              for function in functions.split()}

# Composites say Any of what they return, which is a tensor but for these: a tuple of tensors ...
TUPLES = frozenset("""
    _native_batch_norm_legit aten._batch_norm_with_update broadcast_tensors chunk dsplit gradient
    hsplit lu meshgrid native_batch_norm native_dropout native_group_norm native_layer_norm
    nn.functional.multi_head_attention_forward
    pca_lowrank split std_mean svd_lowrank tensor_split unravel_index unsafe_chunk
    var_mean vsplit""".split())
# ... what depends on the arguments, a tensor in most calls ...
MIXED = frozenset("""
    adaptive_max_pool1d atleast_1d atleast_2d atleast_3d max max_pool1d max_pool1d_with_indices
    max_pool2d max_pool2d_with_indices max_pool3d max_pool3d_with_indices median min nanmedian
    nn.functional.adaptive_max_pool1d nn.functional.adaptive_max_pool2d
    nn.functional.adaptive_max_pool3d nn.functional.embedding_bag nn.functional.max_pool1d
    nn.functional.max_pool1d_with_indices nn.functional.max_pool2d
    nn.functional.max_pool2d_with_indices nn.functional.max_pool3d
    nn.functional.max_pool3d_with_indices nonzero type unique unique_consecutive where""".split())
# ... or a named tuple with these fields.
FIELDS = {
    "geqrf": "a tau",
    "linalg.cholesky_ex": "L info",
    "linalg.inv_ex": "inverse info",
    "linalg.ldl_factor": "LD pivots",
    "linalg.ldl_factor_ex": "LD pivots info",
    "linalg.lstsq": "solution residuals rank singular_values",
    "linalg.lu": "P L U",
    "linalg.lu_factor": "LU pivots",
    "linalg.lu_factor_ex": "LU pivots info",
    "linalg.solve_ex": "result info",
    "lu_unpack": "P L U",
    "qr": "Q R",
    "svd": "U S V",
    "triangular_solve": "solution cloned_coefficient",
}


def result_fields(entry: Op | Composite | None) -> str:
    """The fields of the named tuple that an entry returns; empty if it returns something else.

    >>> from nbautograd.ops import OPS
    >>> result_fields(OPS["sort"])
    'values indices'
    """
    if isinstance(entry, Op):
        return " ".join(entry.outputs) if entry.several and not entry.variable else ""
    if entry is None or entry.name in TUPLES | MIXED:
        return ""
    return FIELDS.get(entry.name) or next(map(result_fields, entry.ops), "")


def result_type(entry: Op | Composite | None, signature: inspect.Signature | None = None) -> str:
    """What a function returns."""
    if result_fields(entry):
        assert entry is not None
        return "results." + entry.name.removesuffix(".dim").replace(".", "_")
    if isinstance(entry, Op):
        return "tuple[Tensor, ...]" if entry.variable else "Tensor"
    name = "" if entry is None else entry.name
    if name in TUPLES:
        return "tuple[Tensor, ...]"
    if name in MIXED:
        return "Tensor | Any"
    said = signature.return_annotation if signature else "Any"
    return "Tensor" if said in ("Any", inspect.Signature.empty) else str(said)


def annotation(p: inspect.Parameter, entry: Op | Composite | None) -> str:
    """The type of a parameter of an entry's function."""
    otherwise = _OTHERWISE.get((entry.name if entry else "", p.name))
    if otherwise:
        return _optional(otherwise, p)
    said = p.annotation
    if isinstance(entry, Op) and p.name in entry.public_names:
        place = entry.public_names.index(p.name)
        if place in entry.inputs:
            kind = _input_type(entry, entry.inputs.index(place))
            return "Tensor" if p.kind is p.VAR_POSITIONAL else _optional(kind, p)
        if entry.arrange is None:
            said = inspect.signature(entry.forward).parameters[entry.arguments[place]].annotation
    if said not in ("Any", p.empty):
        return str(said)
    if p.name == "out":
        if isinstance(entry, Op) and entry.variable:
            return "Sequence[Tensor] | None"
        return "tuple[Tensor, ...] | None" if result_fields(entry) else "Tensor | None"
    found = _guess(p, entry)
    return found.removeprefix("Tensor | ") if isinstance(entry, Op) else found


def _input_type(op: Op, k: int) -> str:
    """Where the types of operands are promoted, an operand may be a number: not the only one."""
    if op.variadic:
        return "Sequence[Tensor]"
    pair = op.kind == "elementwise" and len(op.inputs) == 2
    numbers = pair or (k and op.promote in ("keep", "float"))
    return "Tensor | Number" if numbers and k not in op.only_tensors else "Tensor"


def _guess(p: inspect.Parameter, entry: Op | Composite | None) -> str:
    if p.kind is p.VAR_KEYWORD or type(p.default) is object:
        return "Any"
    if p.kind is p.VAR_POSITIONAL:
        return {"tensors": "Tensor | Sequence[Tensor]", "args": "Any", "rest": "Any",
                "operands": "Any", "indices_or_sections": _DIMS, "matrices": "Tensor"}.get(
                    p.name, _DIMS)
    if p.name == "axis":
        return f"{_DIMS} | None"
    if p.name == "dim" and type(p.default) is int:
        return "int"
    found = _TYPES.get(p.name)
    if p.name == "other":
        found = "Tensor" if entry else "Tensor | Number"    # a reflected operator's
    if found is None and type(p.default) in (bool, int, float, str):
        found = type(p.default).__name__
    return _optional(found or "Any", p)


def _optional(kind: str, p: inspect.Parameter) -> str:
    return f"{kind} | None" if p.default is None and kind != "Any" and "None" not in kind else kind
