"""The events in the admin: their dates as rows, upcoming and past, and the drafts."""
