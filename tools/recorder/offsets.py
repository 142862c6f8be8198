"""Where a kernel keeps its counters: BTF becomes the list of offsets that the guest reads.

``p_`` is an offset in every ``struct page``, ``f_`` one from the first page of a folio (64 and up lies in the
second page, 128 and up in the third), ``z_`` the size of an array's element, ``b_`` the number of a bit in
``page->flags``, ``t_`` and ``m_`` offsets in ``task_struct`` and ``mm_struct``.
"""

from __future__ import annotations

from .btf import Btf, Member
from .errors import RecorderError

SIZE_OF_STRUCT_PAGE = 64
_FOLIO_FIELDS = (
    "_entire_mapcount",
    "_nr_pages_mapped",
    "_large_mapcount",
    "_pincount",
    "_mm_id",
    "_mm_id_mapcount",
)
_ARRAYS_OF_TWO = ("_mm_id", "_mm_id_mapcount")
_FLAGS = (
    *("double_map", "partially_mapped", "large_rmappable", "anon_exclusive", "head", "locked", "referenced"),
    *("uptodate", "dirty", "lru", "active", "swapbacked", "unevictable", "mlocked", "swapcache"),
    *("has_hwpoisoned", "private", "writeback", "workingset"),
)
_IN_TASKS = (
    ("t_tasks", "task_struct", "tasks"),
    ("t_pid", "task_struct", "pid"),
    ("t_mm", "task_struct", "mm"),
    ("m_pgd", "mm_struct", "pgd"),
    ("m_mm_id", "mm_struct", "mm_id"),
)
_NEEDED = ("t_tasks", "t_pid", "t_mm", "m_pgd")


def _first_of_each(members: list[Member]) -> dict[str, Member]:
    """A union's fields can share a name; the first is the one that counts for large folios."""
    found: dict[str, Member] = {}
    for member in members:
        found.setdefault(member.name, member)
    return found


def _page_offsets(btf: Btf, page: dict[str, Member], folio: dict[str, Member]) -> dict[str, int]:
    offsets = {"page_size": btf.struct_size("page")}
    for key, fields, name in (
        ("p_flags", page, "flags"),
        ("p_mapcount", page, "_mapcount"),
        ("p_refcount", page, "_refcount"),
        ("p_mapping", page, "mapping"),
        ("p_index", folio, "index"),
        ("p_private", page, "private"),
    ):
        if name not in fields:
            raise RecorderError(f"struct page of this kernel has no {name}")
        offsets[key] = fields[name].offset
    return offsets


def _folio_offsets(page: dict[str, Member], folio: dict[str, Member]) -> dict[str, int]:
    offsets = {}
    if "compound_mapcount" in page:  # 6.1: a field of the second page
        offsets["f_compound_mapcount"] = SIZE_OF_STRUCT_PAGE + page["compound_mapcount"].offset
    offsets |= {"f" + name: folio[name].offset for name in _FOLIO_FIELDS if name in folio}
    offsets |= {"z" + name: folio[name].size // 2 for name in _ARRAYS_OF_TWO if name in folio}
    if "_deferred_list" in folio:
        offsets["f_deferred_list"] = folio["_deferred_list"].offset
    elif "deferred_list" in page:  # 6.1: a field of the third page
        offsets["f_deferred_list"] = 2 * SIZE_OF_STRUCT_PAGE + page["deferred_list"].offset
    return offsets


def _flag_bits(btf: Btf) -> dict[str, int]:
    bits = btf.enum("pageflags")
    return {"b_" + name: bits["PG_" + name] for name in _FLAGS if "PG_" + name in bits}


def _task_offsets(btf: Btf) -> dict[str, int]:
    found = {key: btf.offset(struct_name, field) for key, struct_name, field in _IN_TASKS}
    missing = [key for key in _NEEDED if found[key] is None]
    if missing:
        raise RecorderError(f"this kernel's BTF lacks {', '.join(missing)}")
    return {key: offset for key, offset in found.items() if offset is not None}


def offsets_of(btf: Btf) -> dict[str, int]:
    """Return the offsets by name; those of fields that this kernel does not have are left out."""
    page = _first_of_each(btf.members("page"))
    folio = _first_of_each(btf.members("folio"))
    offsets = _page_offsets(btf, page, folio)
    if offsets["page_size"] != SIZE_OF_STRUCT_PAGE:
        raise RecorderError(f"struct page has {offsets['page_size']} bytes here; the guest reads ones of 64")
    return offsets | _folio_offsets(page, folio) | _flag_bits(btf) | _task_offsets(btf)


def as_text(offsets: dict[str, int]) -> str:
    """Return the list as the guest reads it, a name and a number in each line."""
    return "".join(f"{name} {value}\n" for name, value in offsets.items())
