"""StreamField blocks for pages. Stored content refers to their names, so the names stay."""

from core.blocks.body import BodyBlock

__all__ = ["BodyBlock"]
