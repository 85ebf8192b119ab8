"""One's own words, colours and fonts: options of the commands that draw, and `gradreel texts`."""
