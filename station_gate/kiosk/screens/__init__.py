"""The screens, one module for each; a screen is a pure function of the lane's view."""
