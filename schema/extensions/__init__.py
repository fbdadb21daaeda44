"""What happens around every operation: documents and variables held to the limits, errors told."""
