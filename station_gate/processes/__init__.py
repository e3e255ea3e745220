"""Processes of our own beside the kiosk: watched, started anew, their memory kept private.

Native libraries read what strangers show. One that crashes, hangs or eats the memory takes
its own process with it and nothing else.
"""
