"""Relief loads: how much has to be relieved in each cause of overpressure (API Std 521, API Std 2000).

Import from the modules; a cause is one of them.
"""
