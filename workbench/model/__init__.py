"""A case in memory: component frames, connections, edits, digest and differences."""
