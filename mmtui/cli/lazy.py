"""Commands that are imported when they are run, and help that begins with examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

import click

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Later(NamedTuple):
    """A command that is not imported yet."""

    module: str
    """Where it stands, as ``command``."""
    help: str
    """Its first sentence, so that the list of commands needs no import."""


Definitions: TypeAlias = tuple[str, Sequence[tuple[str, str]]]
"""A title, and words with what is to be said of each; they end the help of a command."""


class Command(click.Command):
    """A command whose help shows how it is used."""

    def __init__(
        self, *args: Any, examples: Sequence[str] = (), definitions: Definitions = ("", ()), **kwargs: Any
    ) -> None:
        super().__init__(*args, **_with_context(kwargs))
        self.examples, self.definitions = tuple(examples), definitions

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_help_text(ctx, formatter)
        write_examples(self.examples, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_epilog(ctx, formatter)
        title, rows = self.definitions
        if rows:
            with formatter.section(title):
                formatter.write_dl(list(rows))


class LazyGroup(click.Group):
    """A group that imports one command: the one that is run."""

    def __init__(
        self, *args: Any, later: Mapping[str, Later] = {}, examples: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **_with_context(kwargs))
        self.later = dict(later)
        self.examples = tuple(examples)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.later)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.later:
            return None
        command = import_module(self.later[cmd_name].module).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.later and not args[0].startswith("-"):
            raise click.UsageError(unknown("command", args[0], self.later), ctx)
        return super().resolve_command(ctx, args)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_help_text(ctx, formatter)
        write_examples(self.examples, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, later.help) for name, later in self.later.items()])


def _with_context(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    return {**kwargs, "context_settings": {**_CONTEXT, **kwargs.get("context_settings", {})}}


def write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    """Write the examples of a command, each on a line that can be copied."""
    with formatter.section("Examples"), formatter.indentation():
        formatter.write("".join(f"{' ' * formatter.current_indent}{example}\n" for example in examples))


def unknown(what: str, name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return what to say of a name that does not exist; ``otherwise`` is said where no other is like it.

    >>> unknown("command", "lst", ["list", "run"])
    "there is no command 'lst'; did you mean 'list'?"
    """
    from mmtui.scenario.words import nearest

    known = tuple(known)
    near = nearest(name, known)
    help_ = (
        f"did you mean {near!r}?"
        if near
        else otherwise or f"known {'is' if len(known) == 1 else 'are'} {', '.join(known)}"
    )
    return f"there is no {what} {name!r}; {help_}"
