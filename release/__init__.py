"""What a release is held to, beside the tests: its pins, its audit, its bill of materials, and its mutants.

Runs in a virtual environment of its own (``make audit``, ``make sbom``, ``make mutation``, ``make pins``).
"""
