"""Acts on many videos at once: what they are, what they would do, and doing it."""
