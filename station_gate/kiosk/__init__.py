"""What the passenger sees, hears and touches (pygame). Knows nothing about dlib."""
