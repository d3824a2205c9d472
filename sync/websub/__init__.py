"""YouTube's push notifications (WebSub): its hub is asked about our channels, and tells what to pull first."""
