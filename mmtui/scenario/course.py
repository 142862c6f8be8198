"""The scenarios that stand together: where their files are, and whether each has an id of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mmtui.catalog import bundled
from mmtui.scenario.loading import Head, peek
from mmtui.scenario.outline import Plan
from mmtui.scenario.problems import Code, Finding
from mmtui.scenario.source import SUFFIX
from mmtui.scenario.words import nearest


def scenario_files(folders: Iterable[Path]) -> list[Path]:
    """The scenario files in these folders and below them, each once, in the order of their names."""
    unique = dict.fromkeys(folder.resolve() for folder in folders)
    return [path for folder in unique for path in sorted(folder.rglob(f"*{SUFFIX}")) if path.is_file()]


def heads_of(files: Iterable[Path], look: Callable[[Path], Head] = peek) -> list[Head]:
    """The heads of these files; of two that have one id, the later one has a problem."""
    heads: list[Head] = []
    first: dict[str, Path] = {}
    for head in map(look, files):
        before = first.setdefault(head.id, head.path)
        same = f"its id is also that of {before}" if before != head.path else ""
        heads.append(replace(head, problem=head.problem or same))
    return heads


@dataclass(frozen=True, slots=True)
class Course:
    """Which files have which id."""

    files: Mapping[str, tuple[Path, ...]]

    def findings(self, path: Path, plan: Plan) -> Iterator[Finding]:
        """What a file says of the others that is not so; its own place in the course does not count."""
        others = [str(other) for other in self.files.get(plan.id, ()) if other != path.resolve()]
        if plan.id and others:
            message = f'the id "{plan.id}" is also that of {" and ".join(others)}'
            yield Finding("value", ("id",), Code.SAME_ID, message, "give each scenario an id of its own")
        for at, name in enumerate(plan.requires):
            if name and name not in self.files and name != plan.id:
                near = nearest(name, self.files)
                help_ = f'did you mean "{near}"?' if near else "`mmtui list` shows those that are shipped"
                message = f'there is no scenario "{name}"'
                yield Finding("value", ("requires", at), Code.UNKNOWN_NAME, message, help_)


def course_of(files: Iterable[Path], folders: Iterable[Path] = ()) -> Course:
    """The course that these files stand in.

    That is: the files themselves, those that stand beside one of them, those that are shipped, and
    those in and below the ``folders`` of plugins.
    """
    files = [path.resolve() for path in files]
    beside = dict.fromkeys(path.parent for path in files)
    found = [*files, *(path for folder in beside for path in sorted(folder.glob(f"*{SUFFIX}")))]
    found += scenario_files((bundled("scenarios"), *folders))
    named: defaultdict[str, tuple[Path, ...]] = defaultdict(tuple)
    for path in dict.fromkeys(path.resolve() for path in found if path.is_file()):
        named[peek(path).id] += (path,)
    return Course(dict(named))
