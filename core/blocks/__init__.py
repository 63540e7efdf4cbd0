"""The blocks an editor builds a page of. Names are settled: stored content refers to them."""

from core.blocks.body import BodyBlock

__all__ = ["BodyBlock"]
