"""What pydantic finds wrong, in the words of the file's author."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mmtui.scenario.fields import Table, Variants, fields
from mmtui.scenario.positions import KeyPath
from mmtui.scenario.problems import Code, Finding, Raw
from mmtui.scenario.schema import ScenarioTable
from mmtui.scenario.shape import Loc, field_at, is_section, path_of, siblings_of, table_at, variants_at
from mmtui.scenario.words import label, listed, nearest, shown, table_name
from mmtui.scenario.wrong_values import cannot_be, wrong_type, wrong_value

MOST = 100  # a file with more mistakes than this is not a scenario with mistakes


def form_findings(raw: Raw) -> list[Finding]:
    """Everything about a file that is not as the schema says."""
    try:
        ScenarioTable.model_validate(raw)
    except ValidationError as invalid:
        return _explained(invalid.errors(include_url=False), raw)
    return []


def _explained(errors: list[ErrorDetails], raw: Raw) -> list[Finding]:
    # An error that pydantic has twice is one; so is a key that is missing because it is misspelt.
    found = list(dict.fromkeys(finding for error in errors[:MOST] for finding in _findings(error, raw)))
    meant = {finding.meant for finding in found if finding.meant}
    found = [
        finding for finding in found if finding.code is not Code.MISSING_KEY or finding.path not in meant
    ]
    return found + _and_more(errors[MOST:])


def _findings(error: ErrorDetails, raw: Raw) -> Iterator[Finding]:
    loc = error["loc"]
    match error["type"]:
        case _ if loc == ("format",):
            return  # format_finding() has looked at it before all else
        case "missing":
            yield _missing(loc)
        case "extra_forbidden":
            yield _extra(loc, raw)
        case "union_tag_not_found":
            yield from _not_chosen(loc, error["input"])
        case "too_short" if len(error["input"]) >= error["ctx"]["min_length"]:
            return  # it is long enough: items of it are wrong, and they are reported
        case _:
            yield wrong_value(error)


def _missing(loc: Loc) -> Finding:
    path = path_of(loc)
    help_ = field_at(loc).description or ""
    if isinstance(path[-1], int):
        message = f"{label(path[:-1])} needs a step and an answer"
        return Finding("value", path[:-1], Code.WRONG_VALUE, message, help_)
    if is_section(loc):
        name = table_name((*path, 0) if path == ("step",) else path)
        return Finding("table", path, Code.MISSING_KEY, f"missing table {name}", help_)
    message = f"missing key {label(path)} in {table_name(path[:-1])}"
    return Finding("table", path, Code.MISSING_KEY, message, f"{path[-1]}: {help_}")


def _extra(loc: Loc, raw: Raw) -> Finding:
    path, table = path_of(loc), table_at(loc[:-1])
    siblings = siblings_of(loc[:-1])
    if siblings and path[-1] in siblings.known:
        return _not_with(path, table, siblings, raw)
    return _unknown_key(path, fields(table))


def _not_with(path: KeyPath, table: type[Table], siblings: Variants, raw: Raw) -> Finding:
    # The key is right for another kind of step, or for another question.
    here: Any = raw
    for part in path[:-1]:
        here = here[part]
    [selector] = siblings.present(here)
    message = f"{label(path)} does not go with {selector} = {shown(here[selector])}"
    return Finding("key", path, Code.UNKNOWN_KEY, message, _known(fields(table)))


def _unknown_key(path: KeyPath, known: Iterable[str]) -> Finding:
    *table, key = path
    message = f"unknown key {label(path)} in {table_name(tuple(table))}"
    if table and key in fields(ScenarioTable) and not is_section((key,)):
        above = f"{label(path)} stands at the top of the file, above the first [table]"
        return Finding("key", path, Code.UNKNOWN_KEY, message, above, meant=(key,))
    near = nearest(str(key), known)
    help_ = f'did you mean "{near}"?' if near else _known(known)
    return Finding("key", path, Code.UNKNOWN_KEY, message, help_, meant=(*table, near) if near else ())


def _not_chosen(loc: Loc, given: object) -> Iterator[Finding]:
    # Which table is meant cannot be told; its keys can still be looked at.
    path, variants = path_of(loc), variants_at(loc)
    if not isinstance(given, dict):
        yield wrong_type(path, "a table", given, field_at(loc).description or "")
        return
    known = variants.known
    strangers = [_unknown_key((*path, key), known) for key in given if key not in known]
    yield from strangers
    if not any(finding.meant[-1:] == (selector,) for finding in strangers for selector in variants.selectors):
        yield _wrong_choice(path, variants, given)


def _wrong_choice(path: KeyPath, variants: Variants, given: dict[str, Any]) -> Finding:
    present = variants.present(given)
    if not present:
        return _no_choice(path, variants)
    if len(present) == 1:
        [selector] = present
        return cannot_be((*path, selector), given[selector], variants.choices(selector))
    one, two, *_ = present
    message = f"{table_name(path)} has both {label((one,))} and {label((two,))}"
    return Finding("key", (*path, two), Code.CONTRADICTION, message, "ask for one thing in one step")


def _no_choice(path: KeyPath, variants: Variants) -> Finding:
    message = f"missing key {listed(variants.selectors)} in {table_name(path)}"
    if len(variants.selectors) > 1:
        return Finding("value", path, Code.MISSING_KEY, message, "it says what is asked")
    [selector] = variants.selectors
    allowed = f"it can be {listed(variants.choices(selector))}"
    return Finding("table", (*path, selector), Code.MISSING_KEY, message, allowed)


def _known(keys: Iterable[str]) -> str:
    return f"known here: {listed(keys, 'and')}"


def _and_more(rest: list[ErrorDetails]) -> list[Finding]:
    if not rest:
        return []
    message = f"{len(rest)} more problems, here and below, are not shown"
    return [Finding("value", path_of(rest[0]["loc"]), Code.TOO_LARGE, message, "correct the others first")]
