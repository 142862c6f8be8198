"""Make the tables of docs/findings.md: ``python -m tools.findings [SECTION]...``, all if none is named."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from tools.findings.claims import claims
from tools.findings.commands import ROOT, Run, run
from tools.findings.mistakes import variants
from tools.findings.searches import checked, raced
from tools.findings.shows import costs, puzzles

PAGE = ROOT / "docs" / "findings.md"
SECTIONS: dict[str, Callable[[Run], str]] = {
    "costs": costs,
    "claims": claims,
    "puzzles": puzzles,
    "variants": variants,
    "race": raced,
    "check": checked,
}


def made(page: str, name: str, text: str) -> str:
    """Return a page in which what stands between the marks of a section is replaced.

    >>> made("<!-- made: costs -->\\nold\\n<!-- end: costs -->", "costs", "new")
    '<!-- made: costs -->\\n\\nnew\\n\\n<!-- end: costs -->'
    """
    begin, end = f"<!-- made: {name} -->", f"<!-- end: {name} -->"
    before, old, rest = page.partition(begin)
    _, mark, after = rest.partition(end)
    assert old, f"{PAGE.name} has no place for {name}"
    assert mark, f"{PAGE.name} has no end of {name}"
    return f"{before}{begin}\n\n{text}\n\n{end}{after}"


def section(page: str, name: str) -> str:
    """Return what stands between the marks of a section."""
    found = re.search(f"<!-- made: {name} -->\n\n(.*)\n\n<!-- end: {name} -->", page, re.S)
    assert found is not None, f"{PAGE.name} has no place for {name}"
    return found[1]


def main(names: list[str]) -> None:
    """Run the commands of these sections and write what they come to."""
    for name in names or SECTIONS:
        text = SECTIONS[name](run)
        PAGE.write_text(made(PAGE.read_text(encoding="utf-8"), name, text), encoding="utf-8")
        print(f"{name}: done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
