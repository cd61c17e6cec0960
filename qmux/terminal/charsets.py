"""Character sets: what ASCII means while a set other than ASCII is designated (ISO 2022 as VT100 and VT220
have it).

Owns the tables, keyed by the final character of `ESC ( c`. Sets that are not here count as ASCII: all input
is Unicode. Pure data.
"""

from collections.abc import Mapping

Charset = Mapping[int, str]

ASCII: Charset = {}

# VT100 special graphics, ` to ~ (DEC STD 070; Unicode has had them all since 3.2).
LINE_DRAWING: Charset = dict(enumerate("◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·", ord("`")))
UNITED_KINGDOM: Charset = {ord("#"): "£"}

CHARSETS: Mapping[str, Charset] = {"0": LINE_DRAWING, "A": UNITED_KINGDOM}
