"""Which fields of a record are compared, and which are not and why; a field in neither list is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

COMPARED: Mapping[str, frozenset[str]] = {
    "step": frozenset({"n", "rc", "err", "at", "moved"}),
    "map": frozenset({"p", "r", "runs"}),
    "folio": frozenset(
        {
            *("f", "order", "ref", "flags", "mapping", "index", "unmapped", "sub", "_pincount"),
            *("compound_mapcount", "double_map", "_entire_mapcount", "_nr_pages_mapped", "_large_mapcount"),
            *("_nr_pages_mapped_hex", "_mm_id", "_mm_id_mapcount", "mm_owner"),
            *("deferred", "partially_mapped", "large_rmappable"),
        }
    ),
    "small": frozenset({"runs"}),
    "gone": frozenset({"f", "n"}),
    "vma": frozenset(
        {
            *("p", "r", "s", "e", "perm", "off", "vf", "Rss", "Pss"),
            *("Shared_Clean", "Shared_Dirty", "Private_Clean", "Private_Dirty"),
            *("Anonymous", "LazyFree", "AnonHugePages", "ShmemPmdMapped", "FilePmdMapped", "Swap", "Locked"),
            *("KSM", "Shared_Hugetlb", "Private_Hugetlb"),
        }
    ),
    "proc": frozenset({"p", "RssAnon", "bg_anon", "mm_id"}),
}
"""By type of record.  Of ``RssAnon`` what the watched regions have: ``bg_anon`` is taken off."""

_BUILD = "which kernel it is, and where in it the recorder reads"
NOT_COMPARED: Mapping[tuple[str, str], str] = {
    ("begin", "script"): "the name of the script",
    ("begin", "kernel"): "chooses the model",
    ("kernel", "*"): _BUILD,
    ("end", "*"): "how long it took",
    ("note", "*"): "words of the script",
    ("warn", "*"): "words of the recorder",
    ("bye", "*"): "the machine stops",
    ("sys", "*"): "counters of the whole machine, the recorder's own pages and the page cache among them",
    ("step", "op"): "what both sides do",
    ("step", "line"): "where in the script it stands",
    ("folio", "pfn"): "where in memory a folio lies is nothing that the model has",
    ("folio", "index of the huge zero folio"): "nobody sets it",
    ("folio", "sub: PG_anon_exclusive of a page that nothing maps"): "it keeps what it had",
    (
        "folio",
        "_nr_pages_mapped without CONFIG_PAGE_MAPCOUNT",
    ): "it stays as it was found in memory",
    ("folio", "_nr_pages_mapped_hex without CONFIG_PAGE_MAPCOUNT"): "the same number",
    ("folio", "flags: referenced"): "which accesses a CPU notes is not modelled",
    ("folio", "flags: active"): "reclaim's lists are not modelled",
    (
        "folio",
        "mapping: which anon_vma",
    ): "only what it decides is compared",
    ("small", "flags: referenced"): "as of a large one",
    ("small", "flags: active"): "as of a large one",
    ("small", "mapping: which anon_vma"): "as of a large one",
    ("proc", "RssFile"): "memory of the recorder's own program",
    ("proc", "RssShmem"): "memory of the recorder's own program is part of it",
    ("proc", "RssAnon up to v6.1"): "a task tells of its last changes only now and then",
    ("proc", "bg_anon up to v6.1"): "it is only taken off RssAnon",
}
"""By type of record and field, ``*`` for all of them: the reason.

After a field may stand which part of it is meant.
"""


OF_A_PROCESS = frozenset(
    {
        *(("begin", "schema"), ("begin", "pages_per_pmd"), ("begin", "page_mapcount"), ("begin", "advised")),
        *(("folio", "kind"), ("gone", "kind")),
    }
)
"""Fields of what ``mmtui live run --json`` prints, and no recorder: how it was made, and a folio's kind.

The latter is compared, and tells which folios are gone for certain.
"""


def known(kind: str, field: str, *, seen: bool = False) -> bool:
    """Tell whether it is said of a field of a record whether it is compared."""
    if (kind, field) in OF_A_PROCESS:
        return seen
    if field == "t" or field in COMPARED.get(kind, ()):
        return True
    return (kind, "*") in NOT_COMPARED or (kind, field) in NOT_COMPARED


def known_kind(kind: object) -> bool:
    """Tell whether there are such records."""
    return kind in COMPARED or any(kind == other for other, _ in NOT_COMPARED)


def left_out() -> Iterator[tuple[str, str]]:
    """Yield what is not compared, and why, to be read."""
    for (kind, field), reason in NOT_COMPARED.items():
        yield f"{kind}{'' if field == '*' else f' {field}'}", reason


def left_out_shortly() -> str:
    """Return what is not compared in one line, by type of record."""
    whole = [kind for kind, field in NOT_COMPARED if field == "*"]
    kinds = dict.fromkeys(kind for kind, field in NOT_COMPARED if field != "*")
    parts = [
        f"{kind} ({'; '.join(field for other, field in NOT_COMPARED if other == kind)})" for kind in kinds
    ]
    return f"all of {', '.join(whole)}; of {', '.join(parts)}"
