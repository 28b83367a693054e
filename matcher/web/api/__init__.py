"""The rooms of the REST interface, a module each, all below `/api/v1`."""
