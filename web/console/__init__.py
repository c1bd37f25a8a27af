"""The console's API, for whoever administers an app: a thin face of the rules, one module a subject."""
