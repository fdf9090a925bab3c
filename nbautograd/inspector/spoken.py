r"""With this module one can read a formula in a terminal: `\frac{1}{n}\sum x` as `1/n Σ x`."""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "digamma": "ψ", "Gamma": "Γ",
    "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "imath": "i", "partial": "∂", "nabla": "∇",
    "infty": "∞", "emptyset": "∅", "varnothing": "∅", "forall": "∀", "exists": "∃",
    "sum": "Σ", "prod": "Π", "int": "∫", "times": "×", "div": "÷", "cdot": "·", "cdotp": "·",
    "ast": "*", "star": "*", "circ": "∘", "pm": "±", "mp": "∓", "oplus": "⊕", "otimes": "⊗",
    "odot": "⊙", "cap": "∩", "cup": "∪", "wedge": "∧", "vee": "∨", "land": "∧", "lor": "∨",
    "setminus": "∖", "dagger": "†", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "lt": "<",
    "gt": ">", "ne": "≠", "neq": "≠", "equiv": "≡", "sim": "~", "approx": "≈", "propto": "∝",
    "ll": "≪", "gg": "≫", "subset": "⊂", "subseteq": "⊆", "in": "∈", "notin": "∉", "mid": "|",
    "to": "→", "rightarrow": "→", "leftarrow": "←", "gets": "←", "mapsto": "↦",
    "Rightarrow": "⇒", "implies": "⇒", "iff": "⇔", "Leftrightarrow": "⇔", "leftrightarrow": "↔",
    "longrightarrow": "→", "ldots": "...", "dots": "...", "cdots": "...", "vdots": "⋮",
    "ddots": "⋱", "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈",
    "rceil": "⌉", "lvert": "|", "rvert": "|", "vert": "|", "lVert": "‖", "rVert": "‖",
    "Vert": "‖", "lbrace": "{", "rbrace": "}", "brace": "{", "top": "T", "bot": "⊥", "perp": "⊥",
    "prime": "′", "neg": "¬", "lnot": "¬", "colon": ":", "quad": "  ", "qquad": "  ",
    "triangleq": "=", "bullet": "•", "parallel": "‖", "backslash": "\\", "hbar": "ħ",
}  # fmt: skip
_SILENT = {
    "left", "right", "middle", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr",
    "biggl", "biggr", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "rm", "bf",
    "it", "notag", "nonumber", "hline", "strut", "smash", "sf", "tt",
}  # fmt: skip
_ACCENTS = {"hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "bar": "\u0304",
            "overline": "\u0304", "dot": "\u0307", "vec": "\u20d7"}  # fmt: skip
_DOUBLE = {"R": "ℝ", "C": "ℂ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "K": "𝕂", "E": "𝔼"}
_POWERS = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_RAISED = {"T": "ᵀ", "H": "ᴴ", "∗": "*", "*": "*", "′": "′"}
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}^_&]|[^\\{}^_&]+", re.DOTALL)
_SIMPLE = re.compile(r"[\w.∂αβγδεζηθλμνξπρστφχψω⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]+|\w+\([^()]*\)")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{[a-zA-Z]+\*?\}(?:\{[lcr| ]*\})?")


@lru_cache(maxsize=2048)
def spoken(tex: str) -> str:
    r"""A formula as characters a terminal can show; what it cannot say stays as TeX.

    >>> spoken(r"\frac{\partial L}{\partial x} = \alpha x^2")
    '∂ L/∂ x = α x²'
    """
    bare = re.sub(r"(?<!\\)%[^\n]*", "", tex)
    tokens = _TOKEN.findall(_ENVIRONMENT.sub(" ", bare))
    words, _ = _sequence(tokens, 0, closing=False)
    return re.sub(r" {2,}", " ", words.replace("\n", " ")).strip()


def _sequence(tokens: list[str], at: int, closing: bool) -> tuple[str, int]:
    words = ""
    while at < len(tokens):
        if tokens[at] == "}":
            at += 1
            if closing:
                break
            continue
        piece, at = _piece(tokens, at)
        words += piece
    return words, at


def _piece(tokens: list[str], at: int) -> tuple[str, int]:
    token = tokens[at]
    if not token:
        return "", at + 1
    if token == "{":
        return _sequence(tokens, at + 1, closing=True)
    if token in {"^", "_"}:
        script, end = _argument(tokens, at + 1)
        return _script(token, script), end
    if token == "&":
        return "", at + 1
    if token[0] == "\\":
        return _command(token[1:], tokens, at + 1)
    return token, at + 1


def _argument(tokens: list[str], at: int) -> tuple[str, int]:
    while at < len(tokens) and not tokens[at].strip():
        at += 1
    if at >= len(tokens):
        return "", at
    token = tokens[at]
    if token[0] in "\\{":
        return _piece(tokens, at)
    # A bare argument is one letter: the rest of the run goes back.
    token = token.lstrip()
    tokens[at] = token[1:]
    return token[:1], at


def _script(mark: str, script: str) -> str:
    if mark == "^" and script and all(letter in "0123456789+-n" for letter in script):
        return script.translate(_POWERS)
    if mark == "^" and script in _RAISED:
        return _RAISED[script]
    if len(script) <= 1 or (mark == "_" and script.isalnum()):
        return mark + script
    return f"{mark}({script})" if mark == "^" else f"{mark}{{{script}}}"


def _command(name: str, tokens: list[str], at: int) -> tuple[str, int]:
    if name in _WORDS:
        return _WORDS[name], at
    if name in _SILENT:
        return "", at
    if name in {"frac", "dfrac", "tfrac", "cfrac"}:
        above, at = _argument(tokens, at)
        below, at = _argument(tokens, at)
        return f"{_grouped(above)}/{_grouped(below)}", at
    if name == "sqrt":
        inside, at = _argument(tokens, at)
        return "√" + (inside if len(inside) == 1 else f"({inside})"), at
    if name == "binom":
        above, at = _argument(tokens, at)
        below, at = _argument(tokens, at)
        return f"C({above}, {below})", at
    if name in _ACCENTS:
        inside, at = _argument(tokens, at)
        return (inside + _ACCENTS[name]) if len(inside) == 1 else f"{name}({inside})", at
    if name == "mathbb":
        inside, at = _argument(tokens, at)
        return _DOUBLE.get(inside.strip(), inside), at
    if name.startswith(("text", "math", "mbox", "operatorname", "boldsymbol")):
        return _argument(tokens, at)
    if name == "\\":
        return "; ", at
    if name in {",", ";", ":", "!", " ", "\n"}:
        return ("" if name == "!" else " "), at
    return {"|": "‖"}.get(name, name), at


def _grouped(words: str) -> str:
    words = words.strip()
    return words if _SIMPLE.fullmatch(words.replace("∂ ", "∂")) else f"({words})"
