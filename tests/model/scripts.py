"""Random scripts for property tests; the ops need not make sense, the machine must."""

from __future__ import annotations

from hypothesis import strategies as st

from mmtui.model.opforms import ADVICE
from mmtui.model.ops import Op, parse_op

PROCESSES = ("A", "B", "C")
REGIONS = ("r", "s", "t")
PAGES = 24


@st.composite
def ranges(draw: st.DrawFn) -> str:
    start = draw(st.integers(0, PAGES - 1))
    return f"{start} {draw(st.integers(start + 1, PAGES))}"


@st.composite
def ops(draw: st.DrawFn, moves: bool = True) -> Op:
    process, region = draw(st.sampled_from(PROCESSES)), draw(st.sampled_from(REGIONS))
    where = draw(ranges())
    kinds = {
        "mmap": f"mmap {region} {draw(st.sampled_from(['anon', 'anon', 'memfd:m']))} {PAGES}"
        + draw(st.sampled_from(["", "", " shared", " private", " ro", " skew=3", " thp=off"])),
        "write": f"write {region} {where}",
        "read": f"read {region} {where}",
        "fork": f"fork {draw(st.sampled_from(['B', 'C', 'D', 'E']))}",
        "munmap": f"munmap {region} {where}",
        "mprotect": f"mprotect {region} {where} {draw(st.sampled_from(['ro', 'rw', 'rw', 'none']))}",
        "mremap": f"mremap {region} {where} to={draw(st.sampled_from(REGIONS))}"
        + draw(st.sampled_from(["", " skew=0", " skew=8", " skew=5"])),
        "dontneed": f"dontneed {region} {where}",
        "exit": "exit",
        "advice": f"{draw(st.sampled_from([*ADVICE, 'mlock', 'munlock', 'splitfolio']))} {region} {where}",
        "vmsplice": f"vmsplice {region} {where}",
        "closepipe": "closepipe",
        "collapse": f"collapse {region}",
        "migrate": f"migrate {region} {where} node={draw(st.integers(0, 1))}"
        + draw(st.sampled_from([" all", ""])),
    }
    more = ["advice"] * 4 + ["collapse", "migrate"] if moves else []
    weights = (
        ["write"] * 6
        + ["fork"] * 3
        + ["munmap", "mprotect", "mremap", "dontneed", "read"] * 2
        + ["mmap", "exit", "vmsplice", "vmsplice", "closepipe"]
        + more
    )
    return parse_op(f"{process} {kinds[draw(st.sampled_from(weights))]}")


@st.composite
def scripts(draw: st.DrawFn, moves: bool = True, then: tuple[str, ...] = ()) -> tuple[Op, ...]:
    """A start that maps something, then anything; without ``moves`` no page gets into another folio.

    The lines of ``then`` come between the two.
    """
    start = ["proc A", f"memfd m {PAGES}", draw(st.sampled_from(["set shmem always", "set shmem never"]))]
    start += draw(st.lists(st.sampled_from(["set mthp:16 always", "set shmthp:16 always"]), max_size=2))
    any_op = ops(moves=moves)
    start += [f"A mmap r anon {PAGES}", "A write r 0 16", f"A mmap s memfd:m {PAGES}", *then]
    return (
        *map(parse_op, start),
        *draw(st.lists(st.one_of(any_op, any_op, any_op, holes()) if moves else any_op, max_size=25)),
    )


@st.composite
def holes(draw: st.DrawFn) -> Op:
    """What is done to the file by its name."""
    kinds = [
        f"fpunch m {draw(ranges())}",
        f"ftrunc m {draw(st.integers(1, PAGES))}",
        f"fsplit m {draw(ranges())}",
    ]
    return parse_op(draw(st.sampled_from([*kinds, f"fwrite m {draw(ranges())}"])))
