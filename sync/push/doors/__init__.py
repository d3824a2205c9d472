"""The requests by which values come to YouTube: each door reads a part of a video or an asset, and writes it whole."""
