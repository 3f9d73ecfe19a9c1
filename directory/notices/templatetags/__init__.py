"""What the templates of mails may name."""
