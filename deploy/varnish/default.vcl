# Varnish 7.1 in front of Warraq, composing pages itself: the press hands over shells with <esi:include>, and blocks
# apart from them. Needs Debian's varnish and varnish-modules. docs/operations/edge.md says when to take
# whole-pages.vcl instead, which is faster.
vcl 4.1;

include "./warraq.vcl";

sub announce {
    set req.http.Surrogate-Capability = {"warraq="Surrogate/1.0 ESI/1.0""};
}
