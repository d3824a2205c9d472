"""Synthetic CMS reports: small ones committed here, and a generator of any size. Nobody in them is real."""
