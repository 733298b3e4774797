"""Partners: who gets our stories by key, and what each may have been told."""
