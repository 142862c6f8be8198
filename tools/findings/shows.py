"""The sections of exhibits: what events cost, and the puzzles."""

from __future__ import annotations

from collections.abc import Iterator

from tools.findings.commands import Run
from tools.findings.exhibits import Exhibit, Shown, exhibits, printed
from tools.findings.markdown import code, table


def costs(run: Run) -> str:
    """Return the table of what each event costs, in atomics: the last operation of every script."""
    rows = [(code(each.path.name), each.title, *_atomics(each.shown[0], run)) for each in exhibits("costs")]
    names = exhibits("costs")[0].shown[0].command.split("--scheme ")[1:]
    return table(("script", "event", *(name.strip() for name in names)), rows)


def _atomics(shown: Shown, run: Run) -> list[str]:
    line = printed(shown, run(shown.command).out)[-1]
    return line.removeprefix("atomics").split()[1:]


def puzzles(run: Run) -> str:
    """Return every puzzle: what it shows, the commands, and of what they print the lines that matter."""
    texts = {int(each.title.partition(".")[0]): puzzle(each, run) for each in exhibits("puzzles")}
    return "\n\n".join(texts[number] for number in sorted(texts))


def puzzle(exhibit: Exhibit, run: Run) -> str:
    """Return one puzzle as it stands in the page."""
    return "\n".join(_puzzle(exhibit, run))


def _puzzle(exhibit: Exhibit, run: Run) -> Iterator[str]:
    yield f"### {exhibit.title}\n\n{exhibit.about}\n"
    yield "```text"
    for shown in exhibit.shown:
        ended = run(shown.command)
        yield f"$ {shown.command}"
        yield from (f"    {line}" for line in printed(shown, ended.out))
        yield f"    ends with {ended.code}"
    yield "```"
