"""How a campaign went: its updates, the timeline of its page, and what followers answer.

`publishing` carries the updates of a page to their rows and has followers told, `timeline` joins
all that happened, `answers` asks “Did you get an answer?” after a result.
"""
