"""The web, over HTTP forms as a browser sends them."""
