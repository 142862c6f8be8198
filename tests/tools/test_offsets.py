"""Offsets from a small BTF, written here byte by byte as Documentation/bpf/btf.rst says."""

from __future__ import annotations

import struct

import pytest

from tools.recorder.btf import Btf, read_btf, section
from tools.recorder.errors import RecorderError
from tools.recorder.offsets import as_text, offsets_of

INT, PTR, ARRAY, STRUCT, UNION, ENUM, TYPEDEF = 1, 2, 3, 4, 5, 6, 8


class Writer:
    """Makes BTF: every method returns the number of the type it adds."""

    def __init__(self):
        self.names, self.types, self.count = b"\0", b"", 0

    def name(self, text):
        if not text:
            return 0
        self.names += text.encode() + b"\0"
        return len(self.names) - len(text) - 1

    def add(self, name, kind, members, size_or_type, extra, flag=0):
        self.types += (
            struct.pack("<III", self.name(name), flag << 31 | kind << 24 | members, size_or_type) + extra
        )
        self.count += 1
        return self.count

    def integer(self, name, size):
        return self.add(name, INT, 0, size, struct.pack("<I", size * 8))

    def typedef(self, name, of):
        return self.add(name, TYPEDEF, 0, of, b"")

    def pointer(self, of):
        return self.add("", PTR, 0, of, b"")

    def array(self, of, length):
        return self.add("", ARRAY, 0, 0, struct.pack("<III", of, of, length))

    def compound(self, kind, name, size, members):
        extra = b"".join(struct.pack("<III", self.name(field), of, at * 8) for field, of, at in members)
        return self.add(name, kind, len(members), size, extra)

    def bitfields(self, name, size, members):
        packed = (
            struct.pack("<III", self.name(field), of, width << 24 | bit) for field, of, width, bit in members
        )
        return self.add(name, STRUCT, len(members), size, b"".join(packed), flag=1)

    def enum(self, name, values):
        extra = b"".join(struct.pack("<Ii", self.name(key), value) for key, value in values.items())
        return self.add(name, ENUM, len(values), 4, extra)

    def blob(self):
        header = struct.pack(
            "<HBBIIIII", 0xEB9F, 1, 0, 24, 0, len(self.types), len(self.types), len(self.names)
        )
        return header + self.types + self.names


def kernel(page_size=64, with_tasks=True):
    """A kernel with owners in its folios, which lie in an unnamed union of an unnamed struct."""
    to = Writer()
    u32, u64, u16 = to.integer("int", 4), to.integer("long", 8), to.integer("short", 2)
    atomic = to.typedef("atomic_t", to.compound(STRUCT, "", 4, [("counter", u32, 0)]))
    fields = to.compound(STRUCT, "", 40, [("mapping", u64, 8), ("index", u64, 16), ("private", u64, 24)])
    union = to.compound(UNION, "", 40, [("", fields, 0), ("_head_3", u64, 0)])
    page_fields = [("flags", u64, 0), ("", union, 8), ("_mapcount", atomic, 48), ("_refcount", atomic, 52)]
    to.compound(STRUCT, "page", page_size, page_fields)
    second = to.compound(
        STRUCT,
        "",
        64,
        [
            ("_large_mapcount", atomic, 16),
            ("_nr_pages_mapped", atomic, 20),
            ("_entire_mapcount", atomic, 24),
            ("_pincount", atomic, 28),
            ("_mm_id_mapcount", to.array(u16, 2), 32),
            ("_mm_id", to.array(u32, 2), 40),
        ],
    )
    to.compound(STRUCT, "folio", 192, [("index", u64, 32), ("", second, 64), ("_deferred_list", u64, 144)])
    to.enum("pageflags", {"PG_locked": 0, "PG_head": 6, "PG_anon_exclusive": 11, "PG_partially_mapped": 16})
    if with_tasks:
        to.compound(
            STRUCT, "task_struct", 4000, [("tasks", u64, 2224), ("pid", u32, 2432), ("mm", u64, 2304)]
        )
        inner = to.compound(STRUCT, "", 1400, [("pgd", to.pointer(u64), 120), ("mm_id", u32, 1352)])
        to.compound(STRUCT, "mm_struct", 1500, [("", inner, 0)])
    return to.blob()


def test_fields_are_found_inside_unnamed_structs():
    offsets = offsets_of(Btf(kernel()))
    assert (offsets["p_mapping"], offsets["p_index"], offsets["m_pgd"], offsets["m_mm_id"]) == (
        16,
        32,
        120,
        1352,
    )


def test_folio_fields_are_counted_from_the_first_page():
    offsets = offsets_of(Btf(kernel()))
    wanted = {"f_large_mapcount": 80, "f_nr_pages_mapped": 84, "f_entire_mapcount": 88, "f_pincount": 92}
    assert wanted.items() <= offsets.items()


def test_the_element_size_of_the_owner_slots_comes_from_their_arrays():
    offsets = offsets_of(Btf(kernel()))
    assert (offsets["z_mm_id"], offsets["z_mm_id_mapcount"]) == (4, 2)


def test_flags_that_a_kernel_does_not_have_are_left_out():
    offsets = offsets_of(Btf(kernel()))
    assert (offsets["b_anon_exclusive"], offsets["b_partially_mapped"]) == (11, 16)
    assert "b_double_map" not in offsets
    assert "f_compound_mapcount" not in offsets


def test_the_guest_reads_a_name_and_a_number_in_each_line():
    assert as_text(offsets_of(Btf(kernel()))).splitlines()[:3] == [
        "page_size 64",
        "p_flags 0",
        "p_mapcount 48",
    ]


def test_a_struct_page_of_another_size_is_refused():
    with pytest.raises(RecorderError, match="struct page has 56 bytes"):
        offsets_of(Btf(kernel(page_size=56)))


def test_a_kernel_without_tasks_is_refused():
    with pytest.raises(RecorderError, match="no struct task_struct"):
        offsets_of(Btf(kernel(with_tasks=False)))


def test_the_second_and_third_page_of_6_1_have_fields_of_struct_page():
    to = Writer()
    u32, u64 = to.integer("int", 4), to.integer("long", 8)
    base = [("flags", u64, 0), ("mapping", u64, 24), ("private", u64, 40), ("_mapcount", u32, 48)]
    second = [("compound_mapcount", u32, 20), ("deferred_list", u64, 24), ("_refcount", u32, 52)]
    to.compound(STRUCT, "page", 64, base + second)
    to.compound(STRUCT, "folio", 128, [("index", u64, 32)])
    to.enum("pageflags", {"PG_double_map": 6})
    to.compound(STRUCT, "task_struct", 4000, [("tasks", u64, 8), ("pid", u32, 16), ("mm", u64, 24)])
    to.compound(STRUCT, "mm_struct", 1500, [("pgd", u64, 72)])
    offsets = offsets_of(Btf(to.blob()))
    assert (offsets["f_compound_mapcount"], offsets["f_deferred_list"], offsets["b_double_map"]) == (
        84,
        152,
        6,
    )


def test_the_width_of_a_bitfield_is_no_part_of_its_offset():
    to = Writer()
    u32 = to.integer("int", 4)
    to.bitfields("flagged", 8, [("low", u32, 3, 0), ("high", u32, 5, 35)])
    assert Btf(to.blob()).offset("flagged", "high") == 4


def test_a_field_of_a_named_struct_has_a_dotted_name():
    to = Writer()
    u32 = to.integer("int", 4)
    inner = to.compound(STRUCT, "inner", 8, [("b", u32, 4)])
    to.compound(STRUCT, "outer", 24, [("a", inner, 16)])
    members = Btf(to.blob()).members("outer")
    assert [tuple(member) for member in members] == [("a", 16, 8), ("a.b", 20, 4)]


def elf(sections):
    """An ELF file with the given sections, and one of their names at the end."""
    names, body, headers = b"\0", bytes(64), [bytes(64)]
    for name, content in [*sections.items(), (".shstrtab", None)]:
        at = len(names)
        names += name.encode() + b"\0"
        content = names if content is None else content
        headers.append(struct.pack("<IIQQQQIIQQ", at, 1, 0, 0, len(body), len(content), 0, 0, 1, 0))
        body += content
    table = len(body)
    start = bytearray(b"\x7fELF" + bytes(60))
    struct.pack_into("<Q", start, 0x28, table)
    struct.pack_into("<HHH", start, 0x3A, 64, len(headers), len(headers) - 1)
    return bytes(start) + body[64:] + b"".join(headers)


def test_btf_is_read_from_its_section_and_bare(tmp_path):
    blob = kernel()
    (tmp_path / "vmlinux").write_bytes(elf({".text": b"code", ".BTF": blob}))
    (tmp_path / "kernel.btf").write_bytes(blob)
    for name in ("vmlinux", "kernel.btf"):
        assert offsets_of(read_btf(tmp_path / name)) == offsets_of(Btf(blob))


def test_a_kernel_without_btf_is_refused_with_the_remedy(tmp_path):
    (tmp_path / "vmlinux").write_bytes(elf({".text": b"code"}))
    assert section((tmp_path / "vmlinux").read_bytes(), ".text") == b"code"
    with pytest.raises(RecorderError, match="pahole"):
        read_btf(tmp_path / "vmlinux")


@pytest.mark.parametrize("blob", [b"", b"not BTF, but long enough to have a header", kernel()[:100]])
def test_what_is_no_btf_is_refused(blob):
    with pytest.raises((RecorderError, ValueError)):
        offsets_of(Btf(blob))
