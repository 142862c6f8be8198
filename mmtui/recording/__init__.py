"""What real kernels did after each operation, and whether the model does the same."""
