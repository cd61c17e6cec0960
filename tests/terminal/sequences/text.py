"""Text, line ends and what else is one character: widths, wraps, C0 and C1 controls."""

from tests.terminal.sequences.case import BACK_FROM_BEHIND, FEW_CLUSTERS, FULL, HALVES, LACKS, Case

CASES = (
    Case("text stands at the cursor", "ECMA-48 8.3.21 CUP", "abc", "abc", (3, 0)),
    Case("a full line waits", "DEC STD 070 DECAWM", "abcdefgh", "abcdefgh", (8, 0)),
    Case("text goes on in the next line", "DEC STD 070 DECAWM", "abcdefghij", "abcdefgh\nij", (2, 1)),
    Case(
        "a full screen scrolls", "DEC STD 070 DECAWM", FULL + "G", "ijklmnop\nqrstuvwx\nyzABCDEF\nG", (1, 3)
    ),
    Case("CR after a full line stays in it", "DEC STD 070 DECAWM", "abcdefgh\rX", "Xbcdefgh", (1, 0)),
    Case("CR LF after a full line is one line", "DEC STD 070 DECAWM", "abcdefgh\r\ni", "abcdefgh\ni", (1, 1)),
    Case(
        "BS after a full line", "DEC STD 070 DECAWM", "abcdefgh\bX", "abcdefXh", (7, 0), tmux=BACK_FROM_BEHIND
    ),
    Case("CR", "ECMA-48 8.3.15 CR", "abc\rX", "Xbc", (1, 0)),
    Case("LF keeps the column", "ECMA-48 8.3.74 LF", "ab\nc", "ab\n  c", (3, 1)),
    Case("LF scrolls at the bottom", "ECMA-48 8.3.74 LF", FULL + "\nX", "qrstuvwx\nyzABCDEF\n\nX", (1, 3)),
    Case("VT is LF", "DEC STD 070 VT", "ab\vc", "ab\n  c", (3, 1)),
    Case("FF is LF", "DEC STD 070 FF", "ab\fc", "ab\n  c", (3, 1)),
    Case("BS", "ECMA-48 8.3.5 BS", "abc\b\bX", "aXc", (2, 0)),
    Case("BS stops at the first column", "ECMA-48 8.3.5 BS", "a\b\b\bX", "X", (1, 0)),
    Case("HT", "ECMA-48 8.3.60 HT", "a\tb", "a      b", (8, 0)),
    Case("HT stops at the last column", "DEC STD 070 HT", "a\t\t\tb", "a      b", (8, 0)),
    Case("HT after a full line stays", "DEC STD 070 HT", "abcdefgh\ti", "abcdefgh\ni", (1, 1)),
    Case("HT leaves what is there", "ECMA-48 8.3.60 HT", "abcdefg\r\tX", "abcdefgX", (8, 0)),
    Case("BEL shows nothing", "ECMA-48 8.3.3 BEL", "a\ab", "ab", (2, 0)),
    Case("NUL shows nothing", "ECMA-48 8.3.88 NUL", "a\x00b", "ab", (2, 0)),
    Case("DEL shows nothing", "DEC STD 070 DEL", "a\x7fb", "ab", (2, 0)),
    Case("ENQ shows nothing", "ECMA-48 8.3.44 ENQ", "a\x05b", "ab", (2, 0)),
    Case("CAN shows nothing", "ECMA-48 8.3.6 CAN", "a\x18b", "ab", (2, 0)),
    Case("DC1 and DC3 show nothing", "ECMA-48 8.3.28 DC1", "a\x11\x13b", "ab", (2, 0)),
    Case("a wide character has two cells", "UAX #11", "a日b", "a日b", (4, 0)),
    Case("a wide character that has no room wraps", "UAX #11", "abcdefg日", "abcdefg\n日", (2, 1)),
    Case("a wide character at the margin waits", "UAX #11", "abcdef日", "abcdef日", (8, 0)),
    Case("the left half overwritten", "UAX #11", "日本\rx", "x 本", (1, 0)),
    Case("the right half overwritten", "UAX #11", "日本\b\bx", "日x", (3, 0)),
    Case("a wide character over two", "UAX #11", "日本語\x1b[2G中", " 中 語", (3, 0)),
    Case("erasing a half", "UAX #11", "日本\x1b[2G\x1b[X", "  本", (1, 0), tmux=HALVES),
    Case("deleting a half", "UAX #11", "日本x\x1b[2G\x1b[P", " 本x", (1, 0), tmux=HALVES),
    Case("inserting between halves", "UAX #11", "日本x\x1b[2G\x1b[@", "   本x", (1, 0), tmux=HALVES),
    Case("a combining mark joins the cell before", "Unicode 2.11", "e\u0301a", "éa", (2, 0)),
    Case(
        "a mark after a full line joins its last cell", "Unicode 2.11", "abcdefge\u0301", "abcdefgé", (8, 0)
    ),
    Case("two marks", "Unicode 2.11", "x\u0323\u0301y", "x\u0323\u0301y", (2, 0)),
    Case("a mark on a wide character", "Unicode 2.11", "か\u3099x", "がx", (3, 0)),
    Case("an emoji of several code points", "UAX #29 GB11", "👩\u200d⚕\ufe0fa", "👩\u200d⚕\ufe0fa", (3, 0)),
    Case("a skin tone", "UTS #51", "👍🏽a", "👍🏽a", (3, 0), tmux=FEW_CLUSTERS),
    Case("a flag", "UAX #29 GB12", "🇩🇪a", "🇩🇪a", (3, 0)),
    Case("an emoji", "UTS #51", "😀a", "😀a", (3, 0)),
    Case("VS16 makes an emoji wide", "UTS #51", "❤\ufe0fa", "❤\ufe0fa", (3, 0), tmux=FEW_CLUSTERS),
    Case("Hangul of jamo", "UAX #29 GB6", "한a", "한a", (3, 0)),
    Case("ZERO WIDTH SPACE takes no cell", "Unicode 23.2", "a\u200bb", "a\u200bb", (2, 0)),
    Case(
        "bytes that are no UTF-8",
        "Unicode 3.9",
        "a\udcffb",
        "a�b",
        (3, 0),
        tmux="tmux leaves them out; Unicode asks for U+FFFD",
    ),
    Case("IND as C1", "ECMA-48 8.3.74 LF", "a\x84b", "a\n b", (2, 1), tmux=LACKS),
    Case("NEL as C1", "ECMA-48 8.3.86 NEL", "a\x85b", "a\nb", (1, 1), tmux=LACKS),
)
