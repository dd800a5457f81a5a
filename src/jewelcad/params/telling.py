"""What is declared of a parameter, as a person reads it."""

from __future__ import annotations

from jewelcad.params.spec import Spec


def described(spec: Spec) -> str:
    """``girdle diameter of the stone [2 to 12 mm; default 6.5]``"""
    facts = [limits(spec), "required" if spec.required else f"default {shown_default(spec)}"]
    return f"{spec.about} [{'; '.join(f for f in facts if f)}]".strip()


def limits(spec: Spec) -> str:
    """``2 to 12 mm`` or ``4, 6``; nothing where all is allowed."""
    if spec.choices:
        return ", ".join(str(choice) for choice in spec.choices)
    if spec.range:
        return f"{spec.range.least:g} to {spec.range.most:g}{' ' if spec.unit else ''}{spec.unit}"
    return spec.unit


def usual(spec: Spec) -> str:
    """``4 to 8, step 0.1``; nothing where no range is suggested."""
    if spec.suggest is None:
        return ""
    return f"{spec.suggest.least:g} to {spec.suggest.most:g}, step {spec.suggest.step:g}"


def shown_default(spec: Spec) -> str:
    """The default as one types it."""
    if spec.required:
        return ""
    if isinstance(spec.default, bool):
        return "yes" if spec.default else "no"
    if spec.default is None:
        return "none"
    return f"{spec.default:g}" if isinstance(spec.default, float) else str(spec.default)
