"""The widgets of the workbench: they show a session and call it, and hold no engineering and no SQL."""
