# Varnish 7.1 in front of Warraq, keeping the pages that the press composes, each for a second. Recommended: the press
# joins ready parts faster than Varnish includes them.
vcl 4.1;

include "./warraq.vcl";

sub announce {
    # Asks for surrogate keys, and for pages as they are.
    set req.http.Surrogate-Capability = {"warraq="Surrogate/1.0""};
}
