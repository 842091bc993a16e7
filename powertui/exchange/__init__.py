"""Foreign files and APIs, read into the domain and written from it."""
