"""Pictures drawn on the server as SVG: the map, the locator, the matrix and the timelines."""
