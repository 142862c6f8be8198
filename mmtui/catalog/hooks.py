"""The hooks that a plugin implements: asking them, and the mistakes that would make pluggy pass over one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from inspect import signature
from itertools import islice
from typing import Any, NamedTuple

from pluggy import HookCaller, PluginManager, PluginValidationError

from mmtui import hookspecs
from mmtui.catalog.blame import UnfitError, line_of, load_error
from mmtui.catalog.fitness import fit_checker, fit_folder, fit_scheme, fit_workload
from mmtui.catalog.values import Answer, Found, Given, LoadError, Offered, What
from mmtui.interrupt import is_ctrl_c
from mmtui.limit import OutOfTime

_MARK = "mmtui_impl"


class Hook(NamedTuple):
    """What one hook offers, and what makes it fit for use."""

    what: What
    fit: Callable[[Any], str]
    """Returns the name of a thing that can be used; raises ``UnfitError`` for one that cannot."""


HOOKS: Mapping[str, Hook] = {
    "register_schemes": Hook(What.SCHEME, fit_scheme),
    "register_workloads": Hook(What.WORKLOAD, fit_workload),
    "register_checkers": Hook(What.CHECKER, fit_checker),
    "register_scenarios": Hook(What.SCENARIOS, fit_folder),
}


@contextmanager
def noting(found: Found, errors: list[LoadError]) -> Iterator[None]:
    """Add what goes wrong to the errors, and go on behind the block."""
    try:
        yield
    except OutOfTime:
        raise
    except BaseException as error:  # a plugin may even call sys.exit()
        if is_ctrl_c(error):
            raise
        errors.append(load_error(found, error))


def manager_of(found: Found, plugin: object, errors: list[LoadError]) -> PluginManager:
    """Return a plugin manager for one plugin; a hook that is not called for a mistake is added to the errors.

    One manager for all would not do: its hook calls stop at the first plugin that raises.
    """
    if isinstance(plugin, type):
        raise UnfitError("is a class, not an object", "perhaps its entry point lacks the ()", plugin)
    manager = PluginManager("mmtui")
    manager.add_hookspecs(hookspecs)
    try:
        manager.register(plugin, found.name)
    except PluginValidationError as error:
        raise _wrong_signature(plugin, error) from None
    for name in HOOKS:
        with noting(found, errors):
            _check_mark(plugin, name)
    for caller in manager.get_hookcallers(plugin) or ():
        with noting(found, errors):
            _check_spelling(caller)
    return manager


def _wrong_signature(plugin: object, error: PluginValidationError) -> UnfitError:
    hooks = [hook for name in HOOKS if callable(hook := getattr(plugin, name, None))]
    culprit = next((hook for hook in hooks if signature(hook).parameters), None)
    if culprit is None:
        return UnfitError(str(error).splitlines()[-1], "see what pluggy says of it")
    return UnfitError(
        f"{culprit.__name__}() takes arguments", "take them away; it is called with none", culprit
    )


def _check_mark(plugin: object, name: str) -> None:
    hook = getattr(plugin, name, None)
    if callable(hook) and not hasattr(hook, _MARK):
        raise UnfitError(f"{name}() is not marked as a hook", "write @hookimpl above it", hook)


def _check_spelling(caller: HookCaller) -> None:
    if caller.has_spec():
        return
    for implementation in caller.get_hookimpls():
        if not implementation.optionalhook:
            near = get_close_matches(caller.name, HOOKS, 1)
            remedy = f"did you mean {near[0]}()?" if near else f"known are {', '.join(HOOKS)}"
            raise UnfitError(f"there is no hook {caller.name}()", remedy, implementation.function)


_MOST = 1000


class _Thing(NamedTuple):
    thing: object
    function: object
    """The hook that gave it."""


def ask(found: Found) -> Answer:
    """Load a plugin and call its hooks; raise what it raises while it is loaded.

    What goes wrong in one hook, or with one class, leaves the others as they are.
    """
    plugin = found.load()
    file = getattr(sys.modules.get(found.module), "__file__", None)
    found = replace(found, origin=file or found.origin)
    given: list[Given] = []
    errors: list[LoadError] = []
    with noting(found, errors):
        manager = manager_of(found, plugin, errors)
        for name, hook in HOOKS.items():
            with noting(found, errors):
                for thing, function in _things(manager, name):
                    with noting(found, errors):
                        offered = Offered(hook.what, _fitting(hook, thing, function))
                        given.append(Given(offered, thing, found))
        if not given and not errors:
            raise UnfitError("offers nothing", "write a function register_schemes() with @hookimpl above it")
    return Answer(found, tuple(given), tuple(errors))


def _fitting(hook: Hook, thing: object, function: object) -> str:
    try:
        return hook.fit(thing)
    except UnfitError as error:
        if not line_of(error.culprit):  # what was offered has no place of its own; who offered it has
            error.culprit = function
        raise


def _things(manager: PluginManager, name: str) -> Iterator[_Thing]:
    caller: HookCaller = getattr(manager.hook, name)
    for implementation in caller.get_hookimpls():  # there is one plugin, so there is one at most
        function = implementation.function
        things = _listed(f"{name}()", next(iter(caller()), None), function)
        yield from (_Thing(thing, function) for thing in things)


def _listed(hook: str, answer: object, function: object) -> list[object]:
    remedy = "return a list"
    if answer is None:
        raise UnfitError(f"{hook} returned nothing", remedy, function)
    if isinstance(answer, type):
        raise UnfitError(f"{hook} returned a class, not a list", f"return [{answer.__name__}]", function)
    if isinstance(answer, str | bytes | Mapping) or not isinstance(answer, Iterable):
        raise UnfitError(f"{hook} returned {type(answer).__name__}, not a list", remedy, function)
    things = list(islice(answer, _MOST + 1))
    if len(things) > _MOST:
        raise UnfitError(f"{hook} returned more than {_MOST:,} things", "return a short list", function)
    return list({id(thing): thing for thing in things}.values())
