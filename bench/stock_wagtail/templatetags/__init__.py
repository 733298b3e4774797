"""Tags of the stock site."""
