"""Two themes, and what each role of a text looks like: one accent, one warning colour, the rest is grey."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.theme import Theme

from mmtui.report.text import Role

DARK = Theme(
    name="mmtui-dark",
    primary="#6fb7c9",
    secondary="#6fb7c9",
    accent="#6fb7c9",
    warning="#e3b341",
    error="#e3b341",
    success="#6fb7c9",
    foreground="#d7dbde",
    background="#14181b",
    surface="#14181b",
    panel="#1e2428",
    dark=True,
    variables={"muted": "#8d979f", "rule": "#3d474e", "block-cursor-text-style": "none"},
)
LIGHT = Theme(
    name="mmtui-light",
    primary="#0b6379",
    secondary="#0b6379",
    accent="#0b6379",
    warning="#8f4e00",
    error="#8f4e00",
    success="#0b6379",
    foreground="#23282c",
    background="#fbfaf7",
    surface="#fbfaf7",
    panel="#eeece6",
    dark=False,
    variables={"muted": "#5c656c", "rule": "#b9bcb8", "block-cursor-text-style": "none"},
)

# Colours are variables of the theme; the attributes are what is left without colour.
_LOOKS: Mapping[Role, tuple[str, Style]] = {
    Role.PLAIN: ("foreground", Style()),
    Role.DIM: ("muted", Style()),
    Role.HEAD: ("foreground", Style(bold=True)),
    Role.TRUTH: ("accent", Style()),
    Role.BELIEF: ("foreground", Style()),
    Role.NEW: ("accent", Style(bold=True)),
    Role.CHANGED: ("warning", Style(bold=True)),
    Role.GONE: ("muted", Style(italic=True)),
    Role.WRONG: ("warning", Style(bold=True, reverse=True)),
    Role.CURSOR: ("accent", Style(reverse=True)),
    Role.IN_HEAD: ("foreground", Style(underline=True)),
    Role.IN_TAIL: ("muted", Style(italic=True)),
    Role.TERM: ("accent", Style(underline=True)),
}


ELSEWHERE = {"muted": "#888888", "rule": "#777777"}
"""Variables of ours that a theme from elsewhere does not have."""


def theme_for(environ: Mapping[str, str]) -> Theme:
    """Return the theme for a terminal; some say in ``COLORFGBG`` that their background is light.

    >>> theme_for({"COLORFGBG": "0;15"}).name, theme_for({}).name
    ('mmtui-light', 'mmtui-dark')
    """
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if background in ("7", "15") else DARK


def role_styles(variables: Mapping[str, str], colourless: bool = False) -> Mapping[Role, Style]:
    """Return how each role is drawn in a theme; without colours grey is faint."""
    styles = {role: Style(color=_colour(variables, name)) + look for role, (name, look) in _LOOKS.items()}
    if colourless:
        styles |= {role: styles[role] + Style(dim=True) for role in (Role.DIM, Role.GONE)}
    return styles


def _colour(variables: Mapping[str, str], name: str) -> str | None:
    # Themes from elsewhere may blend ("auto 60%"): a strip has no background to blend with.
    colour = variables.get(name, "")
    return colour if colour.startswith("#") and len(colour) == 7 else None
