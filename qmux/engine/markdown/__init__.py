"""Replies rendered as markdown while they stream: the home of markdown-it and Pygments, the extra `markdown`.

Imported after the first frame, by the composition root alone; without the extra, replies are shown as they come.
Lines are parted into blocks by blocks.py as they arrive, since markdown-it is not incremental; what is inside a block
is markdown-it's (inline.py) and Pygments' (code.py). Everything is made for one line after the other, from that line
and bounded state: cost is linear in the length of a reply, and chunks never matter.
"""
