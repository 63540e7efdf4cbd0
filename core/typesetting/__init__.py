"""Typeset documents and pictures with Typst, in the font of the site."""
