"""Files: records as .npz, tables as CSV, and temporary files that tell who made them."""
