"""Does the operations of a script in real processes, at the addresses that the model uses too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from errno import errorcode
from types import TracebackType

from mmtui.errors import ScriptError
from mmtui.kernel.results import Result
from mmtui.kernel.words import MAX_PAGES
from mmtui.live.ability import unable
from mmtui.live.batches import Batches
from mmtui.live.files import Files, split_folios
from mmtui.live.frames import PAGE
from mmtui.live.keeping import current
from mmtui.live.machine import SPLIT, setting_path
from mmtui.live.memory import Memory, result_of
from mmtui.live.processes import Processes
from mmtui.live.script import options_of, range_of
from mmtui.model.opnames import MOST_PROCESSES
from mmtui.model.ops import Op


class Performer:
    """The processes, memory and files of a script; used with ``with``, it ends and puts back everything."""

    def __init__(self) -> None:
        self.processes = Processes()
        self._files = Files()
        self.memory = Memory(self.processes, self._files)
        self._batches = Batches()
        self._born: set[str] = set()
        self._advises = current(str(setting_path("thp"))) == "madvise"

    def __enter__(self) -> Performer:
        self.processes.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()
        self.processes.__exit__(kind, error, trace)

    @property
    def advises(self) -> bool:
        """Tell whether anonymous maps are advised: the machine makes huge pages only where it is asked."""
        return self._advises

    def asked(self, op: Op) -> Op:
        """Return what is done for an operation: private anonymous maps may be huge, as in the recordings."""
        anon = op.verb == "mmap" and op.words[1] == "anon" and "shared" not in op.words
        if self._advises and anon and "thp" not in options_of(op):
            return replace(op, words=(*op.words, "thp=on"))
        return op

    def do(self, op: Op) -> Result:
        """Do an operation; raise ``ScriptError`` where it makes no sense, as of an unknown process."""
        if op.process and op.process not in self.memory.regions:
            raise ScriptError(f"{op}: there is no process {op.process}")
        act = (_OF_PROCESS if op.process else _GLOBAL).get(op.verb)
        result = act(self, op) if act else self.memory.do(op)
        self._batches.empty()
        return result

    def _proc(self, op: Op) -> Result:
        return self._bear(op, op.words[0], "")

    def _fork(self, op: Op) -> Result:
        return self._bear(op, op.words[0], op.process)

    def _bear(self, op: Op, name: str, parent: str) -> Result:
        if name in self._born or len(self._born) >= MOST_PROCESSES:
            problem = "a name is used once" if name in self._born else f"at most {MOST_PROCESSES} processes"
            raise ScriptError(f"{op}: {problem}")
        answer = self.processes.born(name, parent)
        if not answer.rc:
            self._born.add(name)
            self.memory.regions[name] = dict(self.memory.regions.get(parent, {}))
        return result_of(answer)

    def _exit(self, op: Op) -> Result:
        self.processes.ended(op.process)
        del self.memory.regions[op.process]
        return Result()

    def _set(self, op: Op) -> Result:
        name, value = op.words
        self._advises = self._advises and name != "thp"  # from now on the script decides
        path = setting_path(name)
        if not path.exists():
            return Result(-1, "ENOENT")
        result = result_of(self.processes.set(str(path), value))
        if result.err in ("EPERM", "EACCES"):
            raise ScriptError(f"{op}: nobody may write to {path}: this kernel is locked down")
        if result.err == "EAGAIN":
            raise ScriptError(f"{op}: another command has set {path} and not put it back yet")
        return result

    def _memfd(self, op: Op) -> Result:
        name, pages = self._new_file(op)
        return _system(lambda: self._files.create(name, pages))

    def _tmpfs(self, op: Op) -> Result:
        name, pages = self._new_file(op)
        huge = {"huge": "always"}.get(op.words[-1], op.words[-1]) if len(op.words) > 2 else "never"
        return _system(lambda: self._files.create_file(name, pages, huge))

    def _new_file(self, op: Op) -> tuple[str, int]:
        name, pages = op.words[0], int(op.words[1])
        if name in self._files or not 0 < pages <= MAX_PAGES:
            raise ScriptError(f"{op}: a name is used once, for 1 to {MAX_PAGES} pages")
        return name, pages

    def _file(self, op: Op) -> Result:
        name = op.words[0]
        if name not in self._files:
            raise ScriptError(f"{op}: there is no file {name}")
        start, end = range_of(op.words)
        last = self._files.pages(name) if end is None else end
        calls: dict[str, Callable[[], None]] = {
            "ftrunc": lambda: self._files.truncate(name, start),
            "fclose": lambda: self._files.drop(name),
            "fwrite": lambda: self._files.write(name, start, last),
            "fpunch": lambda: self._files.punch(name, start, last),
            "fsplit": lambda: _split(op, f"{self._files.path(name)},{start:#x},{last:#x}"),
        }
        return _system(calls[op.verb])

    def _splitfolio(self, op: Op) -> Result:
        start, end = self.memory.span(op)
        where = f"{self.processes.pid(op.process)},{start * PAGE:#x},{end * PAGE:#x}"
        return _system(lambda: _split(op, where))


def _split(op: Op, where: str) -> None:
    if reason := unable(op):
        raise ScriptError(reason)
    try:
        split_folios(where, options_of(op).get("order", ""))
    except PermissionError:
        raise ScriptError(f"{op}: nobody may write to {SPLIT}: this kernel is locked down") from None


def _system(call: Callable[[], object]) -> Result:
    try:
        call()
    except OSError as error:
        return Result(-1, errorcode[error.errno or 0])
    return Result()


_GLOBAL: dict[str, Callable[[Performer, Op], Result]] = {
    "proc": Performer._proc,
    "memfd": Performer._memfd,
    "file": Performer._tmpfs,
    "set": Performer._set,
    **dict.fromkeys(("ftrunc", "fclose", "fwrite", "fpunch", "fsplit"), Performer._file),
}
_OF_PROCESS: dict[str, Callable[[Performer, Op], Result]] = {
    "fork": Performer._fork,
    "exit": Performer._exit,
    "splitfolio": Performer._splitfolio,
}
