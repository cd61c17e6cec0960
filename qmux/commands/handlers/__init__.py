"""One function per command; each takes a Context and the parsed arguments."""
