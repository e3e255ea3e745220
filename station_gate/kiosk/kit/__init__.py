"""The drawing toolkit: colours, curves, supersampled shapes, shadows, cached sprites."""
