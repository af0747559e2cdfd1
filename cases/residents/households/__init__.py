"""With whom a resident lives, and since when."""
