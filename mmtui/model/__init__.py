"""Values: what processes ask for, what page tables hold, what can be counted."""
