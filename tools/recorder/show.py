"""A trace for people: a line for each record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .traces import Record, Run

_SHORT = {
    "compound_mapcount": "cmc",
    "_entire_mapcount": "ent",
    "_large_mapcount": "large",
    "_nr_pages_mapped_hex": "npm",
    "_mm_id": "mm_id",
    "_mm_id_mapcount": "mmc",
    "mm_owner": "mm_owner",
    "_pincount": "pincount",
    "double_map": "double_map",
    "partially_mapped": "partially_mapped",
    "deferred": "deferred",
}
_NOTABLE_FLAGS = ("zero", "ksm", "hugetlb", "mlocked")
_NOT_OF_VMA = ("t", "p", "r", "s", "e", "perm", "off", "vf")


def _run(run: Run) -> str:
    folio = f"{run.folio}@{run.first}" if run.large else str(run.folio)
    bits = (f",{run.bits}" if run.bits else "") + (f"!{run.pagemap}" if run.pagemap else "")
    flags = f"{{{run.kpageflags}}}" if any(run.has_flag(flag) for flag in _NOTABLE_FLAGS) else ""
    return f"{run.page}+{run.length}={folio}:{run.level}{bits}/c{run.kpagecount}{flags}"


def _folio(record: Record) -> str:
    unmapped = " UNMAPPED" if record.get("unmapped") else ""
    counters = " ".join(f"{short}={record[name]}" for name, short in _SHORT.items() if name in record)
    sub = " ".join(f"{page}+{length}:{raw}{exclusive}" for page, length, raw, exclusive in record["sub"])
    head = f"{record['f']} o{record['order']} ref={record['ref']} {record['mapping']}{unmapped}"
    return f"{head} | {counters} sub={sub}"


def _small(record: Record) -> str:
    runs = []
    for label, length, raw, refcount, _flags, exclusive, mapping, *unmapped in record["runs"]:
        gone = " UNMAPPED" if unmapped else ""
        runs.append(f"{label}+{length}:{raw} ref{refcount}{exclusive} {mapping}{gone}")
    return "small " + " ".join(runs)


def _vma(record: Record) -> str:
    fields = " ".join(f"{name}={kb}" for name, kb in record.items() if name not in _NOT_OF_VMA and kb)
    return f"vma {record['p']}.{record['r']}[{record['s']},{record['e']}) {record['perm']} {fields}"


def _step(record: Record) -> str:
    failed = f"  -> {record.get('err')} {record.get('at', '')}".rstrip() if record["rc"] else ""
    moved = f" moved {record['moved']}" if "moved" in record else ""
    return f"\n[{record['n']}] {record['op']}{failed}{moved}"


def _line(record: Record) -> str | None:
    match record["t"]:
        case "begin":
            return f"### {record['script']} {record['kernel']}"
        case "step":
            return _step(record)
        case "map":
            runs = " ".join(_run(Run(*run)) for run in record["runs"])
            return f"   {record['p']}.{record['r']}  {runs}"
        case "folio":
            return "   " + _folio(record)
        case "small":
            return "   " + _small(record)
        case "gone":
            return f"   gone {record['f']}" + (f"+{record['n']}" if "n" in record else "")
        case "vma":
            return "   " + _vma(record)
        case "sys" if record["d"]:
            return "   sys " + " ".join(f"{name}{change:+d}" for name, change in record["d"].items())
        case "warn" | "fatal":
            return f"   {record['t']}: {record['msg']}"
        case "note":
            return f"   note: {record['text']}"
    return None


def lines(records: Iterable[Record]) -> Iterator[str]:
    """Yield a trace as text."""
    for record in records:
        line = _line(record)
        if line is not None:
            yield line
