"""What other languages say of numbers, days and times, in English."""
