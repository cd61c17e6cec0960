"""The tests of qmux; the folders mirror qmux/, features/ drives the whole program."""
