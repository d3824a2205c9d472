"""The sandbox YouTube: an HTTP server that behaves as YouTube's two APIs do. It shares no code with their client."""
