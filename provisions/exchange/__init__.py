"""The directory in and out: files of others are read, looked through and entered; ours leave in an open format."""
