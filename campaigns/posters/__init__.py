"""Posters and hand-outs of campaigns."""
