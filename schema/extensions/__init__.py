"""What happens around every operation: errors told, texts checked."""
