"""A pack as somebody else would write it: a package with a module for each category of its blocks."""
