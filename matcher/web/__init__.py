"""The web pages and the REST interface on the published snapshot: the only home of FastAPI and uvicorn."""
