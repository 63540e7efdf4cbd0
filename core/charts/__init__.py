"""Charts as SVG that needs no styles of its own, no script and no colour to be understood.

`numbers` reads and writes numbers as people type them, `table` what an editor pastes, `scales` maps
values to positions. `bars`, `lines`, `shares` and `panels` draw one kind of chart each, and
`chart` puts title, drawing and data table together. pygal was tried: it writes inline styles, which
the Content-Security-Policy refuses, and its text shrinks with the width of the screen.
"""
