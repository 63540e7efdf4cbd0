"""Writing, previewing and sending broadcasts: letters to followers, mails to attendees."""
