"""What YouTube was seen to hold enters the catalogue: reports and pulls take the same steps."""
