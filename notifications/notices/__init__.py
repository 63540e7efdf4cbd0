"""Notices: topics, follows and mutes, activities, the inbox, and mail about notices."""
