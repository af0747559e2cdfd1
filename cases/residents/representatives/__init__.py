"""Who may speak for a resident."""
