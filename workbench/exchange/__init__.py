"""Files in and out: networks of other programs as cases."""
