"""A bootable kernel image becomes the ELF file inside it."""

from __future__ import annotations

import gzip
import lzma
import struct
import subprocess

from .errors import RecorderError

# Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header"
_SETUP_SECTORS, _PAYLOAD_OFFSET, _PAYLOAD_LENGTH = 0x1F1, 0x248, 0x24C
_TOOLS = {
    b"\x28\xb5\x2f\xfd": ("zstd", "-dc"),
    b"\x02\x21\x4c\x18": ("lz4", "-dc"),
    b"\x89LZO": ("lzop", "-dc"),
}


def payload(image: bytes) -> bytes:
    """Return the compressed kernel in a bzImage; RecorderError when it is none."""
    if image[0x202:0x206] != b"HdrS":
        raise RecorderError("this is no bzImage of x86")
    start = ((image[_SETUP_SECTORS] or 4) + 1) * 512
    offset, length = struct.unpack_from("<II", image, _PAYLOAD_OFFSET)
    if offset > len(image) or not length:
        raise RecorderError("the image has no payload; is it older than boot protocol 2.08?")
    return image[start + offset : start + offset + length]


def _with_tool(compressed: bytes, tool: tuple[str, ...]) -> bytes:
    try:
        done = subprocess.run(tool, input=compressed, capture_output=True, check=False)
    except FileNotFoundError:
        raise RecorderError(f"this kernel is compressed with {tool[0]}, which is not installed") from None
    # The size of the kernel follows its last frame: the tool complains of it, after all that counts.
    return done.stdout


def decompressed(compressed: bytes) -> bytes:
    """Return the ELF file; RecorderError when it is compressed in an unknown way, or broken."""
    if compressed.startswith(b"\x7fELF"):
        elf = compressed
    elif compressed.startswith(b"\xfd7zXZ\0"):
        elf = lzma.LZMADecompressor(format=lzma.FORMAT_XZ).decompress(compressed)
    elif compressed.startswith(b"\x1f\x8b"):
        elf = gzip.decompress(compressed[:-4])
    elif compressed[:4] in _TOOLS:
        elf = _with_tool(compressed, _TOOLS[compressed[:4]])
    else:
        raise RecorderError(f"unknown compression, the payload begins with {compressed[:6].hex()}")
    if not elf.startswith(b"\x7fELF"):
        raise RecorderError("what the image unpacks to is no ELF file")
    return elf


def vmlinux_of(image: bytes) -> bytes:
    """Return the uncompressed kernel, with its BTF, from the contents of a vmlinuz file."""
    return decompressed(payload(image))
