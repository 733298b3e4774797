"""Moving in from WordPress: its export (WXR 1.0 to 1.2) as records, and how they become items."""
