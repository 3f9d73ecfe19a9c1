"""Who is reading, and whom they may not see."""
