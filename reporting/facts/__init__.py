"""What the figures count, kept by the database in the transaction of the event itself."""
