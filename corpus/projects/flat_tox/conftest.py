"""Its folder goes on sys.path."""
