"""The program inside the machine: it compiles without a warning, and takes lines of scripts apart."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tools.recorder.guest import FLAGS, SOURCES, build_guest

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="there is no gcc here")

HARNESS = r"""
#include <stdio.h>
#include <stdlib.h>
#include "output.h"
#include "words.h"

void fatal(const char *what)
{
    printf("fatal: %s\n", what);
    exit(1);
}

int main(void)
{
    char text[2048];
    while (fgets(text, sizeof text, stdin)) {
        struct line line;
        text[strcspn(text, "\n")] = '\0';
        if (!split_line(&line, text)) {
            printf("refused\n");
            continue;
        }
        struct words words = words_from(&line, 2);
        printf("%d|%s|%ld|%ld|%s|%d\n", line.count, line.text, number_word(words, 1, -1),
               number_option(words, "skew", -1), option(words, "thp") ? option(words, "thp") : "-",
               has_option(words, "ro"));
    }
    return 0;
}
"""


@pytest.fixture(scope="module")
def split(tmp_path_factory):
    """Compile the word splitter with a program around it; return how to run it."""
    folder = tmp_path_factory.mktemp("words")
    (folder / "main.c").write_text("#include <string.h>\n" + HARNESS)
    sources = [str(SOURCES / name) for name in ("words.c", "text.c")]
    program = str(folder / "words")
    flags = [flag for flag in FLAGS if flag != "-static"]
    command = ["gcc", *flags, "-I", str(SOURCES), "-o", program, str(folder / "main.c"), *sources]
    subprocess.run(command, check=True)
    return lambda text: (
        subprocess.run([program], input=text, capture_output=True, text=True, check=True).stdout
    )


def test_the_guest_compiles_without_a_warning(tmp_path):
    assert {"-Wall", "-Wextra", "-Werror", "-static"} <= set(FLAGS)
    assert build_guest(tmp_path / "init").read_bytes().startswith(b"\x7fELF")


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ("A mmap r anon 512 skew=3 thp=on", "7|A mmap r anon 512 skew=3 thp=on|0|3|on|0"),
        ("A read r 0x10 20   # why", "5|A read r 0x10 20|16|-1|-|0"),
        ("A mprotect r 2 5 ro\r", "6|A mprotect r 2 5 ro|2|-1|-|1"),
        ("A mmap r anon 8 row skewed=4", "7|A mmap r anon 8 row skewed=4|0|-1|-|0"),
        ("# nothing but words", "0||-1|-1|-|0"),
        ("", "0||-1|-1|-|0"),
    ],
)
def test_a_line_is_taken_apart(split, line, taken):
    assert split(line + "\n") == taken + "\n"


def test_a_line_that_does_not_fit_is_refused_not_cut(split):
    assert split("A " + "x" * 600 + "\n") == "refused\n"
    assert split("w " * 25 + "\n") == "refused\n"
