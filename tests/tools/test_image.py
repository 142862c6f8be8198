"""Kernel images, archives and packages, made here."""

from __future__ import annotations

import gzip
import hashlib
import lzma
import struct

import pytest

from tools.recorder.errors import RecorderError
from tools.recorder.image import vmlinux_of
from tools.recorder.initramfs import initramfs
from tools.recorder.packages import NEEDED, missing_options, verify, version_key

ELF = b"\x7fELF" + bytes(range(256)) * 8
SIZE = struct.pack("<I", len(ELF))
"""The build appends the size of the kernel to what it compressed."""


def bz_image(payload, setup_sectors=3):
    image = bytearray((setup_sectors + 1) * 512)
    image[0x1F1] = setup_sectors
    image[0x202:0x206] = b"HdrS"
    before = b"decompressor"
    struct.pack_into("<II", image, 0x248, len(before), len(payload))
    return bytes(image) + before + payload + b"the end"


@pytest.mark.parametrize(
    "payload",
    [lzma.compress(ELF, check=lzma.CHECK_CRC32) + SIZE, gzip.compress(ELF) + SIZE, ELF],
    ids=["xz", "gzip", "not compressed"],
)
def test_the_kernel_comes_out_of_its_image(payload):
    assert vmlinux_of(bz_image(payload)) == ELF


def test_what_is_no_image_is_refused():
    with pytest.raises(RecorderError, match="no bzImage"):
        vmlinux_of(bytes(2048))
    with pytest.raises(RecorderError, match="unknown compression, the payload begins with 414243444546"):
        vmlinux_of(bz_image(b"ABCDEFGH"))
    with pytest.raises(RecorderError, match="no ELF file"):
        vmlinux_of(bz_image(gzip.compress(b"something else") + SIZE))


def entries(archive):
    """Read a newc archive: name -> (mode, content)."""
    found, at = {}, 0
    while True:
        assert archive[at : at + 6] == b"070701"
        fields = [int(archive[at + 6 + 8 * n : at + 14 + 8 * n], 16) for n in range(13)]
        mode, size, name_size = fields[1], fields[6], fields[11]
        name = archive[at + 110 : at + 110 + name_size - 1].decode()
        content = (at + 110 + name_size + 3) // 4 * 4
        if name == "TRAILER!!!":
            return found
        found[name] = (mode, archive[content : content + size])
        at = (content + size + 3) // 4 * 4


def test_the_initramfs_has_the_program_its_offsets_and_the_scripts():
    found = entries(gzip.decompress(initramfs(b"\x7fELF!", "p_flags 0\n", {"b": "proc A\n", "a": "proc B"})))
    assert found["init"] == (0o100755, b"\x7fELF!")
    assert found["recorder.cfg"] == (0o100644, b"p_flags 0\n")
    assert found["scripts.list"] == (0o100644, b"b\na\n")
    assert found["scripts"][0] == 0o040755
    assert found["scripts/a.ops"] == (0o100644, b"proc B")


def test_a_package_with_another_hash_is_refused(tmp_path):
    package = tmp_path / "linux.deb"
    package.write_bytes(b"a package")
    verify(package, hashlib.sha256(b"a package").hexdigest().upper())
    with pytest.raises(RecorderError, match=r"linux\.deb has the SHA-256"):
        verify(package, hashlib.sha256(b"another").hexdigest())


def test_the_newest_release_is_found_by_its_numbers():
    releases = ["linux-image-6.12.9+deb13-cloud-amd64", "linux-image-6.12.107+deb13-cloud-amd64"]
    assert max(releases, key=version_key) == releases[1]


def test_options_that_are_modules_or_not_set_are_named():
    config = [f"CONFIG_{name}=y" for name in NEEDED]
    assert missing_options("\n".join(config)) == []
    config.remove("CONFIG_TMPFS=y")
    config.append("CONFIG_TMPFS=m")
    assert missing_options("\n".join(config)) == ["TMPFS"]
