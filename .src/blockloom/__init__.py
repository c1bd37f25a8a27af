"""Blockloom: a visual no-code runtime. The front door: import from here."""
