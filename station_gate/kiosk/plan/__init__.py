"""The tester's view: the passenger's screen, the lane from above, its state and timeline."""
