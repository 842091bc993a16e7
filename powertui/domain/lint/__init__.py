"""What in a model is wrong, doubtful or will surprise: one module for each family of findings."""
