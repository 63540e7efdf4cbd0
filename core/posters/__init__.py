"""Street notices: posters and hand-outs of campaigns and events, as pages and as PDF."""
