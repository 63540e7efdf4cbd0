"""Kits: lists of steps that readers tick, in their browser or on their profile.

The pages are in `campaigns.models.kits`. `cards` shows kits on the pages of campaigns, `progress`
keeps the ticks of readers with an account, `totals` counts them for editors.
"""
