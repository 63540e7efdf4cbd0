"""What is stored about a person: found, told, handed out and erased by one register of rules."""
