"""Storey 4: sessions at work, each in its own thread, and the one coordinator that they report to.

Locks, in the order in which they may be taken (each is held for microseconds, none across network, disk, a tool
or a callback into the coordinator):

    1. Worker's condition      its inbox of jobs
    2. AnswerBox's condition   the answer to an open question
    3. ApiRateLimiter's lock   slots, waiters, cool-downs
    4. Transcript's condition  numbering, the fold, what waits to be shown
    5. the emulation gate      every pane's emulator and its scrollback

A call's LiveOutput has a condition of its own, taken alone, for the text that its tool has printed.

In tools/ each stands alone: who claims a file, what sessions have read, a session's permissions. No code takes two of
1-4 at once, or any other lock with one of tools/. The coordinator has no lock: it belongs to the main thread, and
every other thread reaches it through Mailbox.post().
"""
