"""How lists, pages and mails show events: wording, dates and addresses in the reader's language."""
