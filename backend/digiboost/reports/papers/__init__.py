"""Pages to print, sign and send: HTML with everything in it, drawn as PDF."""
