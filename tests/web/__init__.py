"""The pages and the interface, asked as a browser and as a program would ask."""
