"""The gallery of components at `/components/`, with invented content. Routed with DEBUG only."""
