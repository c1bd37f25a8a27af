"""The REST API that Backendless SDKs speak: a thin face of the rules in ``blockloom.runtime``, one module a subject."""
