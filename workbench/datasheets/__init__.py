"""Datasheets, line lists and equipment lists: what they hold, and how they are written as HTML and as Excel."""
