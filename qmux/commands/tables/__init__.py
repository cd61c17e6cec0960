"""The rows of COMMANDS: a file for each family of commands, whose ROWS table.py puts in order."""
