"""Beside whoever writes: how lists will print the story, and text that is cleaned as it is kept."""
