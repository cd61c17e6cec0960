"""The sequence table: what every function of the emulator does, each row with its source.

The rows are in sequences/, a file for each family; sequences/case.py says what a row is. test_sequence_table.py feeds
them to a screen, as a whole and in single characters, and to a real tmux where there is one. A row whose `tmux` says
why that shows something else must differ there: an argument that no longer holds is taken out.
"""

from tests.terminal.sequences import cursor, edits, modes, regions, replies, strings, styles, text

CASES = (
    *text.CASES,
    *cursor.CASES,
    *regions.CASES,
    *edits.CASES,
    *styles.CASES,
    *modes.CASES,
    *replies.CASES,
    *strings.CASES,
)
