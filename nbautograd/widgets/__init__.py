"""Widgets: the lab, in which one switches flags of a recorded cell, and the explorer of names."""

from __future__ import annotations

from .lab import Lab

__all__ = ["Lab"]
