"""What the home keeps of its nights: whether they ended, what they did, how fresh that leaves the lists."""
