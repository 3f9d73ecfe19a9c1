"""What templates of the pages may use."""
