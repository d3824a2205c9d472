"""The keys to get into YouTube: how they are kept, renewed, signed in anew and taken back."""
