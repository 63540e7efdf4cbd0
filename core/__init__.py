"""What every floor above stands on; imports nothing of ours."""
