"""Bytes from a terminal against the keys, pastes, focus, mouse events and replies that they are."""

import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.model.input import Focus, Input, Key, Mouse, Paste, TerminalReply
from qmux.model.rope import Rope
from qmux.tui.decode import Decoder
from tests.features.harness.keys import key_bytes


def decode(data: bytes) -> list[Input]:
    """Return what `data` is when nothing follows it."""
    decoder = Decoder()
    return decoder.feed(data) + decoder.flush()


def names(data: bytes) -> list[str]:
    """Return the names of the keys in `data`, which holds nothing else."""
    return [event.name for event in decode(data) if isinstance(event, Key)]


# What one press sends, by the kind of terminal that sends it so.
KEYS = [
    # control bytes; the rule that one name serves several keys is the table in key_tables.py
    (b"\x00", "C-Space"),
    (b"\x01", "C-a"),
    (b"\x08", "C-h"),
    (b"\x09", "Tab"),
    (b"\x0a", "C-j"),
    (b"\x0d", "Enter"),
    (b"\x1b", "Escape"),
    (b"\x1c", "C-\\"),
    (b"\x1f", "C-_"),
    (b"\x7f", "BSpace"),
    (b" ", "Space"),
    # Alt
    (b"\x1bb", "M-b"),
    (b"\x1bB", "M-B"),
    (b"\x1b1", "M-1"),
    (b"\x1b\r", "M-Enter"),
    (b"\x1b\x7f", "M-BSpace"),
    (b"\x1b\x01", "C-M-a"),
    (b"\x1b\x00", "C-M-Space"),
    ("\x1bé".encode(), "M-é"),
    (b"\x1b[", "M-["),
    (b"\x1bO", "M-O"),
    (b"\x1b]", "M-]"),
    (b"\x1bP", "M-P"),
    (b"\x1bX", "M-X"),
    (b"\x1b_", "M-_"),
    (b"\x1b\x1b[A", "M-Up"),
    (b"\x1b\x1bOA", "M-Up"),
    # xterm
    (b"\x1b[A", "Up"),
    (b"\x1bOA", "Up"),
    (b"\x1b[1;5A", "C-Up"),
    (b"\x1b[1;2B", "S-Down"),
    (b"\x1b[1;3C", "M-Right"),
    (b"\x1b[1;8D", "C-M-S-Left"),
    (b"\x1b[H", "Home"),
    (b"\x1bOF", "End"),
    (b"\x1b[Z", "S-Tab"),
    (b"\x1b[1;5Z", "C-S-Tab"),
    (b"\x1bOP", "F1"),
    (b"\x1b[1;2R", "S-F3"),
    (b"\x1b[15~", "F5"),
    (b"\x1b[24;5~", "C-F12"),
    (b"\x1b[2~", "Insert"),
    (b"\x1b[3~", "Delete"),
    (b"\x1b[5~", "PageUp"),
    (b"\x1b[6;5~", "C-PageDown"),
    (b"\x1b[34~", "F20"),
    (b"\x1bO5P", "C-F1"),
    (b"\x1bO1;5P", "C-F1"),
    (b"\x1bOM", "Enter"),
    (b"\x1bOp", "0"),
    (b"\x1bOk", "+"),
    (b"\x1bOI", "Tab"),
    # the Linux console
    (b"\x1b[[A", "F1"),
    (b"\x1b[[E", "F5"),
    (b"\x1b[17~", "F6"),
    (b"\x1b[1~", "Home"),
    (b"\x1b[4~", "End"),
    # rxvt
    (b"\x1b[7~", "Home"),
    (b"\x1b[8~", "End"),
    (b"\x1b[3$", "S-Delete"),
    (b"\x1b[3^", "C-Delete"),
    (b"\x1b[3@", "C-S-Delete"),
    (b"\x1b[a", "S-Up"),
    (b"\x1bOd", "C-Left"),
    # modifyOtherKeys
    (b"\x1b[27;5;9~", "C-Tab"),
    (b"\x1b[27;6;9~", "C-S-Tab"),
    (b"\x1b[27;5;13~", "C-Enter"),
    (b"\x1b[27;5;49~", "C-1"),
    (b"\x1b[27;6;78~", "C-S-n"),
    (b"\x1b[27;5;105~", "Tab"),
    (b"\x1b[27;6;64~", "C-Space"),
    (b"\x1b[27;6;95~", "C-_"),
    (b"\x1b[27;2;32~", "Space"),
    (b"\x1b[27;3;27~", "M-Escape"),
    # the kitty keyboard protocol
    (b"\x1b[27u", "Escape"),
    (b"\x1b[9;5u", "C-Tab"),
    (b"\x1b[9;6u", "C-S-Tab"),
    (b"\x1b[49;5u", "C-1"),
    (b"\x1b[110;5u", "C-n"),
    (b"\x1b[110;6u", "C-S-n"),
    (b"\x1b[110:78;6u", "C-S-n"),
    (b"\x1b[98;3u", "M-b"),
    (b"\x1b[98;4u", "M-B"),
    (b"\x1b[49:33;4u", "M-!"),
    (b"\x1b[105;5u", "Tab"),
    (b"\x1b[109;5u", "Enter"),
    (b"\x1b[91;5u", "Escape"),
    (b"\x1b[104;5u", "C-h"),
    (b"\x1b[47;5u", "C-_"),
    (b"\x1b[127;5u", "C-BSpace"),
    (b"\x1b[97;7u", "C-M-a"),
    (b"\x1b[97;129u", "a"),
    (b"\x1b[1;129A", "Up"),
    (b"\x1b[97;1:2u", "a"),
    (b"\x1b[1089::99;5u", "C-c"),
    (b"\x1b[1090:1058:110;6u", "C-S-n"),
    (b"\x1b[1090::110;3u", "M-n"),
    (b"\x1b[946::98;5u", "C-b"),
    (b"\x1b[1090::110;1u", "т"),
    (b"\x1b[228::39;5u", "C-'"),
    (b"\x1b[99::106;5u", "C-c"),
    (b"\x1b[57400u", "1"),
    (b"\x1b[57414u", "Enter"),
    (b"\x1b[57419;5u", "C-Up"),
]


@pytest.mark.parametrize(("data", "name"), KEYS, ids=[repr(data) for data, _ in KEYS])
def test_a_key_has_its_name(data: bytes, name: str) -> None:
    assert decode(data) == [Key(name, name if len(name) == 1 else " " if name == "Space" else "")]


OTHERS: list[tuple[bytes, list[Input]]] = [
    ("é漢😀".encode(), [Key("é", "é"), Key("漢", "漢"), Key("😀", "😀")]),
    (b"\xff\xc3x", [Key("\ufffd", "\ufffd"), Key("\ufffd", "\ufffd"), Key("x", "x")]),
    (b"\xc3\x1b[A", [Key("\ufffd", "\ufffd"), Key("Up")]),
    ("\x85".encode(), []),
    (b"\x1b\x1b", [Key("Escape"), Key("Escape")]),
    (b"\x1b\x1bx", [Key("Escape"), Key("M-x")]),
    (b"\x1b\x1b\x1b[A", [Key("Escape"), Key("M-Up")]),
    (b"\x1b[\r", [Key("M-["), Key("Enter")]),
    (b"\x1b]x", [Key("M-]"), Key("x", "x")]),
    (b"\x1b[I\x1b[O", [Focus(True), Focus(False)]),
    (b"\x1b[200~a\r\nb\rc\nd\x1b[201~e", [Paste(Rope("a\nb\nc\nd")), Key("e", "e")]),
    (b"\x1b[200~\x1b[A\xff\x1b[201~", [Paste(Rope("[A\ufffd"))]),
    (b"\x1b[200~\x1b[201~", [Paste(Rope())]),
    (b"\x1b[201~x", [Key("x", "x")]),
    (b"\x1b[<0;3;4M\x1b[<0;3;4m", [Mouse("press", 1, 2, 3), Mouse("release", 1, 2, 3)]),
    (b"\x1b[<34;1;1M", [Mouse("drag", 3, 0, 0)]),
    (b"\x1b[<64;1;2M\x1b[<69;1;2M", [Mouse("wheel-up", 0, 0, 1), Mouse("wheel-down", 0, 0, 1)]),
    (b"\x1b[<20;300;1M", [Mouse("press", 1, 299, 0)]),
    (b"\x1b[M !!\x1b[M#!!", [Mouse("press", 1, 0, 0), Mouse("release", 0, 0, 0)]),
    (b"\x1b[?62;22c", [TerminalReply("DA1", "62;22")]),
    (b"\x1b[>41;354;0c", [TerminalReply("DA2", "41;354;0")]),
    (b"\x1b[0n", [TerminalReply("DSR", "0")]),
    (b"\x1b[12;40R", [TerminalReply("CPR", "12;40")]),
    (b"\x1b[?1u", [TerminalReply("kitty", "1")]),
    (b"\x1b[?2026;2$y", [TerminalReply("DECRPM", "2026;2")]),
    (b"\x1b]11;rgb:1/2/3\x07", [TerminalReply("OSC", "11;rgb:1/2/3")]),
    (b"\x1b]52;c;eA==\x1b\\x", [TerminalReply("OSC", "52;c;eA=="), Key("x", "x")]),
    (b"\x1bP>|XTerm(370)\x1b\\", [TerminalReply("DCS", ">|XTerm(370)")]),
    # swallowed whole: unknown, useless, malformed, cut short, out of range
    (b"\x1b[99~\x1b[1;2;3;4X\x1b[?1;2!z", []),
    (b"\x1b[97;9u\x1b[97;5:3u\x1b[57358u\x1b[1114112u\x1b[999999999999u", []),
    (b"\x1b[<0;0;4M\x1b[<35;1;1M\x1b[<66;1;1M\x1b[<1M\x1b[<0;3;4X", []),
    (b"\x1b[1;5\x01x", [Key("C-a"), Key("x", "x")]),
    (b"\x1b]11;rgb\rx", [Key("Enter"), Key("x", "x")]),
    (b"\x1b]11;rgb\x1b[A", [Key("Up")]),
    (b"\x1b[" + b"1" * 9000 + b"Ax", [Key("x", "x")]),
    (b"\x1b]1" + b"1" * 9000 + b"\x1b\\x", [Key("x", "x")]),
]  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), OTHERS, ids=[repr(data)[:40] for data, _ in OTHERS])
def test_everything_else_is_what_it_is(data: bytes, expected: list[Input]) -> None:
    assert decode(data) == expected


@pytest.mark.parametrize(("data", "expected"), OTHERS, ids=[repr(data)[:40] for data, _ in OTHERS])
def test_bytes_that_come_one_by_one_are_the_same(data: bytes, expected: list[Input]) -> None:
    decoder = Decoder()
    assert [event for byte in data for event in decoder.feed(bytes((byte,)))] + decoder.flush() == expected


@pytest.mark.parametrize("data", [data for data, _ in KEYS], ids=repr)
def test_only_what_may_be_a_key_alone_is_pending(data: bytes) -> None:
    decoder = Decoder()
    events = decoder.feed(data)
    assert decoder.pending == (not events)
    decoder.flush()
    assert not decoder.pending


def test_an_unfinished_sequence_is_waited_for_without_a_deadline() -> None:
    decoder = Decoder()
    assert decoder.feed(b"\x1b[1;") == []
    assert not decoder.pending
    assert decoder.flush() == []
    assert decoder.feed(b"5A") == [Key("C-Up")]


def test_a_paste_takes_time_in_proportion_to_its_size() -> None:
    """A paste of megabytes in small chunks: with a search from its start for each, this would not end in time."""
    decoder = Decoder()
    decoder.feed(b"\x1b[200~")
    for _ in range(40_000):
        assert decoder.feed(b"x" * 100) == []
    assert decoder.feed(b"\x1b[201~") == [Paste(Rope("x" * 4_000_000))]


@pytest.mark.parametrize("begin", [b"\x1b[", b"\x1b]0;", b"\x1bP1", b"\x1b_G", b"\x1bO", b"\x1b\x1b["])
def test_a_sequence_without_an_end_takes_no_memory(begin: bytes) -> None:
    decoder = Decoder()
    decoder.feed(begin)
    tracemalloc.start()
    for _ in range(1_000):
        assert decoder.feed(b"1" * 1_000) == []
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 50_000
    decoder.flush()
    assert decoder.feed(b"\rx\x07x")[-1] == Key("x", "x")


def test_the_harness_sends_what_qmux_names_so() -> None:
    pressed = "a C-n C-Space Tab S-Tab C-Tab C-S-Tab C-1 Enter M-Enter Escape M-1 C-M-a Up S-Up C-Left PageUp Delete"
    assert names(b"".join(map(key_bytes, pressed.split()))) == pressed.split()


# Bytes as terminals send them, mixed with any others.
PIECES = st.sampled_from(
    [data for data, _ in KEYS]
    + [data for data, _ in OTHERS if len(data) < 100]
    + [b"\x1b", b"\x1b[", b"\x1bP1", b"\x1b\\"]
)
STREAMS = st.lists(PIECES | st.binary(max_size=6), max_size=12).map(b"".join)


@given(STREAMS, st.lists(st.integers(0, 120), max_size=8))
def test_chunks_never_matter(data: bytes, cuts: list[int]) -> None:
    decoder = Decoder()
    edges = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    events = [event for start, end in pairwise(edges) for event in decoder.feed(data[start:end])]
    whole = Decoder()
    assert events == whole.feed(data)
    assert decoder.pending == whole.pending
    assert decoder.flush() == whole.flush()


@given(st.lists(STREAMS, max_size=4))
def test_any_bytes_give_inputs_and_no_control_is_typed(chunks: list[bytes]) -> None:
    decoder = Decoder()
    for chunk in chunks:
        for event in decoder.feed(chunk) + decoder.flush():
            if isinstance(event, Key):
                assert event.name
                assert not any(character < " " or character == "\x7f" for character in event.text)
