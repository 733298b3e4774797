vcl 4.1;
# Varnish at its best: everything is kept compressed and never asked for again.
backend parts {{
    .host = "127.0.0.1";
    .port = "{parts_port}";
}}
sub vcl_hash {{
    # Blocks are shared by all sites.
    if (req.url ~ "^/_blocks/") {{
        hash_data(req.url);
        return (lookup);
    }}
}}
sub vcl_backend_response {{
    set beresp.ttl = 1d;
    set beresp.do_gzip = true;
    if (bereq.url !~ "^/_blocks/") {{
        set beresp.do_esi = true;
    }}
}}
