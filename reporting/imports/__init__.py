"""What support costs: tariffs, spending and budget from files of the municipality, each with its day and source."""
