"""Panels of curves as one SVG: axes, labels, a legend; a letter and dashes tell the schemes apart too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil, log2

from mmtui.comparing.panels import PRICES, Curve, Panel
from mmtui.report.axis import Axis, axis_of

_WIDE, _HIGH = 460, 300
_LEFT, _TOP, _PLOT_W, _PLOT_H = 62, 46, 370, 190
_COLOURS = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9",
    "#7a3b00", "#5b2a86", "#555555", "#a00030", "#3f6f00", "#0b3d91",
)  # fmt: skip
_DASHES = ("", "7 3", "2 3", "9 3 2 3")


def svg(panels: Sequence[Panel], title: str) -> str:
    """Return a complete SVG document of the panels, two beside each other, with one legend below."""
    rows = ceil(len(panels) / 2)
    curves = panels[0].curves
    height = 44 + rows * _HIGH + 26 * ceil(len(curves) / 4) + 20
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * _WIDE} {height}" role="img"'
            ' font-family="sans-serif" font-size="12" fill="#222">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{2 * _WIDE}" height="{height}" fill="#fff"/>',
            f'<text x="20" y="28" font-size="16">{escape(title)}</text>',
            *(
                f'<g transform="translate({at % 2 * _WIDE} {44 + at // 2 * _HIGH})">\n'
                + "\n".join(_panel(panel))
                + "\n</g>"
                for at, panel in enumerate(panels)
            ),
            f'<g transform="translate(20 {44 + rows * _HIGH + 8})">',
            *_legend(curves),
            "</g>",
            "</svg>\n",
        )
    )


def _panel(panel: Panel) -> Iterator[str]:
    axis = axis_of([value for curve in panel.curves for value in curve.values if value is not None])
    yield f'<text x="{_LEFT}" y="18" font-size="13">{escape(panel.event)}: {escape(panel.about)}</text>'
    yield f'<text x="{_LEFT}" y="34" fill="#666">{PRICES[panel.price]}</text>'
    for value in axis.ticks(6):
        y = _y(axis, value)
        yield f'<path d="M{_LEFT} {y}h{_PLOT_W}" stroke="#e4e4e4"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:g}" text-anchor="end">{value}</text>'
    for x in panel.xs:
        at = _x(panel, x)
        yield f'<path d="M{at} {_TOP + _PLOT_H}v5" stroke="#222"/>'
        yield f'<text x="{at}" y="{_TOP + _PLOT_H + 19}" text-anchor="middle">{x}</text>'
    bottom = _TOP + _PLOT_H
    yield f'<path d="M{_LEFT} {_TOP}V{bottom}H{_LEFT + _PLOT_W}" stroke="#222" fill="none"/>'
    middle = _LEFT + _PLOT_W // 2
    yield f'<text x="{middle}" y="{bottom + 38}" text-anchor="middle">{escape(panel.x_name)}</text>'
    curves = [
        (number, curve.letter, _points(panel, axis, curve)) for number, curve in enumerate(panel.curves)
    ]
    for number, _, points in curves:
        path = " ".join(f"{x},{y}" for x, y in points)
        yield f'<polyline points="{path}" fill="none" {_stroke(number)}/>'
    for number, letter, points in curves:  # above all lines
        yield from _letter(number, letter, points)


def _points(panel: Panel, axis: Axis, curve: Curve) -> list[tuple[float, float]]:
    pairs = zip(panel.xs, curve.values, strict=True)
    return [(_x(panel, x), _y(axis, value)) for x, value in pairs if value is not None]


def _letter(number: int, letter: str, points: Sequence[tuple[float, float]]) -> Iterator[str]:
    if not points:  # the scheme broke
        return
    # the letters of curves that lie on each other stand beside each other
    again, at = divmod(number, len(points))
    x, y = points[at][0] + 16 * again, points[at][1]
    colour = _COLOURS[number % len(_COLOURS)]
    yield f'<circle cx="{x:g}" cy="{y}" r="7" fill="#fff" stroke="{colour}"/>'
    place = f'x="{x:g}" y="{y + 3.5:g}" text-anchor="middle" font-size="10"'
    yield f'<text {place} fill="{colour}">{letter}</text>'


def _legend(curves: Sequence[Curve]) -> Iterator[str]:
    for number, curve in enumerate(curves):
        x, y = number % 4 * 220, number // 4 * 26 + 12
        yield f'<path d="M{x} {y}h30" {_stroke(number)}/>'
        yield f'<text x="{x + 38}" y="{y + 4}">{curve.letter} {escape(curve.scheme)}</text>'


def _stroke(number: int) -> str:
    dashes = _DASHES[number % len(_DASHES)]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'stroke="{_COLOURS[number % len(_COLOURS)]}" stroke-width="2"{dashed}'


def _x(panel: Panel, x: int) -> float:
    least, most = panel.xs[0], panel.xs[-1]
    if least == most:
        return _LEFT + _PLOT_W / 2
    part = log2(x / least) / log2(most / least) if panel.log_x else (x - least) / (most - least)
    return round(_LEFT + 10 + part * (_PLOT_W - 20), 1)


def _y(axis: Axis, value: int) -> float:
    return round(_TOP + _PLOT_H * (1 - axis.place(value)), 1)
