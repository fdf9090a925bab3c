r"""With this module one can let a formula of a docstring through to a front end.

A formula is handed to MathJax or KaTeX, and TeX can do more than formulas there: `\href` makes
links, `\def` changes later cells, `\style` and `\require` go further. So the commands that may pass
are listed, and a formula with any other is shown as code.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ALLOWED = frozenset(
    """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu
    nu xi omicron pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega digamma
    Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega aleph beth ell hbar imath jmath Re Im
    wp partial nabla infty emptyset varnothing forall exists nexists neg lnot prime top bot angle
    sum prod coprod int iint iiint oint bigcup bigcap bigoplus bigotimes bigvee bigwedge
    frac dfrac tfrac cfrac binom dbinom tbinom choose over atop sqrt root stackrel overset underset
    times div cdot cdotp ast star circ bullet pm mp oplus ominus otimes oslash odot wedge vee cap
    cup setminus dagger ddagger amalg diamond land lor bmod pmod mod
    le leq ge geq lt gt ne neq equiv sim simeq approx cong propto ll gg prec succ preceq succeq
    subset supset subseteq supseteq in ni notin mid nmid parallel perp models vdash dashv doteq
    triangleq coloneqq triangle square blacksquare not leqslant geqslant lesssim gtrsim asymp
    to gets mapsto leftarrow rightarrow Leftarrow Rightarrow leftrightarrow Leftrightarrow
    longleftarrow longrightarrow Longrightarrow Longleftrightarrow longmapsto uparrow downarrow
    implies iff hookrightarrow rightharpoonup nearrow searrow xrightarrow xleftarrow
    ldots cdots vdots ddots dots dotsc dotsb dotsm
    left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr
    langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert vert Vert lbrace rbrace brace
    lbrack rbrack backslash colon
    hat widehat tilde widetilde bar overline underline vec dot ddot check breve acute grave
    overbrace underbrace overrightarrow cancel boxed phantom vphantom hphantom
    mathrm mathbf mathbb mathcal mathsf mathtt mathit mathfrak mathscr boldsymbol bm pmb mathop
    mathbin mathrel mathord mathpunct rm bf it sf tt cal
    text textbf textit textrm texttt textsf textnormal mbox hbox emph operatorname
    displaystyle textstyle scriptstyle limits nolimits quad qquad enspace thinspace negthinspace
    begin end tag notag nonumber hline substack smash strut space
    sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp ln log lg min max sup inf
    lim limsup liminf det dim ker deg arg argmin argmax gcd Pr hom
    """.split()
)
_ENVIRONMENTS = frozenset(
    "aligned gathered split cases array matrix pmatrix bmatrix vmatrix Bmatrix smallmatrix".split()
)
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_DROPPED = re.compile(r"\\(?:label|rule|vspace|nocite)\s*\{[^{}]*\}(?:\s*\{[^{}]*\})?")
_SPACE = re.compile(r"\\hspace\*?\s*\{[^{}]*\}")
_DOUBLED = re.compile(r"\\(text\w*|mathrm|operatorname)\{\{([^{}]*)\}\}")
_WORDED = re.compile(r"(\\(?:text\w*|mbox|hbox)\{)([^{}]*[<>][^{}]*)\}")
_LAPPED = re.compile(r"\\math[rlc]lap\b")
# What Markdown would see in a formula where a front end does not know `$`.
_MARKS = {"`": "\N{LEFT SINGLE QUOTATION MARK}", "<": r"\lt ", ">": r"\gt ", "](": "]{}("}
_OUTER = {"align": "aligned", "eqnarray": "aligned", "gather": "gathered", "multline": "gathered"}
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@lru_cache(maxsize=2048)
def clean_tex(tex: str, display: bool = False) -> str | None:
    r"""The formula on one line with only listed commands, or None when it has to be shown as code.

    >>> clean_tex(r"a < \text{{out}}"), clean_tex(r"\href{javascript:x}{y}")
    ('a \\lt \\text{out}', None)
    """
    tex = _simpler(tex)
    tex = _wrapped(tex) if display else tex
    tex = _WORDED.sub(_outside_words, " ".join(_INVISIBLE.sub(" ", tex).split()))
    for mark, safe in _MARKS.items():
        tex = tex.replace(mark, safe)
    return " ".join(tex.split()) if _acceptable(tex) else None


def _outside_words(match: re.Match[str]) -> str:
    # The commands that stand for < and > are mathematics, and unknown inside of words.
    command, inside = match[1], match[2]
    return f"{command}{re.sub('[<>]', lambda sign: f'}}{sign[0]}{command}', inside)}}}"


def _simpler(tex: str) -> str:
    tex = _COMMENT.sub("", tex)
    tex = _SPACE.sub(r"\\quad ", _DROPPED.sub("", tex))
    tex = _LAPPED.sub("", _DOUBLED.sub(r"\\\1{\2}", tex))
    return _ENVIRONMENT.sub(_environment, tex).strip()


def _environment(match: re.Match[str]) -> str:
    name = match[2].strip().rstrip("*")
    if name in {"equation", "math", "displaymath"}:
        return " "
    return rf"\{match[1]}{{{_OUTER.get(name, name)}}}"


def _wrapped(tex: str) -> str:
    # What Sphinx does for a display of several equations: blank lines separate, `&` aligns.
    parts = [part.strip() for part in re.split(r"\n[ \t]*\n", tex) if part.strip()]
    bare = [re.sub(r"\\begin\{.*\\end\{[a-z]+\}", "", part, flags=re.DOTALL) for part in parts]
    if any(re.search(r"(?<!\\)&|\\\\", part) for part in bare):
        return r"\begin{aligned} " + r" \\ ".join(parts) + r" \end{aligned}"
    if len(parts) > 1:
        return r"\begin{gathered} " + r" \\ ".join(parts) + r" \end{gathered}"
    return tex


def _acceptable(tex: str) -> bool:
    if not tex or "@@" in tex or re.search(r"(?<!\\)\$|&#|&\w+;|-->", tex):
        return False
    if r"\$" in tex or not _balanced(tex):
        return False
    commands = (name for name in _COMMAND.findall(tex) if name[0].isalpha())
    environments = _ENVIRONMENT.findall(tex)
    return (
        all(name in _ALLOWED for name in commands)
        and all(name in _ENVIRONMENTS for _, name in environments)
        and len(environments) == tex.count(r"\begin") + tex.count(r"\end")
    )


def _balanced(tex: str) -> bool:
    depth = 0
    for brace in re.findall(r"\\.|[{}]", tex):
        depth += (brace == "{") - (brace == "}")
        if depth < 0:
            return False
    return depth == 0 and not re.search(r"(?<!\\)(?:\\\\)*\\$", tex)
