"""Web push to readers, and sites that can be installed and read without a connection.

``keys``       the pair of keys that push services know us by (VAPID, RFC 8292); pure
``asking``     what a browser sends to subscribe, read and bounded; pure
``bounds``     how often one address may subscribe; pure
``models``     subscriptions, and the batches of a notice that is being sent
``services``   subscribing, unsubscribing
``delivering`` one notice to one browser: encrypted (RFC 8291), signed, sent, judged
``sending``    from a request of the desk to batches in the queue
``installing`` the manifest, the icons and the service worker of an edition
``views``      what answers
"""
