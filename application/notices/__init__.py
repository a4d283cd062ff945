"""Pemberitahuan: which event is told to whom, in which words, and what is kept of it."""
