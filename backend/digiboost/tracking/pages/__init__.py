"""What clients see without an account: plain HTML of a few kilobytes, whole without any script."""
