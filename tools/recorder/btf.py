"""BTF, the kernel's own description of its types: Documentation/bpf/btf.rst."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .errors import RecorderError

MAGIC = 0xEB9F
(INT, PTR, ARRAY, STRUCT, UNION, ENUM) = range(1, 7)
(VOLATILE, CONST, RESTRICT, TYPEDEF_KIND) = (9, 10, 11, 8)
(FUNC_PROTO, VAR, DATASEC, DECL_TAG, TYPE_TAG, ENUM64) = (13, 14, 15, 17, 18, 19)
_QUALIFIERS = {TYPEDEF_KIND, VOLATILE, CONST, RESTRICT, TYPE_TAG}
_MEMBER = {STRUCT: "<III", UNION: "<III", ENUM: "<Ii", FUNC_PROTO: "<II", DATASEC: "<III", ENUM64: "<III"}
"""What follows a type once for each of its ``vlen`` members."""
_SINGLE = {INT: "<I", ARRAY: "<III", VAR: "<I", DECL_TAG: "<i"}
"""What follows a type once."""


class Member(NamedTuple):
    """A field of a struct, also one of an unnamed struct inside it."""

    name: str
    offset: int
    """In bytes from the start of the outermost struct."""
    size: int
    """In bytes."""


@dataclass(frozen=True)
class _Type:
    kind: int
    name: str
    size_or_type: int
    bitfields: bool
    entries: tuple[tuple[int, ...], ...]


class Btf:
    """The types of one kernel."""

    def __init__(self, blob: bytes) -> None:
        try:
            self._read(blob)
        except struct.error:
            raise RecorderError("the BTF is cut off") from None

    def _read(self, blob: bytes) -> None:
        magic, _version, _flags, header, types, types_size, names, names_size = struct.unpack_from(
            "<HBBIIIII", blob
        )
        if magic != MAGIC:
            raise RecorderError("this is not BTF of a little-endian machine")
        self._names = blob[header + names : header + names + names_size]
        self._types = [_Type(0, "void", 0, False, ())]
        self._types += self._parse(blob[header + types : header + types + types_size])

    def _parse(self, blob: bytes) -> Iterator[_Type]:
        at = 0
        while at < len(blob):
            name, info, size_or_type = struct.unpack_from("<III", blob, at)
            at += 12
            kind, count = info >> 24 & 0x1F, info & 0xFFFF
            layout = _MEMBER.get(kind) or _SINGLE.get(kind, "<")
            count = 1 if kind in _SINGLE else count if kind in _MEMBER else 0
            step = struct.calcsize(layout)
            entries = tuple(struct.unpack_from(layout, blob, at + step * n) for n in range(count))
            at += step * count
            yield _Type(kind, self._name(name), size_or_type, bool(info >> 31), entries)

    def _name(self, offset: int) -> str:
        return self._names[offset : self._names.index(b"\0", offset)].decode()

    def _stripped(self, number: int) -> _Type:
        found = self._types[number]
        while found.kind in _QUALIFIERS:
            found = self._types[found.size_or_type]
        return found

    def _size(self, number: int) -> int:
        found = self._stripped(number)
        if found.kind == PTR:
            return 8
        if found.kind == ARRAY:
            element, _index, length = found.entries[0]
            return length * self._size(element)
        return found.size_or_type

    def _struct(self, name: str) -> _Type:
        for found in self._types:
            if found.kind == STRUCT and found.name == name:
                return found
        raise RecorderError(f"this kernel's BTF has no struct {name}")

    def struct_size(self, name: str) -> int:
        """Return the size of a struct in bytes; RecorderError when there is none of that name."""
        return self._struct(name).size_or_type

    def members(self, name: str) -> list[Member]:
        """Return all fields of a struct. Those of a struct inside have dotted names, unless it has none."""
        return list(self._flat(self._struct(name), 0, ""))

    def _flat(self, outer: _Type, base: int, prefix: str) -> Iterator[Member]:
        for name_at, number, bits in outer.entries:
            name = self._name(name_at)
            # with bitfields, the upper byte is the width of this one
            offset = base + (bits & 0xFFFFFF if outer.bitfields else bits) // 8
            inner = self._stripped(number)
            if name or inner.kind not in (STRUCT, UNION):
                yield Member(prefix + name, offset, self._size(number))
            if inner.kind in (STRUCT, UNION):
                yield from self._flat(inner, offset, prefix + (f"{name}." if name else ""))

    def offset(self, struct_name: str, field: str) -> int | None:
        """Return where a field lies in its struct, in bytes, or None when there is no such field."""
        return next((member.offset for member in self.members(struct_name) if member.name == field), None)

    def enum(self, name: str) -> dict[str, int]:
        """Return the values of an enum by name; RecorderError when there is none of that name."""
        for found in self._types:
            if found.kind == ENUM and found.name == name:
                return {self._name(at): value for at, value in found.entries}
        raise RecorderError(f"this kernel's BTF has no enum {name}")


def section(elf: bytes, wanted: str) -> bytes | None:
    """Return the contents of a section of a 64-bit little-endian ELF file, or None when it has none."""
    (table,) = struct.unpack_from("<Q", elf, 0x28)
    size, count, names_number = struct.unpack_from("<HHH", elf, 0x3A)
    headers = [struct.unpack_from("<IIQQQQIIQQ", elf, table + n * size) for n in range(count)]
    names_at = headers[names_number][4]
    for header in headers:
        start = names_at + header[0]
        if elf[start : elf.index(b"\0", start)].decode() == wanted:
            return elf[header[4] : header[4] + header[5]]
    return None


def read_btf(path: Path) -> Btf:
    """Return the types in a vmlinux with a .BTF section, or in a file of bare BTF; else RecorderError."""
    blob = path.read_bytes()
    if blob[:4] != b"\x7fELF":
        return Btf(blob)
    btf = section(blob, ".BTF")
    if btf is None:
        raise RecorderError(
            f"{path} has no .BTF section; when it has debug info, make one with: "
            f"pahole --btf_encode_detached=kernel.btf {path}"
        )
    return Btf(btf)
