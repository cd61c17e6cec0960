"""Documents out of tables: commands, keys, settings, providers, qmux.toml in docs/, and man/qmux.1.

The prose stands in docs/templates/; what the tables of commands, bindings, settings and providers say is put in.
Run `python -m qmux.docgen` in a checkout after a change of a table. The running program imports none of this.
"""
