"""What other sites show of a page that is shared: a picture, a title and a description."""
