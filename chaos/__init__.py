"""Faults on purpose: real processes killed, cut, frozen and doubled under load, and what remains.

`rukun chaos` runs it; nothing in the engine knows of it.
"""
