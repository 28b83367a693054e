"""The flows: what only Prefect, a process or a kill can show."""
