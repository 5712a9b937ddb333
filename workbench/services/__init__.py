"""One function a use case: notebook, widgets and command line call these."""
