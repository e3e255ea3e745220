"""One gate assembled: where sources, readers, faces, core, barrier and journal meet."""
