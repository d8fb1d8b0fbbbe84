"""Looking at data: a page in the browser, and the same page as files that need no server."""
