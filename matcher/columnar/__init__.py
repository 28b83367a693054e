"""Many patients against many trials at once, with the verdicts of the tree-walking evaluator."""
