"""Where and how tensors are stored: on the CPU, in memory with strides.

PyTorch has many devices and layouts. Programs name them, so the names are known here and the one
that exists is accepted; any other is refused as PyTorch refuses a device that it lacks.
"""

from __future__ import annotations

from typing import Any

__all__ = ["CPU", "STRIDED", "Device", "Layout", "check_device"]


class Device:
    """Where tensors live; only the CPU exists here.

    >>> Device("cpu")
    device(type='cpu')
    """

    __slots__ = ("index", "type")

    def __init__(self, type: Any = "cpu", index: int | None = None) -> None:
        if isinstance(type, Device):
            type, index = type.type, type.index
        kind, _, number = str(type).partition(":")
        if kind not in ("cpu", "cuda", "mps", "meta", "xpu"):
            raise RuntimeError(
                f"Expected one of cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, "
                f"fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, privateuseone device type "
                f"at start of device string: {kind}")
        self.type = kind
        self.index = int(number) if number else index

    def __repr__(self) -> str:
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type={self.type!r}{index})"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __reduce__(self) -> tuple[Any, ...]:
        return Device, (self.type, self.index)


CPU = Device("cpu")


class Layout:
    """Memory layout of a tensor; only the strided one exists here."""

    def __repr__(self) -> str:
        return "torch.strided"


STRIDED = Layout()


def check_device(device: Any) -> None:
    """Refuse a device that is not the CPU, as PyTorch without that device does."""
    if device is None or (isinstance(device, str) and device == "cpu"):
        return
    kind = Device(device).type
    if kind == "cuda":
        raise AssertionError("Torch not compiled with CUDA enabled")
    if kind != "cpu":
        raise RuntimeError(f"PyTorch is not linked with support for {kind} devices")
