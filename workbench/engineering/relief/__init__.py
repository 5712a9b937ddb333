"""Sizing of pressure-relief devices: API 520 Part I, API 526, API 521."""
