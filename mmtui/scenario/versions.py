"""Which formats of scenario files this mmtui reads."""

from __future__ import annotations

from mmtui.scenario.outline import Raw, is_number
from mmtui.scenario.problems import Code, Finding
from mmtui.scenario.words import shown

FORMAT = 1


def is_newer(raw: Raw) -> bool:
    """True for a file of a format that a later mmtui defines: nothing else can be said of it."""
    return is_number(raw.get("format")) and raw["format"] > FORMAT


def format_finding(raw: Raw) -> Finding | None:
    """What is wrong with the ``format`` of a file, and what to do about it."""
    if "format" not in raw:
        message = 'missing key "format" in the file'
        return Finding("table", ("format",), Code.FORMAT, message, f"write format = {FORMAT} at the top")
    given = raw["format"]
    if is_number(given) and given == FORMAT:
        return None
    message, remedy = f'"format" must be {FORMAT}, not {shown(given)}', f"write format = {FORMAT}"
    if is_newer(raw):
        message, remedy = (
            f"format {shown(given)} is newer than this mmtui, which reads {FORMAT}",
            "update mmtui",
        )
    elif is_number(given):
        message = f"format {shown(given)} is older than any that mmtui reads"
        remedy = f"write format = {FORMAT} and see what `mmtui scenario check` says"
    return Finding("value", ("format",), Code.FORMAT, message, remedy)
