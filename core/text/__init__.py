"""Text that people write: what is refused, how it is rendered, how it is asked for."""
