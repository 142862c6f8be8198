"""Loading every plugin that is wanted, whatever some of them do."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from dataclasses import replace
from time import perf_counter
from types import MappingProxyType
from typing import Any, NamedTuple

from mmtui.catalog.blame import line_of, load_error
from mmtui.catalog.catalog import Catalog
from mmtui.catalog.hooks import ask
from mmtui.catalog.search import Clash, clashes, search
from mmtui.catalog.sources import Sources
from mmtui.catalog.staying import keep_from_ending
from mmtui.catalog.tampering import Kept, kept, put_back
from mmtui.catalog.values import Answer, Found, Given, Kind, LoadedPlugin, LoadError, Offer, What
from mmtui.interrupt import is_ctrl_c
from mmtui.limit import BUDGET, within


class _Read(NamedTuple):
    answer: Answer
    seconds: float


def load_catalog(sources: Sources, *, budget: float = BUDGET) -> Catalog:
    """Return what all plugins offer; one that is broken is named in ``errors`` and does no other harm.

    ``budget`` is how many seconds each of them may take.  What a plugin prints while it is loaded goes
    to stderr, since stdout is for data.
    """
    found = search(sources)
    with redirect_stdout(sys.stderr):
        read = [_read(each, budget) for each in found.wanted]
    given = [each for one in read for each in one.answer.given]
    refused = clashes(
        (each for each in given if each.offered.what is not What.SCENARIOS),
        name=lambda each: each.offered,
        builtin=lambda each: each.found.kind is Kind.BUILTIN,
    )
    losers = {id(clash.refused) for clash in refused}
    kept = [each for each in given if id(each) not in losers]
    return Catalog(
        schemes=_offers(What.SCHEME, kept),
        workloads=_offers(What.WORKLOAD, kept),
        checkers=_offers(What.CHECKER, kept),
        scenario_dirs=tuple(each.thing for each in kept if each.offered.what is What.SCENARIOS),
        plugins=tuple(plugin for one in read if (plugin := _loaded(one, kept)).offers),
        errors=(
            *found.errors,
            *(error for one in read for error in one.answer.errors),
            *map(_refusal, refused),
        ),
        off=found.off,
        sources=sources,
    )


def _read(found: Found, budget: float) -> _Read:
    start = perf_counter()
    before: list[Kept] = []
    if found.kind is not Kind.BUILTIN:
        keep_from_ending(found)
        before = kept()
    try:
        answer = within(budget, lambda: ask(found))
    except BaseException as error:  # a plugin may even call sys.exit()
        if is_ctrl_c(error):
            raise
        answer = Answer(found, errors=(load_error(found, error),))
    if changed := put_back(before):
        answer = replace(answer, errors=(*answer.errors, _tampered(found, changed)))
    return _Read(answer, perf_counter() - start)


def _tampered(found: Found, changed: list[str]) -> LoadError:
    names = ", ".join(changed)
    return LoadError(
        found.name,
        found.origin,
        0,
        f"changed {names} while it was loaded; that was put back",
        "offer a scheme, a workload or a checker of its own instead of changing mmtui",
    )


def _offers(what: What, kept: list[Given]) -> MappingProxyType[str, Offer[Any]]:
    return MappingProxyType(
        {
            each.offered.name: Offer(each.thing, each.found.name, each.found.origin)
            for each in kept
            if each.offered.what is what
        }
    )


def _loaded(read: _Read, kept: list[Given]) -> LoadedPlugin:
    found = read.answer.found
    offers = tuple(each.offered for each in kept if each.found is found)
    return LoadedPlugin(found.name, found.kind, found.origin, found.version, offers, read.seconds)


def _refusal(clash: Clash[Given]) -> LoadError:
    given = clash.refused
    others = " and ".join(dict.fromkeys(rival.found.origin for rival in clash.rivals))
    return LoadError(
        given.found.name,
        given.found.origin,
        line_of(given.thing),
        f"the {given.offered} is offered by {others} too",
        "give it a name that is free",
        (given.offered.name,),
    )
