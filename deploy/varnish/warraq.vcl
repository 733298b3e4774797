# What default.vcl and whole-pages.vcl have in common.
import std;
import xkey;

backend warraq {
    .host = "127.0.0.1";
    .port = "8000";
    .connect_timeout = 1s;
    # The press answers what it keeps in a millisecond, and gives up on a page that it can't have after two seconds.
    .first_byte_timeout = 5s;
    .between_bytes_timeout = 5s;
    # No block has this address: the press says so itself, without its database. A node is well as long as it does.
    .probe = {
        .url = "/_blocks/";
        .expected_response = 404;
        .interval = 1s;
        .timeout = 1s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

# Who may purge: the pressers of all nodes.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.restarts == 0) {
        # Ours alone: what a reader sends under these names says nothing.
        unset req.http.X-Warraq-Stale;
        unset req.http.X-Warraq-Purged;
    }
    unset req.http.Surrogate-Capability;

    if (req.method == "PURGE") {
        # Varnish has added who spoke to it to X-Forwarded-For: with more names in it a proxy speaks for somebody else.
        if (client.ip !~ purgers || req.http.X-Forwarded-For ~ ",") {
            return (synth(403, "Not allowed"));
        }
        if (req.http.xkey-purge) {
            set req.http.X-Warraq-Purged = xkey.purge(req.http.xkey-purge);
            return (synth(200, "Purged"));
        }
        if (req.http.xkey-softpurge) {
            # Stale from now on, but still there for the time when nobody answers.
            set req.http.X-Warraq-Purged = xkey.softpurge(req.http.xkey-softpurge);
            return (synth(200, "Purged"));
        }
    }

    # Names of a host in capitals, with a port or a closing dot are one host.
    set req.http.Host = regsub(std.tolower(req.http.Host), "\.?(:[0-9]+)?$", "");
    if (req.http.Host == "") {
        return (synth(400, "No host"));
    }
    # What only says where a reader came from makes no other page.
    set req.url = regsuball(req.url, "([?&])(utm_[^&=]*|fbclid|gclid)(=[^&]*)?(?=&|$)", "\1");
    set req.url = regsub(regsub(regsuball(req.url, "&&+", "&"), "\?&+", "?"), "[?&]+$", "");

    if (req.method == "PURGE") {
        return (purge);
    }
    if (req.esi_level == 0 && req.url ~ "^/_blocks/") {
        # Blocks are for Varnish's own includes.
        return (synth(404, "Not found"));
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.http.Authorization || req.http.Cookie ~ "(^|[;,\s])((__Host-)?sessionid|warraq_preview)\s*=") {
        return (pass);
    }
    if (req.url ~ "^/(desk|documents)(/|$)" || req.url ~ "^/reads(\?|$)") {
        return (pass);
    }
    unset req.http.Cookie;
    call announce;

    # What is a second old is asked for anew while its reader waits: for the press that is a millisecond. What is older
    # serves only when the node does not answer.
    if (req.http.X-Warraq-Stale || !std.healthy(req.backend_hint)) {
        set req.grace = 1d;
    } else {
        set req.grace = 0s;
    }
    return (hash);
}

sub vcl_pass {
    # Shells without their blocks are for Varnish alone.
    unset req.http.Surrogate-Capability;
}

sub vcl_backend_response {
    if (bereq.uncacheable) {
        return (deliver);
    }
    if (beresp.status >= 500) {
        # Never kept. First what is held is looked for, however old (vcl_synth); then this is delivered.
        if (bereq.is_bgfetch || !bereq.http.X-Warraq-Stale) {
            return (abandon);
        }
        if (bereq.url ~ "^/_blocks/") {
            return (error(503));
        }
        set beresp.ttl = 0s;
        set beresp.grace = 0s;
        set beresp.uncacheable = true;
        return (deliver);
    }
    if (beresp.http.Cache-Control !~ "(?i)(s-maxage|max-age)\s*=") {
        # Kept is what says how long, and nothing else.
        set beresp.ttl = 2s;
        set beresp.uncacheable = true;
        return (deliver);
    }
    if (beresp.ttl > 1s && bereq.url !~ "^/static/") {
        # Feeds and sitemaps let a reader wait for a minute; here nothing that was withdrawn outlives its second.
        set beresp.ttl = 1s;
    }
    if (beresp.http.Surrogate-Control ~ "ESI/1\.0") {
        set beresp.do_esi = true;
    }
    if (beresp.http.Surrogate-Key) {
        set beresp.http.xkey = beresp.http.Surrogate-Key;
    }
    # As long as `stale-if-error` says; vcl_recv decides when it may be used.
    set beresp.grace = std.duration(
        regsub(beresp.http.Cache-Control, "(?i)^.*stale-if-error\s*=\s*([0-9]{1,6}).*$", "\1s"), 10s);
    # Asking again for what is the same costs no body.
    set beresp.keep = 1h;
    # Varnish's own rules follow: no cookies that are set, nothing private.
}

sub vcl_backend_error {
    if (bereq.is_bgfetch || !(bereq.uncacheable || bereq.http.X-Warraq-Stale)) {
        return (abandon);
    }
    set beresp.http.Content-Type = "text/html; charset=utf-8";
    set beresp.http.Cache-Control = "no-store";
    if (bereq.url ~ "^/_blocks/") {
        # Better a page without a block than one with an error in its midst.
        set beresp.body = "";
        return (deliver);
    }
    set beresp.http.Retry-After = "5";
    set beresp.body = {"<!doctype html>
<html lang="ar" dir="rtl">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>الموقع غير متاح مؤقتًا</title>
<style>
body { margin: 0; padding: 3rem 1.5rem; font: 1.125rem/1.8 system-ui, sans-serif }
main { max-width: 36rem; margin-inline: auto }
</style>
<main>
<h1>الموقع غير متاح مؤقتًا</h1>
<p>تعذّر علينا عرض هذه الصفحة الآن بسبب عطل مؤقت نعمل على إصلاحه. أعد المحاولة بعد لحظات.</p>
</main>
</html>
"};
    return (deliver);
}

sub vcl_synth {
    if (resp.status == 503 && req.restarts == 0 && (req.method == "GET" || req.method == "HEAD")) {
        # The node failed: once more, and now what is held will do.
        set req.http.X-Warraq-Stale = "1";
        return (restart);
    }
    if (req.http.X-Warraq-Purged) {
        set resp.http.X-Warraq-Purged = req.http.X-Warraq-Purged;
    }
    set resp.http.Cache-Control = "no-store";
    set resp.http.Content-Type = "text/html; charset=utf-8";
    set resp.body = "<!doctype html><title>" + resp.status + "</title><p>" + resp.reason;
    return (deliver);
}

sub vcl_deliver {
    if (resp.http.Surrogate-Control ~ "ESI/1\.0") {
        # These are of the shell: a reader who asks with them would be told that new blocks are the old ones.
        unset resp.http.ETag;
        unset resp.http.Last-Modified;
    }
    unset resp.http.Surrogate-Control;
    unset resp.http.Surrogate-Key;
    unset resp.http.xkey;
    unset resp.http.Via;
    unset resp.http.X-Varnish;
}
