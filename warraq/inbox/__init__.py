"""What agencies sent, waiting for the desk: wire items, their versions, and the stories made from them."""
