"""The kiosk's drawings: everything is drawn by code and everything is ours."""
