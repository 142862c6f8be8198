"""The whole game as lines of text: for pipes, for screen readers, for a terminal that can do nothing else.

One fact a line, no boxes, nothing that moves the cursor; what a sign says on the screen, a word says here.
"""
