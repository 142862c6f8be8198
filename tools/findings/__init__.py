"""What the commands find of every scheme, puzzle and mistake: the tables of docs/findings.md."""
