"""Commands and checks for those who run the site."""
