"""``mmtui`` itself: the global options, and which command stands where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mmtui import __version__
from mmtui.cli.lazy import Later, LazyGroup
from mmtui.cli.settings import Settings

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "list": Later("mmtui.cli.list", "List the scenarios, and which of them you have solved."),
    "play": Later("mmtui.cli.play", "Play a scenario as plain text, for pipes and screen readers."),
    "progress": Later(
        "mmtui.cli.progress", "Show the chapters, what you have solved and how well, and what to do next."
    ),
    "export": Later("mmtui.cli.export", "Write everything that you have answered and solved into a file."),
    "import": Later(
        "mmtui.cli.import_",
        "Add what another record has to yours; nothing is lost, and nothing is added twice.",
    ),
    "sandbox": Later("mmtui.cli.sandbox", "Do anything on a machine of your own, step by step, with undo."),
    "practice": Later(
        "mmtui.cli.practice", "Solve problems that are drawn at random, one after the other, until you quit."
    ),
    "run": Later("mmtui.cli.run", "Run a script in the model and print every state."),
    "race": Later("mmtui.cli.race", "Let CPUs race on a folio in every order of their steps."),
    "check": Later("mmtui.cli.check", "Search for the shortest run in which a scheme says what is not true."),
    "compare": Later(
        "mmtui.cli.compare",
        "Lay schemes side by side: what each says of every operation, and what that costs.",
    ),
    "replay": Later("mmtui.cli.replay", "Compare the model with recordings of real kernels."),
    "live": Later("mmtui.cli.live", "Run scripts on the kernel under us, and compare the model with it."),
    "scenario": Later("mmtui.cli.scenario", "Check scenario files, and help editors with them."),
    "plugins": Later("mmtui.cli.plugins", "Show what plugins offer, or why they cannot be used."),
}


class Root(LazyGroup):
    """What is no command is a scenario to play."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in self.later or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        from mmtui.cli.open import command

        return "SCENARIO", command, args

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from mmtui.cli.course import complete

        return [*super().shell_complete(ctx, incomplete), *complete(ctx, None, incomplete)]


@click.group(
    cls=Root,
    later=COMMANDS,
    invoke_without_command=True,
    subcommand_metavar="[SCENARIO | COMMAND [ARGS]...]",
    examples=(
        "mmtui                             the game",
        "mmtui last-unmap-doublemap        the game, at this scenario",
        "mmtui list                        what there is to play",
        "mmtui run fork.ops --kernel 6.1   every state of a script",
        "mmtui -h, mmtui run -h            help for all, for one command",
    ),
)
@click.option(
    "--plugins-dir",
    "plugins_dirs",
    metavar="DIR",
    multiple=True,
    type=click.Path(),
    help="Load the plugins in this folder too; can be given again.",
)
@click.option("--safe-mode", is_flag=True, help="Load the built-in plugins and no others.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours on stdout; auto is on a terminal, unless NO_COLOR is set.",
)
@click.option("-v", "--verbose", is_flag=True, help="Say on stderr what is loaded and where it is kept.")
@click.version_option(__version__, "-V", "--version", prog_name="mmtui", message="%(prog)s %(version)s")
@click.pass_context
def root(
    context: click.Context, plugins_dirs: tuple[str, ...], safe_mode: bool, color: str, verbose: bool
) -> int:
    """Who still maps this page?  A game and a laboratory for Linux mapcount accounting.

    Without a command it is the game.  Data goes to stdout and narration to stderr.

    \b
    It ends with
        0  all is well: solved, it holds, both agree
        1  not solved, broken, they differ
        2  the command line asks for something that is not there
        3  a scenario or a script is wrong
        4  a plugin is wrong
        5  a limit was reached before the answer was known
       70  mmtui itself failed, or the system did
      130  interrupted; 141 if nobody reads the output any more
    """
    context.obj = settings = Settings(plugins_dirs, safe_mode, color, verbose)
    if context.invoked_subcommand is None:
        from mmtui.cli.game import open_game

        return open_game(settings)
    return 0
