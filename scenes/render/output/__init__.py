"""Files that are written: whole, checked beforehand, with captions beside them."""
