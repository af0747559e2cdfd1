"""Administration: colleagues, their posts and mandates, and the teams."""
