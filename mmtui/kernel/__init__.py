"""The kernel model: operations become page table changes and rmap events."""
