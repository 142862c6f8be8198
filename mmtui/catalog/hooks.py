"""The hooks that a plugin implements, and the mistakes that would make pluggy pass over one in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from inspect import signature
from typing import Any, NamedTuple

from pluggy import HookCaller, PluginManager, PluginValidationError

from mmtui import hookspecs
from mmtui.catalog.blame import UnfitError, load_error
from mmtui.catalog.fitness import fit_checker, fit_folder, fit_scheme, fit_workload
from mmtui.catalog.found import Found
from mmtui.catalog.values import LoadError, What
from mmtui.limit import OutOfTime

_MARK = "mmtui_impl"


class Hook(NamedTuple):
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
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException as error:  # a plugin may even call sys.exit()
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
