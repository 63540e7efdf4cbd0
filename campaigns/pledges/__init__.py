"""Pledges: promises that campaigns offer, and that residents, households and companies make.

`publishing` makes the offers of a page, `giving` makes and withdraws pledges, `counting` decides
what is public of the numbers. `reminders` holds what `tick` does.
"""
